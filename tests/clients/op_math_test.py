"""Operators of numbers, element by element, against ONNX's reference: every version, every type, odd shapes, odd values."""
import unittest

import numpy as np
from op_check import OperatorTest, bindings, draw, dtype_of, extremes, is_float, seeded, versions

SHAPES = ([], [0], [7], [2, 3, 5], [3, 0, 2])
# Of two inputs that broadcast.
PAIRS = (([2, 3, 4], [2, 3, 4]), ([2, 3, 4], [4]), ([], [2, 3]), ([5], []), ([3, 1, 2], [1, 4, 1]), ([2, 1], [3, 2, 5]),
         ([0, 3], [3]), ([1], [1, 1]), ([2, 3, 1, 5], [3, 4, 1]), ([600], [2, 600]))
LONG = [3, 40000]   # more than one thread's share

# Operator: bounds of its inputs, where others would give nothing but NaN.
UNARY = {
    "Abs": (-4, 4), "Neg": (-4, 4), "Ceil": (-4, 4), "Floor": (-4, 4), "Round": (-4, 4), "Sqrt": (0, 9), "Exp": (-4, 4),
    "Log": (0.1, 9), "Reciprocal": (0.1, 4), "Sign": (-2, 2), "Sin": (-9, 9), "Cos": (-9, 9), "Tan": (-1.4, 1.4), "Asin": (-1, 1),
    "Acos": (-1, 1), "Atan": (-9, 9), "Sinh": (-4, 4), "Cosh": (-4, 4), "Tanh": (-4, 4), "Asinh": (-9, 9), "Acosh": (1, 9),
    "Atanh": (-0.9, 0.9), "Erf": (-3, 3), "Relu": (-4, 4), "Sigmoid": (-9, 9), "HardSwish": (-4, 4), "Softplus": (-9, 9),
    "Softsign": (-9, 9), "Mish": (-4, 4), "IsNaN": (-4, 4), "Not": (0, 1), "BitwiseNot": (-100, 100),
}
# Operator: its attributes, each tried with these values and left out.
WITH_ATTRIBUTES = {
    "LeakyRelu": {"alpha": 0.3}, "Elu": {"alpha": 0.7}, "Selu": {"alpha": 2.0, "gamma": 3.0}, "Celu": {"alpha": 1.5},
    "Gelu": {"approximate": "tanh"}, "HardSigmoid": {"alpha": 0.5, "beta": 0.3}, "ThresholdedRelu": {"alpha": 1.5},
    "Swish": {"alpha": 0.4}, "Shrink": {"lambd": 1.5, "bias": 1.0}, "IsInf": {"detect_negative": 0},
}
SPECIALS = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, np.inf, -np.inf, np.nan, 1e-6, 100.0, -100.0]
# The reference gives NaN, or loses the sign, where the limit is known.
NO_SPECIALS = {"Softplus", "Mish", "Sigmoid", "HardSwish", "Swish", "Gelu", "Celu", "Elu", "Selu"}


class Elementwise(OperatorTest):
    def check(self, op_type, version, inputs, **attributes):
        """Where the reference trips over scalars, what it says of one element is wanted."""
        if op_type == "Softsign" and inputs[0].ndim == 0:
            return self.ops.check(op_type, version, inputs, [inputs[0] / (1 + np.abs(inputs[0]))])
        return self.ops.check(op_type, version, inputs, **attributes)

    def run_unary(self, op_type, bounds, attributes):
        first = set()
        for version, dtype in self.each_type(op_type):
            rng = seeded(op_type, version, dtype.name)
            # Versions differ in little but types: shapes and odd values once a type.
            shapes = SHAPES if dtype not in first else SHAPES[2:3]
            for shape in shapes:
                self.check(op_type, version, [draw(rng, dtype, shape, *bounds)], **attributes)
            if dtype in first:
                continue
            first.add(dtype)
            if dtype.kind in "iu":
                self.check(op_type, version, [extremes(dtype)], **attributes)
            elif is_float(dtype) and op_type not in NO_SPECIALS:
                self.check(op_type, version, [np.array(SPECIALS, np.float32).astype(dtype)], **attributes)
        self.check(op_type, version, [draw(rng, sorted(first, key=str)[0], LONG, *bounds)], **attributes)

    def test_unary(self):
        for op_type, bounds in UNARY.items():
            with self.subTest(op_type):
                self.run_unary(op_type, bounds, {})

    def test_unary_with_attributes(self):
        for op_type, attributes in WITH_ATTRIBUTES.items():
            for given in ({}, attributes):
                with self.subTest(op_type, **given):
                    self.run_unary(op_type, (-4, 4), given)

    def test_large_arguments_reach_the_limit(self):
        x = np.array([-np.inf, -200, -90, 90, 200, np.inf], np.float32)
        up = np.maximum(x, 0)
        ends, elu = np.where(x == -np.inf, np.nan, up), np.where(x < 0, -1, x)
        for op_type, version, wanted in (("Softplus", 22, up), ("Mish", 22, ends), ("Sigmoid", 13, x > 0), ("Elu", 22, elu),
                                         ("Celu", 12, elu), ("HardSwish", 22, ends)):
            self.ops.check(op_type, version, [x], [np.asarray(wanted, np.float32)])
        self.ops.check("Gelu", 20, [x[1:]], [up[1:]])
        self.ops.check("Swish", 24, [x[1:]], [up[1:]])

    def test_clip(self):
        for schema in versions("Clip"):
            version = schema.since_version
            for dtype in sorted({types["T"] for v, types in bindings("Clip") if v == version}, key=str):
                x = draw(seeded(version, dtype.name), dtype, [3, 5])
                low, high = np.array(1, dtype), np.array(3, dtype)
                if version < 11:
                    for attributes in ({}, {"min": -1.0}, {"max": 1.5}, {"min": -1.0, "max": 0.5}, {"min": 2.0, "max": 1.0}):
                        wanted = np.clip(x, dtype.type(attributes.get("min", -99)), dtype.type(attributes.get("max", 99)))
                        self.ops.check("Clip", version, [x], [wanted], **attributes)
                    continue
                for inputs in ([x], [x, low], [x, None, high], [x, low, high], [x, high, low]):
                    if dtype.name == "bfloat16":
                        wide = [None if i is None else i.astype(np.float32) for i in inputs]
                        bounds = [b if b is not None else s for b, s in zip([*wide[1:], None, None], (-np.inf, np.inf))]
                        self.ops.check("Clip", version, inputs, [np.clip(wide[0], *bounds).astype(dtype)])
                    else:
                        self.ops.check("Clip", version, inputs)
        nan = np.array([np.nan, -np.inf, np.inf], np.float32)
        self.ops.check("Clip", 13, [nan, np.array(0, np.float32), np.array(1, np.float32)])
        self.ops.refuses("Clip", 13, [nan, np.zeros([2], np.float32)], ["min"])

    def test_prelu(self):
        for version, dtype in self.each_type("PRelu"):
            rng = seeded("PRelu", version, dtype.name)
            x = draw(rng, dtype, [2, 3, 4, 5])
            if version < 7:
                slope = draw(rng, dtype, [3])
                wanted = np.where(x > 0, x, x * slope[:, None, None]).astype(dtype)
                self.ops.check("PRelu", version, [x, slope], [wanted])
                self.ops.check("PRelu", version, [x, slope[:1]])
                continue
            for shape in ([5], [3, 1, 1], [1], [2, 3, 4, 5], [1, 3, 1, 5]):
                self.ops.check("PRelu", version, [x, draw(rng, dtype, shape)])
        self.ops.refuses("PRelu", 16, [np.ones([3], np.float32), np.ones([2, 3], np.float32)], ["slope"])


class Binary(OperatorTest):
    def run_binary(self, op_type, given=None, bounds=(-4, 4), skip=lambda dtype: False):
        attributes, first = given or {}, set()
        for version, dtype in self.each_type(op_type):
            if skip(dtype):
                continue
            rng = seeded(op_type, version, dtype.name)
            pairs = PAIRS if dtype not in first and version >= 7 else PAIRS[:1]
            for a, b in pairs:
                divisor = draw(rng, dtype, b, 1, 4) if op_type in ("Div", "Mod") else draw(rng, dtype, b, *bounds)
                self.ops.check(op_type, version, [draw(rng, dtype, a, *bounds), divisor], **attributes)
            if version < 7 or dtype in first:
                continue
            first.add(dtype)
            if dtype.kind in "iu" and op_type not in ("Div", "Mod"):
                values = extremes(dtype)
                self.ops.check(op_type, version, [values[:, None], values], **attributes)
            elif is_float(dtype):
                values = np.array(SPECIALS, np.float32).astype(dtype)
                self.ops.check(op_type, version, [values[:, None], values], **attributes)
        self.ops.check(op_type, version, [draw(rng, dtype, LONG, *bounds), draw(rng, dtype, LONG[1:], 1, 4)], **attributes)

    def run_old(self, op_type, function):
        """Attributes `axis` and `broadcast` of version 1 and 6."""
        for version, dtype in self.each_type(op_type):
            if version > 6:
                continue
            rng = seeded(op_type, version)
            a = draw(rng, dtype, [2, 3, 4, 5], 1, 4)
            for shape, axis, tail in (([5], None, [5]), ([4, 5], None, [4, 5]), ([3, 4], 1, [3, 4, 1]), ([2], 0, [2, 1, 1, 1]),
                                      ([3], -3, [3, 1, 1]), ([], None, []), ([1, 1], None, [1, 1]), ([1, 5], None, [1, 5]),
                                      ([3, 1], 1, [3, 1, 1])):
                b = draw(rng, dtype, shape, 1, 4)
                attributes = {"broadcast": 1} if axis is None else {"broadcast": 1, "axis": axis}
                self.ops.check(op_type, version, [a, b], [function(a, b.reshape(tail))], **attributes)
            b = draw(rng, dtype, [3, 4], 1, 4)
            for attributes in ({}, {"broadcast": 1}, {"broadcast": 1, "axis": 2}, {"broadcast": 1, "axis": -9}):
                self.ops.refuses(op_type, version, [a, b], ["B"], **attributes)

    def test_arithmetic(self):
        for op_type in ("Add", "Sub", "Mul", "Div"):
            with self.subTest(op_type):
                self.run_binary(op_type)

    def test_comparisons(self):
        for op_type in ("Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual"):
            with self.subTest(op_type):
                self.run_binary(op_type)

    def test_logic_and_bits(self):
        for op_type in ("And", "Or", "Xor", "BitwiseAnd", "BitwiseOr", "BitwiseXor"):
            with self.subTest(op_type):
                self.run_binary(op_type)

    def test_old_broadcast(self):
        def div(a, b):
            return a // b if a.dtype.kind in "iu" else a / b

        for op_type, function in (("Add", np.add), ("Sub", np.subtract), ("Mul", np.multiply), ("Div", div), ("Pow", np.power),
                                  ("And", np.logical_and), ("Or", np.logical_or), ("Xor", np.logical_xor), ("Equal", np.equal),
                                  ("Less", np.less), ("Greater", np.greater)):
            with self.subTest(op_type):
                self.run_old(op_type, function)

    def test_shapes_that_do_not_broadcast(self):
        self.ops.refuses("Add", 14, [np.ones([2, 3], np.float32), np.ones([2], np.float32)], [])

    def test_mod(self):
        for fmod in (0, 1):
            # Before version 28 the rules say: fmod for floating-point types alone.
            self.run_binary("Mod", {"fmod": fmod}, skip=lambda dtype: fmod == 0 and dtype.name == "bfloat16")
        for dtype in (np.int8, np.int32, np.int64):
            a, b = np.array([-7, -6, 6, 7, np.iinfo(dtype).min], dtype)[:, None], np.array([-3, -1, 2, 4], dtype)
            for fmod in (0, 1):
                self.ops.check("Mod", 13, [a, b], fmod=fmod)
        self.ops.check("Mod", 13, [np.array([5, -5]), np.array([0, 0])], [np.array([0, 0])])

    def test_division_of_integers(self):
        for dtype in (np.int8, np.int16, np.int32, np.int64):
            a, b = np.array([-7, -6, 6, 7], dtype)[:, None], np.array([-3, -1, 2, 4], dtype)
            self.ops.check("Div", 14, [a, b])
            low = np.iinfo(dtype).min
            self.ops.check("Div", 14, [np.array([low, 5], dtype), np.array([-1, 0], dtype)], [np.array([low, 0], dtype)])
        for dtype in (np.uint8, np.uint32, np.uint64):
            top = np.iinfo(dtype).max
            self.ops.check("Div", 14, [np.array([top, 5, top - 1], dtype), np.array([top, top, 2], dtype)])

    def test_bit_shift(self):
        for version, dtype in self.each_type("BitShift"):
            bits = dtype.itemsize * 8
            x = extremes(dtype)
            for direction in ("LEFT", "RIGHT"):
                y = np.array([0, 1, bits - 1, bits, bits + 3], dtype)
                self.ops.check("BitShift", version, [x[:, None], y], direction=direction)
        self.ops.check("BitShift", 28, [np.array([-8, 8], np.int32), np.array([-1, -1], np.int32)], direction="RIGHT")
        self.ops.refuses("BitShift", 11, [np.ones([1], np.uint8)] * 2, ["direction"], direction="UP")

    def test_pow(self):
        first = set()
        for version, types in bindings("Pow"):
            base, exponent = types["T"], types.get("T1", types["T"])
            if (base, exponent) in first:
                continue
            first.add((base, exponent))
            rng = seeded("Pow", base.name, exponent.name)
            for a, b in PAIRS if base == exponent and version >= 7 else PAIRS[:1]:
                x, y = draw(rng, base, a, 1, 4), draw(rng, exponent, b, 0, 3)
                wanted = np.power(x.astype(np.float64), y.astype(np.float64)).astype(base)
                self.ops.check("Pow", version, [x, y], [wanted])
        self.ops.check("Pow", 15, [np.array([-2, 3, -1], np.float32), np.array([3, 2, 5], np.int64)])
        powers = [(3, 60), (-3, 41), (7, 30), (2**31 - 1, 2), (1, -3), (-1, -3), (-1, -2), (5, -1), (0, -1), (2, 0)]
        x, y = np.array(powers).T
        wrapped = [(base**exponent if exponent >= 0 else int(base**exponent) if base else 0) % 2**64 for base, exponent in powers]
        self.ops.check("Pow", 15, [x, y], [np.array(wrapped, np.uint64).view(np.int64)])
        special = np.array([0, 1, -1, np.inf, -np.inf, np.nan, 2], np.float32)
        self.ops.check("Pow", 15, [special[:, None], special])

    def test_variadic(self):
        for op_type in ("Max", "Min", "Sum", "Mean"):
            first = set()
            for version, dtype in self.each_type(op_type):
                with self.subTest(op_type, version=version, dtype=dtype.name):
                    rng = seeded(op_type, version, dtype.name)
                    shapes = ([[3, 4]], [[3, 4]] * 2, [[3, 4]] * 4)
                    if version >= 8 and dtype not in first:
                        first.add(dtype)
                        shapes += ([[3, 4], [4], [3, 1]], [[2, 1, 3], [1], []], [[0, 3], [3], [1, 3]], [[2, 600], [600], [1]])
                        if op_type != "Mean":   # the reference adds to the first one
                            shapes += ([[1], [2, 1, 3], []], [[600], [2, 600], [1]])
                            # The first two leave an axis to the third.
                            shapes += ([[1], [], [2, 600]], [[3, 1], [3, 1], [2, 3, 4]], [[2, 1], [1, 1], [2, 5], [3, 1, 1]])
                    for group in shapes:
                        self.ops.check(op_type, version, [draw(rng, dtype, shape) for shape in group])
        values = np.array(SPECIALS, np.float32)
        for op_type in ("Max", "Min"):
            self.ops.check(op_type, 13, [values[:, None], values])
        self.ops.refuses("Max", 13, [np.ones([2], np.float32), np.ones([3], np.float32)], [])

    def test_where(self):
        for version, types in bindings("Where"):
            dtype, rng = types["T"], seeded("Where", version, types["T"].name)
            shapes = [([2, 3], [2, 3], [2, 3]), ([], [4], [4])]
            if version == 16:
                shapes += [([3], [2, 3], [1]), ([2, 1], [3], [2, 3]), ([2, 1, 3], [], [4, 1]), ([0], [1], [0]), ([1], [5], [])]
            for condition, x, y in shapes:
                inputs = [draw(rng, bool, condition), draw(rng, dtype, x), draw(rng, dtype, y)]
                self.ops.check("Where", version, inputs, [np.where(*inputs)])
        rng = seeded("Where")
        x, y = draw(rng, dtype_of("float"), LONG[1:]), draw(rng, dtype_of("float"), LONG)
        self.ops.check("Where", 16, [draw(rng, bool, LONG), x, y])


if __name__ == "__main__":
    unittest.main()
