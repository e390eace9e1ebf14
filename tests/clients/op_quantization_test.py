"""QuantizeLinear and DequantizeLinear with scales of another type than the data, against ONNX's reference evaluator."""
import unittest

import numpy as np
from common import LIBRARY, assert_close
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from ortlib import Library


class Quantization(unittest.TestCase):
    def check(self, x, scale, zero):
        elements = {name: helper.np_dtype_to_tensor_dtype(a.dtype) for name, a in (("x", x), ("y", zero))}
        graph = helper.make_graph(
            [helper.make_node("QuantizeLinear", ["x", "scale", "zero"], ["y"], axis=0)], "g",
            [helper.make_tensor_value_info("x", elements["x"], x.shape)], [helper.make_tensor_value_info("y", elements["y"], x.shape)],
            [numpy_helper.from_array(scale, "scale"), numpy_helper.from_array(zero, "zero")])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 25)], ir_version=11)
        with Library(LIBRARY) as library:
            (seen,) = library.session(model.SerializeToString()).run({"x": x})
        (wanted,) = ReferenceEvaluator(model).run(None, {"x": x})
        assert_close(seen, wanted)

    def test_scales_of_every_type(self):
        x = np.random.default_rng(1).standard_normal((5, 7), np.float32) * 20
        for element in (np.float32, np.float16):
            for zero in (np.uint8, np.int8, np.int16):
                with self.subTest(scale=element, zero=zero):
                    self.check(x, np.array(0.25, element), np.array(3, zero))
                    self.check(x, np.array([0.25, 0.5, 1, 2, 0.125], element), np.array([0, 1, 2, 3, 4], zero))
                    self.check(x.astype(np.float16), np.array(0.25, element), np.array(3, zero))
