"""Operators that sample images, against ONNX's reference, or ONNX Runtime where ONNX leaves the choice."""
import itertools
import unittest

import numpy as np
import onnx
from common import onnxruntime_library
from onnx.reference import ReferenceEvaluator
from op_check import Operators, bindings, draw, is_float, model
from ortlib import Library

COORDINATES = ("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")
NEAREST = ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")
NUMBERS = [np.dtype(name) for name in ("float32", "float64", "float16", "int8", "int16", "int32", "int64", "uint8", "uint16",
                                       "uint32", "uint64")]


def floats(*values):
    return np.array(values, np.float32)


def reference(op_type, version, inputs, **attributes):
    made = ReferenceEvaluator(model(op_type, version, inputs, **attributes))
    return made.run(None, {f"x{i}": array for i, array in enumerate(inputs) if array is not None})


class Sampling(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ops = Operators()

    @classmethod
    def tearDownClass(cls):
        cls.ops.library.close()

    def setUp(self):
        self.rng = np.random.default_rng(11)

    def test_resize_nearest(self):
        x = draw(self.rng, np.float32, [1, 2, 4, 6])
        for coordinates, nearest in itertools.product(COORDINATES, NEAREST):
            options = {"coordinate_transformation_mode": coordinates, "nearest_mode": nearest}
            for scales in (floats(1, 1, 2, 1.5), floats(1, 1, 0.5, 2.75), floats(2, 1, 1, 0.75)):
                wanted = reference("Resize", 19, [x, None, scales], **options)
                self.ops.check("Resize", 19, [x, None, scales], wanted, **options)
                self.ops.check("Resize", 13, [x, None, scales], wanted, **options)
                self.ops.check("Resize", 11, [x, floats(), scales], wanted, **options)
            sizes = np.array([1, 2, 8, 3])
            wanted = reference("Resize", 19, [x, None, None, sizes], **options)
            self.ops.check("Resize", 18, [x, None, None, sizes], wanted, **options)
            self.ops.check("Resize", 11, [x, floats(), floats(), sizes], wanted, **options)

    def test_resize_moves_every_type(self):
        for version, types in bindings("Resize"):
            x = draw(self.rng, types.get("T", types.get("T1")), [2, 3, 2])
            scales, wanted = floats(1, 2, 3), np.repeat(np.repeat(x, 2, 1), 3, 2)
            inputs = [x, scales] if version == 10 else [x, np.array([], types["T2"]), scales]
            self.ops.check("Resize", version, inputs, [wanted])
        # Channels last, and a row that repeats.
        x = draw(self.rng, np.uint8, [1, 5, 7, 3])
        self.ops.check("Resize", 13, [x, None, floats(1, 2, 2, 1)], [np.repeat(np.repeat(x, 2, 1), 2, 2)])

    def test_resize_weighted(self):
        # Even sizes: where half_pixel_symmetric has a middle element, the reference's sums miss it by a rounding.
        x = draw(self.rng, np.float32, [2, 4, 6])
        for coordinates, mode, outside in itertools.product((*COORDINATES, "half_pixel_symmetric"), ("linear", "cubic"), (0, 1)):
            options = {"coordinate_transformation_mode": coordinates, "mode": mode, "exclude_outside": outside}
            for scales in (floats(1, 2, 1.5), floats(1, 0.6, 0.9), floats(2, 1, 0.5)):
                self.ops.check("Resize", 19, [x, None, scales], **options)
            self.ops.check("Resize", 19, [x, None, None, np.array([2, 9, 4])], cubic_coeff_a=-0.5, **options)
        for mode, scale in itertools.product(("linear", "cubic"), (0.3, 0.55, 0.8, 1.7)):
            for outside in (0, 1):
                options = {"mode": mode, "antialias": 1, "exclude_outside": outside}
                self.ops.check("Resize", 18, [x, None, floats(1, scale, 1.0 - scale / 3)], **options)

    def test_resize_weighs_every_number(self):
        for dtype in NUMBERS:
            x = draw(self.rng, dtype, [1, 1, 4, 5], 0, 100)
            # Weights that floats have exactly, so that ties are ties.
            for mode in ("linear", "cubic"):
                options = {"mode": mode, "coordinate_transformation_mode": "asymmetric"}
                exact = reference("Resize", 13, [x.astype(np.float64), None, floats(1, 1, 2, 4)], **options)
                self.ops.check("Resize", 13, [x, None, floats(1, 1, 2, 4)], self.as_type(exact, dtype), **options)
        x = np.array([[0, 255, 0]], np.uint8)   # the overshoot stays within the type
        wanted = reference("Resize", 13, [x, None, floats(1, 4)], mode="cubic")
        self.ops.check("Resize", 13, [x, None, floats(1, 4)], wanted, mode="cubic")

    @staticmethod
    def as_type(arrays, dtype):
        if is_float(dtype):
            return [array.astype(dtype) for array in arrays]
        return [onnx.numpy_helper.saturate_cast(array, dtype) for array in arrays]

    def test_resize_region_and_axes(self):
        x = draw(self.rng, np.float32, [2, 5, 6])
        regions = ((0, 0.2, 0.1, 1, 0.8, 0.9), (0, -0.3, 0.4, 1, 1.2, 1.4))
        for mode, roi in itertools.product(("nearest", "linear", "cubic"), regions):
            options = {"mode": mode, "coordinate_transformation_mode": "tf_crop_and_resize", "extrapolation_value": 9.5}
            self.ops.check("Resize", 13, [x, floats(*roi), None, np.array([2, 4, 3])], **options)
            wanted = reference("Resize", 18, [x, floats(0, 0.1, -0.2, 1, 0.9, 1.3), None, np.array([2, 4, 3])], **options)
            part = [x, np.array([0.1, -0.2, 0.9, 1.3]), None, np.array([4, 3])]
            self.ops.check("Resize", 18, part, wanted, axes=[1, 2], **options)
        for policy in ("stretch", "not_larger", "not_smaller"):
            options = {"mode": "linear", "keep_aspect_ratio_policy": policy}
            self.ops.check("Resize", 18, [x, None, None, np.array([8, 4])], axes=[1, 2], **options)
            wanted = reference("Resize", 18, [x, None, None, np.array([8, 4])], axes=[1, 2], **options)
            self.ops.check("Resize", 18, [x, None, None, np.array([4, 8])], wanted, axes=[-1, -2], **options)
        self.ops.check("Resize", 18, [x[:0], None, floats(1, 2, 2)], [np.zeros([0, 10, 12], np.float32)])

    def test_resize_refuses(self):
        x = draw(self.rng, np.float32, [2, 3])
        self.ops.refuses("Resize", 13, [x, None, floats(1, 2), np.array([2, 6])], ["both"])
        self.ops.refuses("Resize", 13, [x, None, floats(1)], [])
        self.ops.refuses("Resize", 13, [x, None, floats(1, -1)], [])
        self.ops.refuses("Resize", 13, [x, None, floats(1, 2)], ["mode"], mode="sharp")
        self.ops.refuses("Resize", 13, [x, None, floats(1, 2)], ["roi"], coordinate_transformation_mode="tf_crop_and_resize")
        self.ops.refuses("Resize", 13, [np.zeros([0, 2], np.float32), None, None, np.array([1, 2])], ["[0,2]"])

    def test_upsample_as_onnx_runtime(self):
        with Library(onnxruntime_library()) as runtime:
            for dtype, mode in itertools.product((np.float32, np.int32, np.uint8), ("nearest", "linear")):
                x = draw(self.rng, dtype, [1, 2, 3, 4], 0, 9)
                for scales in (floats(1, 1, 2, 3), floats(1, 1, 1.5, 2)):
                    if mode == "linear" and dtype != np.float32:
                        continue   # where it cuts and ONNX rounds
                    self.same_as(runtime, "Upsample", 9, [x, scales], mode=mode)
                    self.same_as(runtime, "Upsample", 7, [x], mode=mode, scales=[float(scale) for scale in scales])
                    self.same_as(runtime, "Resize", 10, [x, scales], mode=mode)
                    self.same_as(runtime, "Resize", 10, [x, 1 / scales], mode=mode)

    def test_upsample_1(self):
        for version, types in bindings("Upsample"):
            if version == 1:
                x = draw(self.rng, types["T"], [1, 2, 2, 3])
                wanted = np.repeat(np.repeat(x, 2, 2), 3, 3)
                self.ops.check("Upsample", 1, [x], [wanted], height_scale=2.0, width_scale=3.0)

    def same_as(self, runtime, op_type, version, inputs, **attributes):
        session = runtime.session(model(op_type, version, inputs, **attributes).SerializeToString())
        wanted = session.run({f"x{i}": array for i, array in enumerate(inputs)})
        session.close()
        self.ops.check(op_type, version, inputs, wanted, **attributes)

    def test_grid_sample(self):
        for axes, (mode, padding, align) in itertools.product((1, 2, 3), itertools.product(
                ("nearest", "linear", "cubic"), ("zeros", "border", "reflection"), (0, 1))):
            size, out = [4, 3, 5][:axes], [3, 4, 2][:axes]
            x = draw(self.rng, np.float32, [2, 2, *size])
            grid = draw(self.rng, np.float32, [2, *out, axes], -1.8, 1.8)
            options = {"padding_mode": padding, "align_corners": align}
            wanted = reference("GridSample", 20, [x, grid], mode=mode, **options)
            self.ops.check("GridSample", 22, [x, grid], wanted, mode=mode, **options)
            if axes == 2:
                older = {"nearest": "nearest", "linear": "bilinear", "cubic": "bicubic"}[mode]
                self.ops.check("GridSample", 16, [x, grid], wanted, mode=older, **options)
        for version, types in bindings("GridSample"):
            x = draw(self.rng, types["T1"], [1, 2, 3, 3])
            # The middles of the pixels, turned by half a circle.
            grid = np.stack(np.meshgrid([2 / 3, 0, -2 / 3], [2 / 3, 0, -2 / 3]), -1)[None].astype(types["T2"])
            self.ops.check("GridSample", version, [x, grid], [x[:, :, ::-1, ::-1]], mode="nearest")
        for dtype, mode in itertools.product((np.complex64, np.complex128), ("linear", "cubic")):
            x, grid = draw(self.rng, dtype, [2, 2, 4, 3]), draw(self.rng, np.float32, [2, 3, 4, 2], -1.8, 1.8)
            seen, = self.ops.run("GridSample", 22, [x, grid], mode=mode)
            for part in ("real", "imag"):
                wanted, = self.ops.run("GridSample", 22, [np.ascontiguousarray(getattr(x, part)), grid], mode=mode)
                np.testing.assert_allclose(getattr(seen, part), wanted, 1e-5, 1e-5)
        strange = np.array([[[[np.nan, np.inf], [-np.inf, 1e30], [0, 0]]]], np.float32)
        x = draw(self.rng, np.float32, [1, 1, 3, 3])
        for mode, padding in itertools.product(("nearest", "linear", "cubic"), ("zeros", "border", "reflection")):
            seen, = self.ops.run("GridSample", 20, [x, strange], mode=mode, padding_mode=padding)
            np.testing.assert_allclose(seen[0, 0, 0, 2], x[0, 0, 1, 1], 1e-6)
            assert np.isfinite(seen).all()
        self.ops.refuses("GridSample", 20, [x, np.zeros([1, 2, 2, 3], np.float32)], [])

    def test_resize_complex_by_parts(self):
        # The reference drops imaginary parts.
        crop = {"coordinate_transformation_mode": "tf_crop_and_resize", "extrapolation_value": 7.0}
        for dtype, mode, options in itertools.product((np.complex64, np.complex128), ("linear", "cubic"), ({}, crop)):
            x, roi, scales = draw(self.rng, dtype, [2, 3, 4]), floats(0, -0.5, 0.2, 1, 1.2, 0.9), floats(1, 2.5, 0.5)
            seen, = self.ops.run("Resize", 19, [x, roi, scales], mode=mode, **options)
            assert seen.dtype == dtype
            for part, outside in (("real", 7.0), ("imag", 0.0)):
                given = {**options, "extrapolation_value": outside} if options else {}
                wanted, = self.ops.run("Resize", 19, [np.ascontiguousarray(getattr(x, part)), roi, scales], mode=mode, **given)
                np.testing.assert_allclose(getattr(seen, part), wanted, 1e-5, 1e-5)

    def test_affine_grid(self):
        for axes, align in itertools.product((2, 3), (0, 1)):
            size = np.array([2, 1, 3, 4, 5][:axes + 2])
            theta = draw(self.rng, np.float32, [2, axes, axes + 1])
            self.ops.check("AffineGrid", 20, [theta, size], align_corners=align)
            wanted, = reference("AffineGrid", 20, [theta, size], align_corners=align)
            for dtype in (np.float64, np.float16):
                seen, = self.ops.run("AffineGrid", 20, [theta.astype(dtype), size], align_corners=align)
                assert seen.dtype == dtype
                np.testing.assert_allclose(seen, wanted, 1e-2, 2e-2)
        self.ops.refuses("AffineGrid", 20, [theta, np.array([2, 1, 3, 4])], ["[2,3,4]"])

    def test_col2im(self):
        cases = (([5, 5], [1, 5], {}), ([5, 6], [2, 3], {"strides": [1, 2], "pads": [1, 0, 0, 2]}),
                 ([6, 7], [2, 2], {"dilations": [2, 3]}),
                 ([4, 5, 6], [2, 1, 3], {"pads": [0, 1, 0, 1, 0, 2], "strides": [2, 1, 1]}))
        for image, block, options in cases:
            strides, dilations = (options.get(name, [1] * len(image)) for name in ("strides", "dilations"))
            pads = options.get("pads", [0] * 2 * len(image))
            places = [(size + pads[i] + pads[len(image) + i] - (dilations[i] * (block[i] - 1) + 1)) // strides[i] + 1
                      for i, size in enumerate(image)]
            x = draw(self.rng, np.float32, [2, 3 * int(np.prod(block)), int(np.prod(places))])
            inputs = [x, np.array(image), np.array(block)]
            wanted = reference("Col2Im", 18, inputs, **options)
            self.ops.check("Col2Im", 18, inputs, wanted, **options)
            whole = x.round()
            wanted, = reference("Col2Im", 18, [whole, *inputs[1:]], **options)
            for dtype in (np.float64, np.float16, np.int8, np.int64, np.complex64):
                self.ops.check("Col2Im", 18, [whole.astype(dtype), *inputs[1:]], [wanted.astype(dtype)], **options)
        self.ops.refuses("Col2Im", 18, [x[:, :, 1:], *inputs[1:]], [], **options)

    def test_rotary_embedding(self):
        for (version, types), interleaved, part in itertools.product(bindings("RotaryEmbedding"), (0, 1), (0, 4)):
            half = (part or 8) // 2
            cosines, sines = (draw(self.rng, types["T"], [10, half], -1, 1) for _ in range(2))
            ids = self.rng.integers(-10, 10, [2, 3])
            options = {"interleaved": interleaved, "rotary_embedding_dim": part}
            for shape, heads in (([2, 4, 3, 8], {}), ([2, 3, 32], {"num_heads": 4})):
                x = draw(self.rng, types["T"], shape)
                for given in ([cosines, sines, ids], [cosines[ids], sines[ids]]):
                    exact = [array if array.dtype == ids.dtype else array.astype(np.float32) for array in (x, *given)]
                    wanted, = reference("RotaryEmbedding", version, exact, **options, **heads)
                    self.ops.check("RotaryEmbedding", version, [x, *given], [wanted.astype(x.dtype)], **options, **heads)
        self.ops.refuses("RotaryEmbedding", 23, [x, cosines, sines, np.full([2, 3], 10)], ["10", "-10 to 9"], **options, **heads)


if __name__ == "__main__":
    unittest.main()
