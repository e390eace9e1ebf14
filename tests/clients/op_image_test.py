"""ImageDecoder against Pillow: every format, its kinds of pixels, and files that are damaged."""
import io
import pathlib
import shutil
import struct
import tempfile
import unittest
import zlib

import numpy as np
import PIL.Image
from common import LIBRARY
from op_check import OperatorTest, model, seeded
from ortlib import Library, OrtError


def picture(height=21, width=34):
    """Smooth, so that lossy formats stay close, with a sharp corner."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 255 // (width - 1), y * 255 // (height - 1), (x + y) * 255 // (height + width - 2)], -1).astype(np.uint8)
    rgb[:5, :7] = (250, 20, 90)
    return rgb


def encoded(image, kind, **options):
    stream = io.BytesIO()
    (image if isinstance(image, PIL.Image.Image) else PIL.Image.fromarray(image)).save(stream, kind, **options)
    return stream.getvalue()


def decoded(data):
    """As Pillow reads it."""
    return np.asarray(PIL.Image.open(io.BytesIO(data)).convert("RGB"))


class Pictures(OperatorTest):
    def decode(self, data, pixel_format="RGB"):
        return self.ops.run("ImageDecoder", 20, [np.frombuffer(data, np.uint8)], pixel_format=pixel_format)[0]

    def check(self, data, wanted=None, off_by=0):
        wanted = decoded(data) if wanted is None else wanted
        seen = self.decode(data)
        self.assertEqual(seen.shape, wanted.shape)
        self.assertLessEqual(int(np.abs(seen.astype(int) - wanted.astype(int)).max()), off_by)

    def test_pixel_formats(self):
        data = encoded(picture(), "PNG")
        rgb = decoded(data)
        np.testing.assert_array_equal(self.decode(data), rgb)
        np.testing.assert_array_equal(self.decode(data, "BGR"), rgb[..., ::-1])
        gray = np.asarray(PIL.Image.fromarray(rgb).convert("L"))[..., None]
        np.testing.assert_array_equal(self.decode(data, "Grayscale"), gray)
        self.ops.refuses("ImageDecoder", 20, [np.zeros([4], np.uint8)], ["pixel_format", "CMYK"], pixel_format="CMYK")

    def test_png(self):
        rgb = PIL.Image.fromarray(picture())
        for mode in ("RGB", "L", "1", "P", "LA"):
            with self.subTest(mode):
                self.check(encoded(rgb.convert(mode), "PNG"))
        rgba = rgb.convert("RGBA")
        rgba.putalpha(PIL.Image.fromarray(picture()[..., 0]))
        self.check(encoded(rgba, "PNG"), picture())
        for bits in (1, 2, 4):
            self.check(encoded(rgb.quantize(2 ** bits), "PNG", bits=bits))
        wide = PIL.Image.fromarray((picture()[..., 0].astype(np.uint16) << 8) + 77)
        self.check(encoded(wide, "PNG"), np.repeat(picture()[..., :1], 3, 2))

    def test_jpeg(self):
        # Versions of the same library may round a step differently.
        for options in ({}, {"progressive": True}, {"subsampling": 0}, {"subsampling": 1}, {"quality": 30},
                        {"restart_marker_rows": 1}):
            with self.subTest(**options):
                self.check(encoded(picture(), "JPEG", **options), off_by=2)
        self.check(encoded(PIL.Image.fromarray(picture()).convert("L"), "JPEG"), off_by=1)
        self.check(encoded(PIL.Image.fromarray(picture()).convert("CMYK"), "JPEG", quality=100, subsampling=0), off_by=3)

    def test_bmp(self):
        rgb = PIL.Image.fromarray(picture())
        for mode in ("RGB", "L", "1", "P"):
            with self.subTest(mode):
                self.check(encoded(rgb.convert(mode), "BMP"))
        self.check(encoded(rgb.convert("RGBA"), "BMP"))

    def bmp(self, width, height, bits, compression, body, palette=b"", masks=b""):
        start = 54 + len(masks) + len(palette)
        return b"BM" + struct.pack("<IIIIiiHHIIiiII", start + len(body), 0, start, 40, width, height, 1, bits, compression,
                                   len(body), 0, 0, len(palette) // 4, 0) + masks + palette + body

    def test_bmp_of_other_kinds(self):
        colors = bytes([0, 0, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0])   # black, red, green, blue
        rgb = np.array([[0, 0, 0], [255, 0, 0], [0, 255, 0], [0, 0, 255]], np.uint8)
        index = np.array([[1, 1, 1, 2, 3], [0, 3, 3, 2, 1]])
        runs = bytes([0, 5, 0, 3, 3, 2, 1, 0, 0, 0, 3, 1, 1, 2, 1, 3, 0, 1])     # from the bottom: as they are; then in runs
        self.check(self.bmp(5, 2, 8, 1, runs, colors), rgb[index])
        nibbles = bytes([0, 5, 0x03, 0x32, 0x10, 0, 0, 0, 3, 0x11, 2, 0x23, 0, 1])
        self.check(self.bmp(5, 2, 4, 2, nibbles, colors), rgb[index])
        moved = bytes([1, 1, 0, 2, 2, 0, 1, 3, 0, 1])                             # a pixel, two left out, a pixel, the end
        self.check(self.bmp(5, 2, 8, 1, moved, colors), rgb[np.array([[0] * 5, [1, 0, 0, 3, 0]])])
        down = bytes([1, 1, 1, 2, 3, 0, 0, 0, 0, 3, 3, 2, 1, 0, 0, 0])
        self.check(self.bmp(5, -2, 8, 0, down, colors), rgb[index])
        body = struct.pack("<HH", 0xF81F, 0x07E0)
        masks = struct.pack("<III", 0xF800, 0x7E0, 0x1F)
        self.check(self.bmp(2, 1, 16, 3, body, masks=masks), np.array([[[255, 0, 255], [0, 255, 0]]], np.uint8))
        self.check(self.bmp(2, 1, 16, 0, struct.pack("<HH", 0x7C1F, 0x03E0)), np.array([[[255, 0, 255], [0, 255, 0]]], np.uint8))
        old = b"BM" + struct.pack("<IIIIHHHH", 0, 0, 32, 12, 2, 1, 1, 1) + bytes([1, 2, 3, 4, 5, 6]) + bytes([0x40, 0, 0, 0])
        self.check(old, np.array([[[3, 2, 1], [6, 5, 4]]], np.uint8))

    def test_tiff(self):
        rgb = PIL.Image.fromarray(picture())
        for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
            for mode in ("RGB", "L", "1", "P"):
                with self.subTest(compression, mode=mode):
                    self.check(encoded(rgb.convert(mode), "TIFF", compression=compression))

    def test_webp(self):
        self.check(encoded(picture(), "WEBP", lossless=True))
        self.check(encoded(picture(), "WEBP", quality=80), off_by=2)
        frames = [PIL.Image.fromarray(frame) for frame in (picture(), 255 - picture())]
        self.check(encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True), picture())

    def test_jpeg2000(self):
        for kind in ({}, {"no_jp2": True}):
            self.check(encoded(picture(), "JPEG2000", **kind))
        self.check(encoded(PIL.Image.fromarray(picture()).convert("L"), "JPEG2000"))
        self.check(encoded(picture(), "JPEG2000", irreversible=True, quality_mode="rates", quality_layers=[5]), off_by=2)

    def test_pnm(self):
        rgb = PIL.Image.fromarray(picture())
        for mode in ("RGB", "L", "1"):
            with self.subTest(mode):
                self.check(encoded(rgb.convert(mode), "PPM"))
        black_white = np.array([[0, 255, 0], [255, 255, 0]], np.uint8)[..., None].repeat(3, 2)
        self.check(b"P1 # of text\n3 2\n101\n0 0 1\n", black_white)
        self.check(b"P2\n2 1\n# up to\n10\n0 10\n", np.array([[[0] * 3, [255] * 3]], np.uint8))
        self.check(b"P3 1 1 255 1 2 3", np.array([[[1, 2, 3]]], np.uint8))
        self.check(b"P6 1 1 65535\n\xff\xff\x80\x00\x00\x00", np.array([[[255, 128, 0]]], np.uint8))

    def test_bytes_that_are_no_picture_give_an_empty_one(self):
        files = [encoded(picture(), kind) for kind in ("PNG", "JPEG", "BMP", "TIFF", "WEBP", "JPEG2000", "PPM")]
        cut = [file[:length] for file in files for length in (20, len(file) // 2)]
        for data in (b"", b"P", b"not a picture at all", *cut):
            with self.subTest(data[:12]):
                seen = self.decode(data)
                self.assertEqual((seen.ndim, seen.size, seen.shape[2]), (3, 0, 3))
        self.assertEqual(self.decode(b"", "Grayscale").shape, (0, 0, 1))

    def test_sizes_that_lie(self):
        png = bytearray(encoded(picture(), "PNG"))
        png[16:24] = struct.pack(">II", 0x7FFFFFFF, 0x7FFFFFFF)
        large = bytearray(png)
        large[16:24] = struct.pack(">II", 1 << 14, 1 << 14)
        large[29:33] = struct.pack(">I", zlib.crc32(large[12:29]))
        lies = [bytes(png), bytes(large),
                self.bmp(1 << 30, 1 << 30, 24, 0, b"\0" * 64), self.bmp(1 << 14, 1 << 13, 8, 1, b"\0\0" * 8),
                b"P6 100000 100000 255\n" + b"\0" * 64, b"P5 99999999999999999999 1 255\n", b"P1 0 5\n",
                self.bmp(3, -(1 << 31), 24, 0, b"\0" * 64)]
        for data in lies:
            with self.subTest(data[:24]):
                self.assertEqual(self.decode(data).size, 0)

    def test_damaged_files_do_no_harm(self):
        rng = seeded("damage")
        for kind in ("PNG", "JPEG", "BMP", "TIFF", "WEBP", "JPEG2000", "PPM"):
            whole = np.frombuffer(encoded(picture(8, 9), kind), np.uint8)
            for _ in range(60):
                data = whole.copy()
                data[rng.integers(0, min(len(data), 400), 3)] = rng.integers(0, 256, 3)
                self.assertEqual(self.decode(data.tobytes()).ndim, 3, kind)

    def test_without_the_module(self):
        with tempfile.TemporaryDirectory() as folder:
            alone = pathlib.Path(folder) / "libonnxruntime.so.1"
            shutil.copy(LIBRARY, alone)
            with Library(alone) as library:
                proto = model("ImageDecoder", 20, [np.zeros([4], np.uint8)])
                with self.assertRaises(OrtError) as caught:
                    library.session(proto.SerializeToString())
                self.assertIn("libberth_image.so", caught.exception.text)


if __name__ == "__main__":
    unittest.main()
