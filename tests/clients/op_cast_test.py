"""Cast and CastLike: every pair of types of every version against ONNX's reference, and by hand where it says nothing."""
import unittest

import ml_dtypes
import numpy as np
from onnx import TensorProto, helper, numpy_helper
from op_check import OperatorTest, bindings, dtype_of, extremes, is_float, versions

FLOAT8 = {dtype_of(name) for name in ("float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz")}
E8M0, FLOAT4 = dtype_of("float8e8m0"), dtype_of("float4e2m1")
PACKED = {dtype_of(name): bits for name, bits in (("int4", 4), ("uint4", 4), ("int2", 2), ("uint2", 2))}


def number(dtype):
    return TensorProto.STRING if dtype == object else helper.np_dtype_to_tensor_dtype(dtype)


def every_code(dtype):
    """All values of a small type, some of a large one."""
    if dtype == object:
        return np.array(["0", "1", "3.5", "-2", "1e2", "100"], object)
    if dtype == bool:
        return np.array([True, False, True])
    if dtype in PACKED:
        return np.arange(2 ** PACKED[dtype]).astype(np.uint8).view(np.uint8).astype(np.int8).astype(dtype)
    if dtype == FLOAT4:
        return np.arange(16, dtype=np.uint8).view(dtype)
    if dtype.itemsize == 1 and is_float(dtype):
        return np.arange(256).astype(np.uint8).view(dtype)
    if is_float(dtype):
        with np.errstate(all="ignore"):
            values = np.array([0, -0.0, 0.5, 1, -1, 1.5, 2.5, -2.5, 3, 6, 7, 100.25, -100.75, 240, 448, 464, 465, 1e-3, 3e4,
                               57344, -6e4, 65504, 1e-7, 3e38, np.inf, -np.inf, np.nan], np.float64)
            return np.concatenate([values.astype(dtype), np.random.default_rng(1).uniform(-500, 500, 999).astype(dtype)])
    return extremes(dtype)


def whole(x, dtype):
    """Numbers as integers: what the type cannot hold is not asked."""
    x = x.astype(np.float64)
    info = ml_dtypes.iinfo(dtype) if dtype in PACKED else np.iinfo(dtype)
    return np.isfinite(x) & (np.trunc(x) >= float(info.min)) & (np.trunc(x) <= float(info.max)) & (np.abs(x) < 2.0**62)


def converted(x, dtype, saturate=True):
    """What Cast has to give, and which elements of it are asked."""
    asked = np.ones(x.shape, bool)
    source = x.astype(np.float64) if x.dtype in {FLOAT4, E8M0, *FLOAT8, *PACKED} else x
    with np.errstate(all="ignore"):
        if dtype == bool:
            return source.astype(np.float64) != 0 if x.dtype != object else np.array([len(t) > 0 for t in x]), asked
        if x.dtype == object:
            real = x.astype(np.float64)
            if dtype == E8M0:
                return converted(real, dtype, saturate)
            return (real.astype(np.int64).astype(dtype) if not is_float(dtype) else real.astype(dtype)), asked
        if dtype in FLOAT8:
            real = source.astype(np.float32)
            if saturate:
                info = ml_dtypes.finfo(dtype)
                # The largest value keeps what rounds to it; infinity is not beyond NaN.
                real = np.clip(real, float(info.min), float(info.max))
            return real.astype(dtype), asked
        if dtype == E8M0:
            if x.dtype == E8M0:
                return x, asked   # the reference takes the least one, which no normal float32 is, for its double
            real = source.astype(np.float32)
            return numpy_helper.to_float8e8m0(real, saturate, "up"), np.isfinite(real) & (real > 0)
        if dtype == FLOAT4:
            return source.astype(np.float32).astype(dtype), ~np.isnan(source.astype(np.float32))
        if not is_float(dtype) and is_float(x.dtype):
            asked = whole(source, dtype)
            wide = np.uint64 if dtype == np.uint64 else np.int64
            return np.where(asked, source, 0).astype(np.float64).astype(wide).astype(dtype), asked
        if not is_float(dtype) and dtype in PACKED:
            return source.astype(np.int64).astype(np.int8).astype(dtype), asked
        return source.astype(dtype), asked


class Cast(OperatorTest):
    def cast(self, x, dtype, version=25, **attributes):
        return self.ops.run("Cast", version, [x], to=number(dtype), **attributes)[0]

    def compare(self, x, dtype, seen, saturate=True):
        wanted, asked = converted(x, dtype, saturate)
        what = f"{x.dtype} to {dtype}"
        self.assertEqual((seen.dtype, seen.shape), (np.dtype(dtype), x.shape), what)
        a, b = seen[asked], wanted[asked]
        if is_float(np.dtype(dtype)):
            p, q = a.astype(np.float64), b.astype(np.float64)
            same = (p == q) | np.isnan(p) & np.isnan(q)
            if dtype == ml_dtypes.bfloat16:
                with np.errstate(invalid="ignore"):
                    same |= np.abs(p - q) <= np.abs(q) * 2**-8   # of a double, the reference rounds twice
        else:
            same = a == b
        self.assertTrue(np.all(same), f"{what}: {x[asked][~same][:5]}: {a[~same][:5]} seen, {b[~same][:5]} wanted")

    def test_every_pair(self):
        done = set()
        for version, types in bindings("Cast"):
            pair = types["T1"], types["T2"]
            if version < 6 or pair in done:
                continue
            done.add(pair)
            x, dtype = every_code(pair[0]), pair[1]
            if dtype == object:
                continue
            self.compare(x, dtype, self.cast(x, dtype, version))
            if dtype in FLOAT8:
                self.compare(x, dtype, self.cast(x, dtype, version, saturate=0), saturate=False)
        self.assertGreater(len(done), 500)

    def test_every_version(self):
        x = np.array([1.5, -2, 0], np.float32)
        for schema in versions("Cast"):
            if schema.since_version == 1:
                self.ops.check("Cast", 1, [x], [x.astype(np.int32)], to="INT32")
                self.ops.check("Cast", 1, [x], [x.astype(np.float64)], to="DOUBLE")
                continue
            self.ops.check("Cast", schema.since_version, [x], [x.astype(np.int64)], to=TensorProto.INT64)

    def test_shapes_and_threads(self):
        for shape in ([], [0], [3, 0], [2, 3, 5], [100001]):
            x = np.arange(int(np.prod(shape))).reshape(shape)
            for to in (np.float32, np.uint8, ml_dtypes.int4, ml_dtypes.uint2, object):
                wanted = x.astype(str).astype(object) if to is object else x.astype(np.int8).astype(to)
                if to is np.float32:
                    wanted = x.astype(to)
                if to is np.uint8:
                    wanted = x.astype(to)
                self.ops.check("Cast", 25, [x], [wanted], to=number(np.dtype(to)))
            packed = x.astype(np.int8).astype(ml_dtypes.int4)
            self.ops.check("Cast", 25, [packed], [packed.astype(np.int8).astype(np.float32)], to=TensorProto.FLOAT)

    def test_rounds_once(self):
        # Each lies so near to the middle of two numbers that a stop at float, or at double, decides wrongly.
        near = np.array([1 + 2**-11 + 2**-40, 1 + 2**-11 - 2**-40, 2049 - 2**-30], np.float64)
        self.ops.check("Cast", 25, [near], [near.astype(np.float16)], to=TensorProto.FLOAT16)
        upper = np.array([1 + 2**-8 + 2**-40, 1 + 2**-8 - 2**-40], np.float64)
        self.assertEqual(self.cast(upper, np.dtype(ml_dtypes.bfloat16)).astype(np.float64).tolist(), [1 + 2**-7, 1])
        large = np.array([2**62 + 2**54 + 1, 2**62 + 2**54, 2**53 + 1], np.int64)
        self.ops.check("Cast", 25, [large], [large.astype(np.float64)], to=TensorProto.DOUBLE)
        short = self.cast(large, np.dtype(ml_dtypes.bfloat16)).astype(np.float64)
        self.assertEqual(short.tolist(), [2**62 + 2**55, 2**62, 2**53])
        self.ops.check("Cast", 25, [large], [large.astype(np.float32)], to=TensorProto.FLOAT)
        huge = np.array([2**64 - 1, 2**63, 2**63 + 2**40], np.uint64)
        self.ops.check("Cast", 25, [huge], [huge.astype(np.float32)], to=TensorProto.FLOAT)
        self.ops.check("Cast", 25, [huge], [huge.astype(np.float64)], to=TensorProto.DOUBLE)

    def test_numbers_that_do_not_fit(self):
        """The lower bits stay, as they do on x86 in ONNX's reference."""
        x = np.array([300, -1, 70000, 1e10, np.nan, np.inf, -np.inf], np.float32)
        low32, low64 = -2**31, -2**63
        for dtype, wanted in ((np.int8, [44, -1, 112, 0, 0, 0, 0]), (np.uint8, [44, 255, 112, 0, 0, 0, 0]),
                              (np.uint16, [300, 65535, 4464, 0, 0, 0, 0]),
                              (np.int32, [300, -1, 70000, low32, low32, low32, low32]),
                              (np.int64, [300, -1, 70000, 10**10, low64, low64, low64]),
                              (np.uint32, [300, 2**32 - 1, 70000, 10**10 % 2**32, 0, 0, 0]),
                              (np.uint64, [300, 2**64 - 1, 70000, 10**10, 2**63, 0, 2**63])):
            self.ops.check("Cast", 25, [x], [np.array(wanted, dtype)], to=number(np.dtype(dtype)))
        y = np.array([200, -129, 2**40 + 5, -1], np.int64)
        for dtype in (np.int8, np.uint8, np.int16, np.int32, np.uint32, np.uint64):
            self.ops.check("Cast", 25, [y], [y.astype(dtype)], to=number(np.dtype(dtype)))

    def test_e8m0(self):
        x = np.array([1, 1.25, 1.5, 1.75, 2, 3, 0.75, 2.0**127, 3e38, 2.0**-127, 2.0**-140, 0, np.nan], np.float32)
        for mode in ("up", "down", "nearest"):
            for saturate in (0, 1):
                wanted = numpy_helper.to_float8e8m0(x, bool(saturate), mode)
                self.ops.check("Cast", 24, [x], [wanted], to=TensorProto.FLOAT8E8M0, round_mode=mode, saturate=saturate)
        # ONNX's text: infinity saturates.
        inf = np.array([np.inf], np.float32)
        self.assertEqual(self.cast(inf, E8M0, 24).view(np.uint8).tolist(), [254])
        self.assertEqual(self.cast(inf, E8M0, 24, saturate=0).view(np.uint8).tolist(), [255])
        self.ops.refuses("Cast", 24, [x], ["round_mode"], to=TensorProto.FLOAT8E8M0, round_mode="odd")

    def test_numbers_to_text(self):
        for dtype in (np.float32, np.float64, np.float16):
            x = np.array([0, -0.0, 1, -1.5, 0.1, 100, 123.456, 1e-4, 1e-5, 2.5e-7, 512.5, np.nan, np.inf, -np.inf], dtype)
            self.ops.check("Cast", 25, [x], [x.astype(np.str_)], to=TensorProto.STRING)
        # Plain notation goes on where numpy's for float32 ends.
        x = np.array([1234567, 1e15, 1e16, 3e38], np.float32)
        self.ops.check("Cast", 25, [x], [np.array(["1234567.0", "1000000000000000.0", "1e+16", "3e+38"])], to=TensorProto.STRING)
        x = np.array([1e15, 1e16, 123456789012345.6, 1.7976931348623157e308, 5e-324])
        self.ops.check("Cast", 25, [x], [x.astype(np.str_)], to=TensorProto.STRING)
        for dtype in (np.int8, np.int64, np.uint64, bool):
            x = np.array([True, False]) if dtype is bool else extremes(dtype)
            self.ops.check("Cast", 25, [x], [x.astype(np.str_)], to=TensorProto.STRING)
        # The fewest digits that lead back.
        for dtype, large, wanted in ((ml_dtypes.bfloat16, 1e30, ["0.1", "3.0", "1e+30"]),
                                     (ml_dtypes.float8_e4m3fn, 448, ["0.1", "3.0", "450.0"]),
                                     (ml_dtypes.float8_e5m2, 57344, ["0.09", "3.0", "60000.0"]),
                                     (FLOAT4, 6, ["0.0", "3.0", "6.0"])):
            x = np.array([0.1, 3, large], np.float32).astype(dtype)
            self.ops.check("Cast", 25, [x], [np.array(wanted, object)], to=TensorProto.STRING)
        self.ops.check("Cast", 25, [np.array(["a", ""], object)], [np.array(["a", ""], object)], to=TensorProto.STRING)

    def test_text_to_numbers(self):
        texts = ["3.14", "1000", "1e-5", "1E8", "INF", "+INF", "-INF", "NaN", "inf", "nan", " 2.5 ", "-0", "1e999"]
        wanted = np.array([float(text) for text in texts])
        for dtype in (np.float32, np.float64):
            self.ops.check("Cast", 25, [np.array(texts, object)], [wanted.astype(dtype)], to=number(np.dtype(dtype)))
        whole_numbers = np.array(["0", "-7", " 12 ", "9223372036854775807", "100.5"], object)
        self.ops.check("Cast", 25, [whole_numbers], [np.array([0, -7, 12, 2**63 - 1, 100])], to=TensorProto.INT64)
        largest = np.array(["18446744073709551615"], object)
        self.ops.check("Cast", 25, [largest], [np.array([2**64 - 1], np.uint64)], to=TensorProto.UINT64)
        for text in ("Hello World!", "", "1.2.3", "0x10", "1 2"):
            for to in (TensorProto.FLOAT, TensorProto.INT32):
                self.ops.refuses("Cast", 25, [np.array([text], object)], ["number"], to=to)

    def test_cast_like(self):
        x = np.array([1.5, -300, 0], np.float32)
        done = set()
        for version, types in bindings("CastLike"):
            if types["T1"] != np.float32 or (version, types["T2"]) in done or types["T2"] == object:
                continue
            done.add((version, types["T2"]))
            seen = self.ops.run("CastLike", version, [x, every_code(types["T2"])[:2]])[0]
            self.compare(x, types["T2"], seen)
        self.ops.check("CastLike", 25, [x, np.array(["a"], object)], [np.array(["1.5", "-300.0", "0.0"], object)])

    def test_types_that_nothing_knows(self):
        self.ops.refuses("Cast", 25, [np.ones([1], np.float32)], ["to"], to=99)


if __name__ == "__main__":
    unittest.main()
