"""The 6-bit floats, which live inside of models: Cast, QuantizeLinear, DequantizeLinear, optionals, initializers. Wanted values
are those of ml_dtypes."""
import unittest

import ml_dtypes
import numpy as np
from onnx import TensorProto, helper
from op_check import OperatorTest, dtype_of

TYPES = {TensorProto.FLOAT6E2M3: np.dtype(ml_dtypes.float6_e2m3fn), TensorProto.FLOAT6E3M2: np.dtype(ml_dtypes.float6_e3m2fn)}
NUMBERS = ("float", "double", "float16", "bfloat16", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
           "bool", "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "float4e2m1")
ROUNDED = np.array([0, 0.06, 0.0625, 0.09375, 0.125, 0.1875, -0.3, 1, 1.06, 1.0625, -1.1875, 3.3, 7.4, 7.75, 7.8, -8, 15, 26,
                    27, 28, 30, 31, -100, 1e9, np.inf, -np.inf])


def number(name):
    return TensorProto.DataType.Value(name.upper())


class SixBits(OperatorTest):
    def model(self, nodes, inputs, outputs, initializers=()):
        graph = helper.make_graph(nodes, "six", [helper.make_tensor_value_info(name, kind, None) for name, kind in inputs],
                                  [helper.make_tensor_value_info(name, kind, None) for name, kind in outputs], list(initializers))
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 28)])

    def run_model(self, model, feeds):
        session = self.ops.library.session(model.SerializeToString())
        try:
            return session.run(feeds)
        finally:
            session.close()

    def there_and_back(self, x, name, kind, back="double"):
        nodes = [helper.make_node("Cast", ["x"], ["six"], to=kind), helper.make_node("Cast", ["six"], ["y"], to=number(back))]
        return self.run_model(self.model(nodes, [("x", number(name))], [("y", number(back))]), {"x": x})[0]

    def test_rounds_to_nearest_even(self):
        for kind, dtype in TYPES.items():
            most = float(ml_dtypes.finfo(dtype).max)
            wanted = np.clip(ROUNDED, -most, most).astype(dtype).astype(np.float64)
            np.testing.assert_array_equal(self.there_and_back(ROUNDED, "double", kind), wanted)
            every = np.arange(64, dtype=np.uint8).view(dtype).astype(np.float32)
            np.testing.assert_array_equal(self.there_and_back(every, "float", kind, "float"), every)

    def test_every_other_type(self):
        for kind, dtype in TYPES.items():
            for name in NUMBERS:
                values = np.array([0, 1, 2, 3, 1, 0, 2], np.float32).astype(dtype_of(name))
                with self.subTest(name, dtype=dtype.name):
                    there = self.there_and_back(values, name, kind)
                    np.testing.assert_array_equal(there, values.astype(np.float64))
                    back = self.there_and_back(there, "double", kind, name)
                    np.testing.assert_array_equal(back, values)

    def test_text(self):
        for kind, dtype in TYPES.items():
            texts = np.array(["1.5", "-2", "0.25"], object)
            np.testing.assert_array_equal(self.there_and_back(texts, "string", kind), [1.5, -2, 0.25])
            seen = self.there_and_back(np.array([1.5, -2, 0.25]), "double", kind, "string")
            # The shortest text that is read as the same number.
            self.assertEqual([float(dtype.type(text)) for text in seen], [1.5, -2, 0.25])

    def test_counts_that_fill_no_bytes(self):
        for count in (0, 1, 2, 3, 4, 5, 7, 511, 512, 513, 1030):
            x = (np.arange(count) % 16 / 8).astype(np.float32)
            np.testing.assert_array_equal(self.there_and_back(x, "float", TensorProto.FLOAT6E2M3, "float"), x)

    def test_initializers(self):
        codes = np.arange(64, dtype=np.uint8)[::-1][:61].copy()
        for kind, dtype in TYPES.items():
            bits = np.unpackbits(codes[:, None], axis=1, bitorder="little")[:, :6].reshape(-1)
            for field in ({"raw_data": np.packbits(bits, bitorder="little").tobytes()}, {"int32_data": codes.tolist()}):
                held = TensorProto(name="six", data_type=kind, dims=[61], **field)
                model = self.model([helper.make_node("Cast", ["six"], ["y"], to=1)], [], [("y", 1)], [held])
                np.testing.assert_array_equal(self.run_model(model, {})[0], codes.view(dtype).astype(np.float32))

    def test_quantize_and_dequantize(self):
        x = np.random.default_rng(6).uniform(-40, 40, [5, 7])
        for kind, dtype in TYPES.items():
            for name in ("float", "float16", "bfloat16"):
                nodes = [helper.make_node("QuantizeLinear", ["x", "scale"], ["q"], axis=1, output_dtype=kind),
                         helper.make_node("DequantizeLinear", ["q", "scale"], ["y"], axis=1)]
                model = self.model(nodes, [("x", number(name)), ("scale", number(name))], [("y", number(name))])
                feeds = {"x": x.astype(dtype_of(name)), "scale": np.array([1, 2, 4, 0.5, 8, 1, 2]).astype(dtype_of(name))}
                most = float(ml_dtypes.finfo(dtype).max)
                scale = feeds["scale"].astype(np.float64)
                wanted = np.clip(feeds["x"].astype(np.float64) / scale, -most, most).astype(dtype).astype(np.float64) * scale
                np.testing.assert_array_equal(self.run_model(model, feeds)[0].astype(np.float64), wanted)

    def test_optionals(self):
        for kind in TYPES:
            nodes = [helper.make_node("Cast", ["x"], ["six"], to=kind), helper.make_node("Optional", ["six"], ["maybe"]),
                     helper.make_node("OptionalHasElement", ["maybe"], ["has"]),
                     helper.make_node("OptionalGetElement", ["maybe"], ["got"]), helper.make_node("Cast", ["got"], ["y"], to=1)]
            model = self.model(nodes, [("x", 1)], [("has", TensorProto.BOOL), ("y", 1)])
            feeds = {"x": np.array([1, -0.5, 3], np.float32)}
            has, seen = self.run_model(model, feeds)
            self.assertTrue(has)
            np.testing.assert_array_equal(seen, feeds["x"])


if __name__ == "__main__":
    unittest.main()
