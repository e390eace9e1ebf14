"""QuantizeLinear and DequantizeLinear with scales of another type than the data, against ONNX's reference evaluator;
QLinearMatMul of every type, against the formula in double."""
import unittest

import numpy as np
from common import LIBRARY, assert_close
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from op_check import OperatorTest, bindings, draw, is_float, seeded
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


class Products(OperatorTest):
    def test_qlinear_matmul_of_every_type(self):
        for version, types in bindings("QLinearMatMul"):
            rng = seeded("QLinearMatMul", version, *sorted(dtype.name for dtype in types.values()))
            scale = types.get("TS", np.dtype("float32"))
            for zeros in ((0, 0, 0), (1, 2, 3)):
                a, b = draw(rng, types["T1"], [2, 3, 5], -6, 6), draw(rng, types["T2"], [5, 4], -6, 6)
                a_zero, b_zero, y_zero = (np.array(value, types[key]) for value, key in zip(zeros, ("T1", "T2", "T3")))
                scales = [np.array(value, scale) for value in (0.5, 0.25, 2)]
                left, right = a.astype(np.float64) - float(a_zero), b.astype(np.float64) - float(b_zero)
                exact = left @ right * 0.0625
                if is_float(types["T3"]):
                    wanted = (exact.astype(np.float32) + np.float32(y_zero)).astype(types["T3"])
                else:
                    limits = np.iinfo(types["T3"])
                    wanted = np.clip(np.rint(exact) + float(y_zero), limits.min, limits.max).astype(types["T3"])
                inputs = [a, scales[0], a_zero, b, scales[1], b_zero, scales[2], y_zero]
                self.ops.check("QLinearMatMul", version, inputs, [wanted])
