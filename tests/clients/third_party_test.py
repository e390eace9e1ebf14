"""nxrt-ep-cpu from PyPI, as it is, in our library: it claims, compiles and runs whole graphs, and leaves others to the CPU."""
import unittest

import numpy as np
from common import LIBRARY, MODELS, assert_close, missing, samples
from ortlib import Library

EP = "cpu_ep"


def plugin():
    try:
        import nxrt_ep_cpu
    except ImportError:
        missing("nxrt-ep-cpu")
    return nxrt_ep_cpu.get_library_path()


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

    def test_pooling_is_left_to_the_cpu(self):
        x = np.random.default_rng(9).random((4, 1, 8, 8), np.float32)
        assignment, seen, wanted = self.both(MODELS / "digits_pool.onnx", {"image": x})
        self.assertEqual(list(assignment), ["CPUExecutionProvider"])
        assert_close(seen, wanted, 0, 0)

    def test_register_and_unregister_again_and_again(self):
        for _ in range(20):
            self.library.unregister("nxrt")
            self.library.register("nxrt", plugin())
