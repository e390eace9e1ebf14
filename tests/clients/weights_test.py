"""Weights that kernels lay out for themselves, from files that are mapped: in several nodes, in bodies, as graph outputs, out of
quantized ones; against ONNX's reference evaluator."""
import copy
import pathlib
import tempfile
import unittest

import numpy as np
from common import LIBRARY, assert_close
from onnx import TensorProto, helper, numpy_helper, save
from onnx.reference import ReferenceEvaluator
from ortlib import Library


def weight(name, *shape, seed=1):
    return numpy_helper.from_array(np.random.default_rng(seed).standard_normal(shape, np.float32), name)


class Weights(unittest.TestCase):
    def check(self, nodes, weights, inputs, outputs, external=False, opset=17):
        graph = helper.make_graph(nodes, "g", [helper.make_tensor_value_info(n, helper.np_dtype_to_tensor_dtype(a.dtype), a.shape)
                                               for n, a in inputs.items()],
                                  [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in outputs], weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
        wanted = ReferenceEvaluator(model).run(None, inputs)
        for shift in range(4):   # every alignment
            model.graph.name = "g" * (shift + 1)
            model.producer_name = "p" * (4 - shift)
            for entry in model.graph.initializer:
                entry.doc_string = "d" * (shift + 1)
            with self.subTest(shift=shift), tempfile.TemporaryDirectory() as folder, Library(LIBRARY) as library:
                path = pathlib.Path(folder) / "model.onnx"
                save(copy.deepcopy(model), path, save_as_external_data=external, location="weights.bin", size_threshold=16)
                session = library.session(path)
                for _ in range(2):
                    for seen, want in zip(session.run(inputs), wanted):
                        assert_close(seen, want, absolute=1e-4)

    def test_one_weight_in_several_nodes(self):
        x = np.random.default_rng(2).standard_normal((3, 40), np.float32)
        nodes = [helper.make_node("MatMul", ["x", "w"], ["a"]), helper.make_node("Gemm", ["a", "w"], ["b"], transB=1),
                 helper.make_node("MatMul", ["b", "w"], ["c"]), helper.make_node("Gemm", ["c", "v"], ["y"], alpha=0.5)]
        for external in (False, True):
            self.check(nodes, [weight("w", 40, 40), weight("v", 40, 40, seed=3)], {"x": x}, ["y"], external)

    def test_weights_of_bodies_and_outputs(self):
        x = np.random.default_rng(2).standard_normal((3, 40), np.float32)
        branches = {}
        for name, op in (("then_branch", "MatMul"), ("else_branch", "Gemm")):
            inner = [helper.make_node(op, ["a", "w"], ["t"]), helper.make_node("MatMul", ["t", "own"], ["u"])]
            branches[name] = helper.make_graph(inner, name, [], [helper.make_tensor_value_info("u", TensorProto.FLOAT, [3, 40])],
                                               [weight("own", 40, 40, seed=4)])
        nodes = [helper.make_node("MatMul", ["x", "w"], ["a"]), helper.make_node("If", ["flag"], ["y"], **branches),
                 helper.make_node("MatMul", ["y", "v"], ["z"])]
        for flag in (True, False):
            self.check(nodes, [weight("w", 40, 40), weight("v", 40, 40, seed=3)], {"x": x, "flag": np.array(flag)}, ["z", "v"])

    def test_convolutions_and_recurrent_nodes(self):
        x = np.random.default_rng(2).standard_normal((1, 8, 9, 9), np.float32)
        nodes = [helper.make_node("Conv", ["x", "w"], ["a"], pads=[1] * 4), helper.make_node("Conv", ["a", "g"], ["b"], group=2),
                 helper.make_node("Reshape", ["b", "shape"], ["c"]),
                 helper.make_node("LSTM", ["c", "W", "R"], ["", "h"], hidden_size=20)]
        weights = [weight("w", 8, 8, 3, 3), weight("g", 6, 4, 3, 3), weight("W", 1, 80, 49), weight("R", 1, 80, 20),
                   numpy_helper.from_array(np.array([6, 1, 49], np.int64), "shape")]
        self.check(nodes, weights, {"x": x}, ["h"])

    def test_weights_out_of_quantized_ones(self):
        x = np.random.default_rng(2).standard_normal((1, 4, 7, 7), np.float32)
        rng = np.random.default_rng(5)
        weights = [numpy_helper.from_array(rng.integers(-127, 127, (6, 4, 3, 3), np.int8), "q"),
                   numpy_helper.from_array(rng.random(6, np.float32) / 100, "s"), numpy_helper.from_array(np.zeros(6, np.int8), "z"),
                   numpy_helper.from_array(rng.integers(0, 255, (6, 5), np.uint8), "m"),
                   numpy_helper.from_array(np.array(0.02, np.float32), "one"), numpy_helper.from_array(np.array(120, np.uint8), "zero")]
        nodes = [helper.make_node("DequantizeLinear", ["q", "s", "z"], ["w"], axis=0), helper.make_node("Conv", ["x", "w"], ["a"]),
                 helper.make_node("GlobalAveragePool", ["a"], ["b"]), helper.make_node("Flatten", ["b"], ["c"]),
                 helper.make_node("DequantizeLinear", ["m", "one", "zero"], ["f"]), helper.make_node("MatMul", ["c", "f"], ["y"])]
        self.check(nodes, weights, {"x": x}, ["y"], opset=19)


if __name__ == "__main__":
    unittest.main()
