"""Fourier transforms and what goes with them, against numpy.fft in double and ONNX's reference."""
import unittest

import numpy as np
from onnx.helper import np_dtype_to_tensor_dtype
from op_check import OperatorTest, bindings, draw, is_float, seeded

# Powers, products of small primes, primes (30 and 31: the last that is summed up as it is), twice and four times primes.
LENGTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 25, 30, 31, 37, 49, 64, 77, 97, 100, 101, 127, 128, 202, 243, 256, 400, 404,
           1009, 2048]


def parts(z, dtype):
    return np.stack([z.real, z.imag], -1).astype(dtype)


class Signal(OperatorTest):
    def dft(self, version, x, axis, length=None, **attributes):
        """Runs it, and gives what numpy says of the same."""
        at = axis % x.ndim
        wide = x.astype(np.float64)
        z = wide[..., 0] if x.shape[-1] == 1 else wide[..., 0] + 1j * wide[..., 1]
        inverse, onesided = attributes.get("inverse", 0), attributes.get("onesided", 0)
        if inverse and onesided:
            wanted = np.fft.irfft(z, length, at)[..., None].astype(x.dtype)
        else:
            full = (np.fft.ifft if inverse else np.fft.fft)(z, length, at)
            wanted = parts(full.take(range(full.shape[at] // 2 + 1), at) if onesided else full, x.dtype)
        count = None if length is None else np.array(length, np.int64)
        if version < 20:
            self.ops.check("DFT", version, [x, count], [wanted], axis=axis, **attributes)
        else:
            self.ops.check("DFT", version, [x, count, np.array(axis, np.int64)], [wanted], **attributes)

    def test_dft_of_every_type(self):
        for version, types in bindings("DFT"):
            rng = seeded("DFT", version, types["T1"].name)
            for inverse in (0, 1):
                for onesided in (0, 1):
                    x = draw(rng, types["T1"], [2, 6, 1 if onesided and not inverse else 2], -1, 1)
                    self.dft(version, x, 1, inverse=inverse, onesided=onesided)

    def test_dft_of_every_length(self):
        for n in LENGTHS:
            rng = seeded("length", n)
            with self.subTest(n):
                self.dft(20, draw(rng, np.float64, [n, 2], -1, 1), 0)
                self.dft(20, draw(rng, np.float64, [n, 2], -1, 1), 0, inverse=1)
                self.dft(17, draw(rng, np.float32, [1, n, 1], -1, 1), 1, onesided=1)
                if n > 1:
                    self.dft(20, draw(rng, np.float64, [n // 2 + 1, 2], -1, 1), 0, n, inverse=1, onesided=1)

    def test_dft_of_every_axis(self):
        for parts_of in (1, 2):
            x = draw(seeded("axis", parts_of), np.float32, [3, 4, 5, 6, parts_of], -1, 1)
            for axis in (0, 1, 2, 3, -2, -3, -5):
                for length in (None, 3, 9):
                    with self.subTest(axis=axis, length=length):
                        self.dft(20, x, axis, length)
                        self.dft(17, x, axis, length)
        x = draw(seeded("default axis"), np.float32, [2, 4, 5, 1])
        self.ops.check("DFT", 20, [x], [parts(np.fft.fft(x[..., 0], axis=2), np.float32)])
        self.ops.check("DFT", 17, [x], [parts(np.fft.fft(x[..., 0], axis=1), np.float32)])

    def test_dft_keeps_what_it_cannot_change(self):
        # A transform and its inverse, also of numbers that float sums would lose.
        x = (draw(seeded("there and back"), np.float32, [2, 1000, 2]) * 1e6).astype(np.float32)
        there = self.ops.run("DFT", 20, [x])[0]
        np.testing.assert_allclose(self.ops.run("DFT", 20, [there], inverse=1)[0], x, rtol=1e-5, atol=2)

    def test_dft_of_many_signals(self):
        self.dft(20, draw(seeded("many"), np.float32, [5, 257, 7, 1], -1, 1), 1)

    def test_dft_of_nothing(self):
        self.ops.check("DFT", 20, [np.zeros([0, 4, 1], np.float32)], [np.zeros([0, 4, 2], np.float32)])
        self.ops.check("DFT", 20, [np.zeros([2, 0, 1], np.float32), np.array(3)], [np.zeros([2, 3, 2], np.float32)])

    def test_dft_refuses(self):
        x, length, axis = np.zeros([2, 4, 1], np.float32), np.array(4), np.array(1)
        self.ops.refuses("DFT", 20, [x, np.array(0), axis], ["dft_length", "0"])
        self.ops.refuses("DFT", 20, [x, np.array(-3), axis], ["dft_length", "-3"])
        self.ops.refuses("DFT", 20, [x, length, np.array(2)], ["axis"])
        self.ops.refuses("DFT", 20, [x, length, np.array(-1)], ["axis"])
        self.ops.refuses("DFT", 20, [x, length, np.array(3)], ["axis"])
        self.ops.refuses("DFT", 20, [np.zeros([2, 4, 3], np.float32), length, axis], [])
        self.ops.refuses("DFT", 20, [np.zeros([2, 1, 2], np.float32), None, axis], ["dft_length"], inverse=1, onesided=1)

    def stft(self, signal, step, window, length, onesided):
        n = length or (len(window) if window is not None else signal.shape[1])
        wide = signal.astype(np.float64)
        z = wide[..., 0] if signal.shape[2] == 1 else wide[..., 0] + 1j * wide[..., 1]
        frames = [z[:, at:at + n] for at in range(0, signal.shape[1] - n + 1, step)]
        weights = 1 if window is None else window.astype(np.float64)
        full = np.fft.fft(np.stack(frames, 1) * weights)
        wanted = parts(full[..., :n // 2 + 1] if onesided else full, signal.dtype)
        return wanted

    def test_stft(self):
        for version, types in bindings("STFT"):
            dtype, whole = types["T1"], types["T2"]
            rng = seeded("STFT", dtype.name, whole.name)
            window = draw(rng, dtype, [8], 0, 1)
            for size, step, weights, length, onesided in ((24, 4, window, None, 1), (25, 3, window, 8, 0), (20, 5, None, 7, 1),
                                                          (9, 2, None, None, 1)):
                for count in (1,) if onesided else (1, 2):
                    signal = draw(rng, dtype, [2, size, count], -1, 1)
                    wanted = self.stft(signal, step, weights, length, onesided)
                    inputs = [signal, np.array(step, whole), weights, None if length is None else np.array(length, whole)]
                    self.ops.check("STFT", version, inputs, [wanted], onesided=onesided)

    def test_stft_refuses(self):
        signal, step, window = np.zeros([1, 16, 1], np.float32), np.array(4), np.ones([8], np.float32)
        self.ops.refuses("STFT", 17, [signal, np.array(0), window], ["frame_step"])
        self.ops.refuses("STFT", 17, [signal, np.array(-1), window], ["frame_step"])
        self.ops.refuses("STFT", 17, [signal, step, window, np.array(7)], ["window"])
        self.ops.refuses("STFT", 17, [signal, step, None, np.array(17)], ["17"])
        self.ops.refuses("STFT", 17, [signal, step, None, np.array(0)], ["0"])
        self.ops.check("STFT", 17, [signal, step, window, np.array(8)])

    def test_mel_weight_matrix(self):
        for version, types in bindings("MelWeightMatrix"):
            edges = [np.array(value, types["T2"]) for value in (100, 3000)]
            numbers = [np.array(value, types["T1"]) for value in (6, 64, 8000)]
            wide = [np.array(edge, np.float64) for edge in edges]
            made = self.ops.run("MelWeightMatrix", version, numbers + wide, output_datatype=11)[0]
            self.ops.check("MelWeightMatrix", version, numbers + edges, [made.astype(types["T3"])],
                           output_datatype=np_dtype_to_tensor_dtype(types["T3"]))
        for bands, length, rate, low, high in ((8, 16, 8192, 0, 4096), (40, 512, 16000, 20, 7600), (80, 400, 16000, 0, 8000),
                                               (1, 1, 8, 0, 0), (0, 16, 8000, 0, 4000), (5, 32, 8000, 3000, 100)):
            inputs = [np.array(v) for v in (bands, length, rate)] + [np.array(v, np.float64) for v in (low, high)]
            with self.subTest(bands=bands, length=length):
                self.ops.check("MelWeightMatrix", 17, inputs, output_datatype=11)

    def test_mel_weight_matrix_refuses(self):
        legal = [np.array(v) for v in (8, 16, 8192)] + [np.array(v, np.float32) for v in (0, 4096)]
        for index, value, words in ((0, -1, ["num_mel_bins"]), (1, -5, ["dft_length"]), (2, 0, ["sample_rate"]),
                                    (4, 9e5, ["bin"]), (3, -900, ["bin"]), (4, np.nan, ["bin"]), (4, np.inf, ["bin"]),
                                    (0, 1 << 62, [])):
            inputs = list(legal)
            inputs[index] = np.array(value, legal[index].dtype)
            with self.subTest(index=index, value=value):
                self.ops.refuses("MelWeightMatrix", 17, inputs, words)
        self.ops.check("MelWeightMatrix", 17, legal)

    def test_windows(self):
        for op_type in ("HannWindow", "HammingWindow", "BlackmanWindow"):
            for version, types in bindings(op_type):
                for periodic in (0, 1):
                    self.ops.check(op_type, version, [np.array(10, types["T1"])], periodic=periodic,
                                   output_datatype=np_dtype_to_tensor_dtype(types["T2"]))
                # A symmetric window of one element divides 0 by 0; no whole number says so.
                one = np.full([1], np.nan if is_float(types["T2"]) else 0).astype(types["T2"])
                self.ops.check(op_type, version, [np.array(1, types["T1"])], [one], periodic=0,
                               output_datatype=np_dtype_to_tensor_dtype(types["T2"]))
            self.ops.check(op_type, 17, [np.array(1)], periodic=0)
            self.ops.check(op_type, 17, [np.array(0)])
            self.ops.refuses(op_type, 17, [np.array(-1)], ["size", "-1"])


if __name__ == "__main__":
    unittest.main()
