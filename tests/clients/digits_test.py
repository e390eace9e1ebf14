"""The models that ship, against the values that their makers recorded and against ONNX Runtime."""
import unittest

import numpy as np
from common import LIBRARY, MODELS, assert_close, onnxruntime_library, samples
from ortlib import Library


class Digits(unittest.TestCase):
    def run_all(self, model, shape):
        with Library(LIBRARY) as library:
            session = library.session(MODELS / f"{model}.onnx")
            for digit, image, expected in samples():
                (seen,) = session.run({"image": image.reshape(shape)})
                self.assertEqual(seen.argmax(), digit)
                assert_close(seen[0], np.array(expected[model], np.float32))

    def test_digits(self):
        self.run_all("digits", (1, 1, 8, 8))

    def test_digits_pool(self):
        self.run_all("digits_pool", (1, 1, 8, 8))

    def test_digits_mlp(self):
        self.run_all("digits_mlp", (1, 64))

    def test_batch_and_shape_changes_as_in_onnxruntime(self):
        rng = np.random.default_rng(1)
        with Library(LIBRARY) as ours, Library(onnxruntime_library()) as theirs:
            a, b = ours.session(MODELS / "digits_pool.onnx"), theirs.session(MODELS / "digits_pool.onnx")
            for n in (1, 3, 7, 3, 1, 16, 0, 3):
                x = rng.random((n, 1, 8, 8), np.float32)
                assert_close(a.run({"image": x})[0], b.run({"image": x})[0])

    def test_from_memory(self):
        with Library(LIBRARY) as library:
            session = library.session((MODELS / "digits.onnx").read_bytes())
            digit, image, expected = next(samples())
            assert_close(session.run({"image": image})[0][0], np.array(expected["digits"], np.float32))
