"""nxrt-ep-cpu from PyPI, as it is, in our library: it claims, compiles and runs whole graphs, and leaves others to the CPU."""
import unittest

import numpy as np
import onnx.helper
from common import LIBRARY, MODELS, assert_close, missing, samples
from ortlib import Library

EP = "cpu_ep"


def plugin():
    try:
        import nxrt_ep_cpu
    except ImportError:
        missing("nxrt-ep-cpu")
    return nxrt_ep_cpu.get_library_path()


def single(op_type, feeds, attributes):
    """A model of one operator on float tensors."""
    value, make = onnx.helper.make_tensor_value_info, onnx.helper
    node = make.make_node(op_type, list(feeds), ["y"], **attributes)
    inputs = [value(name, onnx.TensorProto.FLOAT, array.shape) for name, array in feeds.items()]
    graph = make.make_graph([node], "single", inputs, [value("y", onnx.TensorProto.FLOAT, None)])
    return make.make_model(graph, opset_imports=[make.make_opsetid("", 21)], ir_version=9).SerializeToString()


class ThirdParty(unittest.TestCase):
    def setUp(self):
        self.library = Library(LIBRARY)
        self.library.register("nxrt", plugin())

    def tearDown(self):
        self.library.close()

    def both(self, model, feeds):
        """Assignment with the EP, outputs with it, outputs of the CPU kernels."""
        with_ep, without = self.library.session(model, EP), self.library.session(model)
        return with_ep.assignment(), with_ep.run(feeds)[0], without.run(feeds)[0]

    def test_shows_its_device(self):
        self.assertIn(EP, [name for name, _ in self.library.devices()])

    def test_digits_runs_whole_on_it(self):
        for _, image, _ in samples():
            assignment, seen, wanted = self.both(MODELS / "digits.onnx", {"image": image})
            self.assertEqual(list(assignment), [EP])
            assert_close(seen, wanted, 1e-6, 1e-4)

    def test_mlp_of_any_batch_runs_whole_on_it(self):
        for batch in (1, 5, 32):
            x = np.random.default_rng(batch).random((batch, 64), np.float32)
            assignment, seen, wanted = self.both(MODELS / "digits_mlp.onnx", {"image": x})
            self.assertEqual(list(assignment), [EP])
            assert_close(seen, wanted, 1e-6, 1e-4)

    def test_operators_agree(self):
        """Single operators, at shapes that vectors do not divide: |seen - wanted| <= 1e-6 + 1e-4 |wanted|."""
        for op_type, shapes, attributes in (
            *((op_type, [(3, 17)], {}) for op_type in ("Relu", "Sigmoid", "Tanh", "Softmax")),
            *((op_type, [(3, 1, 5), (4, 5)], {}) for op_type in ("Add", "Sub", "Mul", "Div")),
            ("MatMul", [(2, 7, 9), (9, 5)], {}),
            ("MatMul", [(65, 130), (130, 33)], {}),
            ("Gemm", [(7, 9), (5, 9), (5,)], {"transB": 1, "alpha": 0.5}),
            ("Gemm", [(9, 7), (9, 5)], {"transA": 1}),
            ("Conv", [(2, 3, 9, 9), (4, 3, 3, 3), (4,)], {"pads": [1, 1, 1, 1], "strides": [2, 2]}),
            ("Conv", [(2, 4, 9, 9), (4, 1, 3, 3)], {"group": 4}),
            ("Conv", [(1, 8, 5, 5), (16, 8, 1, 1)], {}),
            ("Transpose", [(2, 3, 4)], {"perm": [2, 0, 1]}),
        ):
            with self.subTest(op_type, shapes=shapes):
                feeds = {f"x{i}": np.random.default_rng(i).uniform(0.1, 2, shape).astype(np.float32) for i, shape in enumerate(shapes)}
                assignment, seen, wanted = self.both(single(op_type, feeds, attributes), feeds)
                self.assertEqual(list(assignment), [EP])
                assert_close(seen, wanted, 1e-6, 1e-4)

    def test_pooling_is_left_to_the_cpu(self):
        x = np.random.default_rng(9).random((4, 1, 8, 8), np.float32)
        assignment, seen, wanted = self.both(MODELS / "digits_pool.onnx", {"image": x})
        self.assertEqual(list(assignment), ["CPUExecutionProvider"])
        assert_close(seen, wanted, 0, 0)

    def test_register_and_unregister_again_and_again(self):
        for _ in range(20):
            self.library.unregister("nxrt")
            self.library.register("nxrt", plugin())
