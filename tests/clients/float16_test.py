"""The 16-bit floats of the C++ headers against numpy and ml_dtypes: every bit pattern, and floats around every rounding edge."""
import ctypes
import os
import unittest

import ml_dtypes
import numpy as np

PROBE = ctypes.CDLL(os.environ["BERTH_FLOAT16_PROBE"])
PATTERNS = np.arange(1 << 16, dtype=np.uint32).astype(np.uint16)


def call(name, out, *arrays):
    PROBE[name](*(array.ctypes.data_as(ctypes.c_void_p) for array in (*arrays, out)), ctypes.c_size_t(out.size))
    return out


class SmallFloats(unittest.TestCase):
    def to_float(self, name, dtype):
        seen = call(f"{name}_to_float", np.empty(PATTERNS.size, np.float32), PATTERNS)
        np.testing.assert_array_equal(seen, PATTERNS.view(dtype).astype(np.float32))

    def from_float(self, name, dtype):
        # Each value of the type, the middles between neighbours, and one step to either side of them; then random bits.
        exact = np.unique(PATTERNS.view(dtype).astype(np.float64))
        exact = exact[np.isfinite(exact)]
        middles = ((exact[1:] + exact[:-1]) / 2).astype(np.float32)
        edges = np.concatenate([exact.astype(np.float32), middles, np.nextafter(middles, np.float32(-np.inf)),
                                np.nextafter(middles, np.float32(np.inf))])
        noise = np.random.default_rng(1).integers(0, 1 << 32, 1 << 18, np.uint32).view(np.float32)
        ends = np.array([0, -0.0, np.inf, -np.inf, 65519.996, 65520, 3.4e38], np.float32)
        values = np.concatenate([edges, noise[~np.isnan(noise)], ends])
        seen = call(f"{name}_from_float", np.empty(values.size, np.uint16), values)
        with np.errstate(over="ignore"):
            np.testing.assert_array_equal(seen, values.astype(dtype).view(np.uint16))
        nan = call(f"{name}_from_float", np.empty(1, np.uint16), np.array([np.nan], np.float32))
        self.assertTrue(np.isnan(nan.view(dtype)[0]))

    def ask(self, name, dtype, smallest_normal):
        other = np.random.default_rng(2).permutation(PATTERNS)
        other[:4096] = PATTERNS[:4096]
        other[0x8000] = 0
        answers = call(f"{name}_ask", np.empty(PATTERNS.size, np.uint8), PATTERNS, other)
        a, b = PATTERNS.view(dtype).astype(np.float32), other.view(dtype).astype(np.float32)
        size = np.abs(a)
        wanted = [np.isnan(a), np.isinf(a), PATTERNS >= 0x8000, np.isnan(a) | (a == 0),
                  np.isfinite(a) & (size >= smallest_normal), (size > 0) & (size < smallest_normal), a == b, a < b]
        for bit, answer in enumerate(wanted):
            np.testing.assert_array_equal((answers >> bit) & 1, answer.astype(np.uint8), f"bit {bit}")

    def test_half_to_float(self):
        self.to_float("half", np.float16)

    def test_half_from_float(self):
        self.from_float("half", np.float16)

    def test_half_questions(self):
        self.ask("half", np.float16, 2.0**-14)

    def test_brain_to_float(self):
        self.to_float("brain", ml_dtypes.bfloat16)

    def test_brain_from_float(self):
        self.from_float("brain", ml_dtypes.bfloat16)

    def test_brain_questions(self):
        self.ask("brain", ml_dtypes.bfloat16, 2.0**-126)
