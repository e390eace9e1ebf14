"""Operators that make tensors: constants, ranges, random numbers (by their distributions and seeds)."""
import unittest

import numpy as np
from onnx import helper, numpy_helper
from op_check import OperatorTest, bindings, draw, is_float, model, seeded, versions


def number(dtype):
    return helper.np_dtype_to_tensor_dtype(np.dtype(dtype))


class Constants(OperatorTest):
    def test_constant_of_every_type(self):
        for version, types in bindings("Constant"):
            for shape in ([2, 3], [], [0]):
                value = draw(seeded("Constant", version, types["T"].name), types["T"], shape)
                self.ops.check("Constant", version, [], [value], value=numpy_helper.from_array(value))

    def test_constant_attributes(self):
        for schema in versions("Constant"):
            version = schema.since_version
            if version < 12:
                continue
            for name, value, wanted in (("value_float", 1.5, np.float32(1.5)), ("value_floats", [1.5, 2.0], np.float32([1.5, 2])),
                                        ("value_int", -7, np.int64(-7)), ("value_ints", [1, 2, 3], np.array([1, 2, 3])),
                                        ("value_string", "ab", "ab"), ("value_strings", ["a", "b"], ["a", "b"])):
                self.ops.check("Constant", version, [], [np.asarray(wanted)], **{name: value})

    def test_sparse_constant(self):
        def sparse(values, indices, dims):
            of = numpy_helper.from_array
            return helper.make_sparse_tensor(of(values, "v"), of(np.array(indices)), dims)

        values = np.array([1.5, 2.5], np.float32)
        wanted = np.array([[0, 1.5, 0], [0, 0, 2.5]], np.float32)
        for version in (11, 13, 25):
            self.ops.check("Constant", version, [], [wanted], sparse_value=sparse(values, [1, 5], [2, 3]))
            self.ops.check("Constant", version, [], [wanted], sparse_value=sparse(values, [[0, 1], [1, 2]], [2, 3]))
        for indices in ([1, 6], [-1, 2], [[0, 1], [2, 0]], [1]):
            self.ops.refuses("Constant", 13, [], [], sparse_value=sparse(values, indices, [2, 3]))

    def test_constant_of_shape(self):
        for version, types in bindings("ConstantOfShape"):
            value = draw(seeded("ConstantOfShape", version, types["T2"].name), types["T2"], [1], 1, 3)
            for shape in ([2, 3], [], [0, 2], [5]):
                wanted = np.full(shape, value[0], types["T2"])
                tensor = numpy_helper.from_array(value)
                self.ops.check("ConstantOfShape", version, [np.array(shape, np.int64)], [wanted], value=tensor)
            self.ops.check("ConstantOfShape", version, [np.array([2, 2])], [np.zeros([2, 2], np.float32)])
        for shape in ([-1], [2**40, 2**40], [[2]]):
            self.ops.refuses("ConstantOfShape", 9, [np.array(shape, np.int64)], [])

    def test_eye_like(self):
        for version, types in bindings("EyeLike"):
            x = draw(seeded("EyeLike", version, types["T1"].name), types["T1"], [3, 4])
            self.ops.check("EyeLike", version, [x], [np.eye(3, 4, 1).astype(types["T2"])], dtype=number(types["T2"]), k=1)
        x = np.ones([3, 4], np.int32)
        for k in (-9, -3, -2, 0, 2, 3, 4, 2**62, -(2**62)):
            self.ops.check("EyeLike", 22, [x], [np.eye(3, 4, max(min(k, 9), -9), np.int32)], k=k)
        self.ops.check("EyeLike", 22, [x[:0]], [np.zeros([0, 4], np.int32)])
        self.ops.refuses("EyeLike", 22, [np.ones([3], np.float32)], [])

    def test_range(self):
        for version, dtype in self.each_type("Range"):
            for start, limit, delta in ((0, 5, 1), (3, 9, 3), (10, 4, -2), (5, 5, 1), (5, 1, 1), (1, 2, 5), (0, 100, 7)):
                inputs = [np.array(value).astype(dtype) for value in (start, limit, delta)]
                self.ops.check("Range", version, inputs, [np.arange(start, limit, delta).astype(dtype)])
        self.ops.check("Range", 11, [np.array(value, np.float32) for value in (0, 1, 0.1)])
        self.ops.check("Range", 11, [np.array(value, np.float64) for value in (1, -1, -0.3)])
        top, low = 2**63 - 1, -(2**63)
        for start, limit, delta, wanted in ((low, top, 2**62, [low, -(2**62), 0, 2**62]), (top, low, low, [top, -1]),
                                            (top - 1, top, 2, [top - 1])):
            self.ops.check("Range", 11, [np.array(value) for value in (start, limit, delta)], [np.array(wanted)])
        half = [np.array(value, np.float16) for value in (2000, 2100, 1)]
        for stash in (1, 11):
            self.ops.check("Range", 27, half, [np.arange(2000, 2100).astype(np.float16)], stash_type=stash)
        for inputs in ([0, 5, 0], [low, top, 1], [[0, 1], 5, 1]):
            self.ops.refuses("Range", 11, [np.array(value) for value in inputs], [])
        for inputs in ([0, np.inf, 1], [0, np.nan, 1], [0, 1, 0]):
            self.ops.refuses("Range", 11, [np.array(value, np.float32) for value in inputs], [])


class Random(OperatorTest):
    def moments(self, x, mean, deviation):
        x = x.astype(np.float64).reshape(-1)
        # Six standard errors.
        self.assertLess(abs(x.mean() - mean), 6 * deviation / np.sqrt(x.size) + 2e-3)
        self.assertLess(abs(x.std() - deviation), 6 * deviation / np.sqrt(x.size) + 2e-3)

    def test_distributions(self):
        size = 200000
        for version, types in bindings("RandomNormal"):
            given = {"shape": [2, size // 2], "dtype": number(types["T"]), "mean": 1.0, "scale": 0.5, "seed": 3.0}
            x = self.ops.run("RandomNormal", version, [], **given)[0]
            self.assertEqual((x.dtype, x.shape), (types["T"], (2, size // 2)))
            self.moments(x, 1, 0.5)
            self.assertLess(abs((np.abs(x.astype(np.float64) - 1) < 0.5).mean() - 0.6827), 0.01)
        for version, types in bindings("RandomUniform"):
            given = {"shape": [size], "dtype": number(types["T"]), "low": -1.0, "high": 3.0, "seed": 4.0}
            x = self.ops.run("RandomUniform", version, [], **given)[0].astype(np.float64)
            self.moments(x, 1, 4 / np.sqrt(12))
            self.assertTrue(-1 <= x.min() < -0.99 and 2.99 < x.max() <= 3)
            self.assertLess(np.abs(np.histogram(x, 16)[0] - size / 16).max(), 6 * np.sqrt(size / 16) + size / 16 * 0.02)
        neighbours = np.corrcoef(x[:-1], x[1:])[0, 1]
        self.assertLess(abs(neighbours), 0.02)

    def test_like(self):
        for op_type in ("RandomNormalLike", "RandomUniformLike"):
            for version, types in bindings(op_type):
                x = draw(seeded(op_type, types["T1"].name), types["T1"], [3, 4])
                y = self.ops.run(op_type, version, [x], dtype=number(types["T2"]), seed=1.0)[0]
                self.assertEqual((y.dtype, y.shape), (types["T2"], (3, 4)))
                if x.dtype == y.dtype:
                    self.assertEqual(self.ops.run(op_type, version, [x])[0].dtype, x.dtype)

    def test_seeds(self):
        def numbers(**attributes):
            return self.ops.run("RandomNormal", 22, [], shape=[50000], **attributes)[0]

        a, b, c = numbers(seed=1.0), numbers(seed=1.0), numbers(seed=2.0)
        np.testing.assert_array_equal(a, b)
        self.assertFalse(np.any(a[:100] == c[:100]))
        self.assertFalse(np.any(numbers()[:100] == numbers()[:100]))
        # The first numbers do not depend on how many there are, nor on the type.
        few = self.ops.run("RandomNormal", 22, [], shape=[7], seed=1.0, dtype=number(np.float64))[0]
        np.testing.assert_array_equal(few.astype(np.float32), a[:7])

    def test_each_run_goes_on(self):
        made = model("RandomUniform", 22, [], shape=[100], seed=5.0).SerializeToString()
        sessions = [self.ops.library.session(made) for _ in range(2)]
        first, second = ([session.run({})[0] for _ in range(2)] for session in sessions)
        np.testing.assert_array_equal(first, second)
        self.assertFalse(np.any(first[0] == first[1]))

    def test_bernoulli(self):
        for version, types in bindings("Bernoulli"):
            p = np.full([20000], 0.25).astype(types["T1"])
            y = self.ops.run("Bernoulli", version, [p], dtype=number(types["T2"]), seed=2.0)[0]
            self.assertEqual(y.dtype, types["T2"])
            self.assertLessEqual(set(np.unique(y.astype(np.float32))), {0.0, 1.0})
            self.assertLess(abs(y.astype(np.float32).mean() - 0.25), 0.02)
        ends = np.array([0, 1] * 50, np.float32)
        self.ops.check("Bernoulli", 22, [ends], [ends])

    def test_multinomial(self):
        p = np.array([0.1, 0.2, 0.0, 0.7])
        with np.errstate(divide="ignore"):
            logits = np.log(np.stack([p, p[::-1]])) + 3
        for version, types in bindings("Multinomial"):
            x = logits.astype(types["T1"])
            y = self.ops.run("Multinomial", version, [x], sample_size=20001, dtype=number(types["T2"]), seed=1.0)[0]
            self.assertEqual((y.dtype, y.shape), (types["T2"], (2, 20001)))
            for row, chances in zip(y, (p, p[::-1])):
                self.assertLess(np.abs(np.bincount(row, minlength=4) / row.size - chances).max(), 0.015)
        self.ops.refuses("Multinomial", 22, [np.ones([2, 0], np.float32)], [])
        self.ops.refuses("Multinomial", 22, [np.ones([2], np.float32)], [])

    def test_dropout_in_training(self):
        for version, types in bindings("Dropout"):
            if version < 12 or types["T1"] != np.float32 and types["T1"] != types["T"]:
                continue
            dtype = types["T"]
            x, ratio = np.ones([100, 200]).astype(dtype), np.array(0.25).astype(types["T1"])
            y, mask = self.ops.run("Dropout", version, [x, ratio, np.array(True)], 2, seed=7)
            kept = mask.mean()
            self.assertEqual((mask.dtype, mask.shape, y.dtype), (bool, x.shape, dtype))
            self.assertLess(abs(kept - 0.75), 0.02)
            wanted = np.where(mask, 1 / 0.75, 0).astype(dtype).astype(np.float64)
            np.testing.assert_allclose(y.astype(np.float64), wanted, rtol=0.05 if is_float(dtype) else 0)
        for version in (1, 6):
            x = np.ones([100, 200], np.float32)
            y, mask = self.ops.run("Dropout", version, [x], 2, ratio=0.5)
            np.testing.assert_array_equal(y, mask * 2)
            self.assertLess(abs(mask.mean() - 0.5), 0.02)
        self.ops.refuses("Dropout", 13, [x, np.array(1.0, np.float32), np.array(True)], ["ratio"])

    def test_dropout_in_use(self):
        for version, types in bindings("Dropout"):
            x = draw(seeded("Dropout", types["T"].name), types["T"], [3, 4])
            given = {"is_test": 1} if version < 7 else {}
            mask = np.ones(x.shape, types.get("T2", types.get("T1", types["T"])) if version >= 10 else types["T"])
            self.ops.check("Dropout", version, [x], [x, mask], **given)
            if version >= 12:
                half, training = np.array(0.5).astype(types["T1"]), np.array(False)
                self.ops.check("Dropout", version, [x, half], [x])
                self.ops.check("Dropout", version, [x, half, training], [x, mask])
                self.ops.check("Dropout", version, [x, np.array(0).astype(types["T1"]), np.array(True)], [x, mask])




if __name__ == "__main__":
    unittest.main()
