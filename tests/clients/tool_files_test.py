"""The tool's files: inputs and outputs in NumPy's and ONNX's formats, images; held against numpy and onnx."""

import struct
import zlib

import numpy as np
from common import MODELS
from onnx import TensorProto, helper, numpy_helper
from tool import DONE, FAILED, INPUT, USAGE, ToolTest, berth, identity, save

RNG = np.random.default_rng(11)
DTYPES = {
    "float32": 1,
    "uint8": 2,
    "int8": 3,
    "uint16": 4,
    "int16": 5,
    "int32": 6,
    "int64": 7,
    "bool": 9,
    "float16": 10,
    "float64": 11,
    "uint32": 12,
    "uint64": 13,
}


def array_of(dtype, shape=(2, 3, 4)):
    values = RNG.integers(0, 2 if dtype == "bool" else 100, shape).astype(dtype)
    return values / np.array(7, dtype) if np.dtype(dtype).kind == "f" else values


def png(path, pixels, interlaced=False):
    """An 8-bit image [h,w] or [h,w,3], written here from the format's description."""
    height, width = pixels.shape[:2]
    kind = 0 if pixels.ndim == 2 else 2
    rows = b"".join(b"\0" + row.tobytes() for row in pixels.astype(np.uint8))
    chunks = b""
    for name, body in (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ):
        chunks += struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)
    return path


def resized(pixels, height, width):
    """By ONNX's own Resize, antialiased, on [h,w,c]."""
    from onnx.reference import ReferenceEvaluator

    node = helper.make_node("Resize", ["x", "", "", "sizes"], ["y"], mode="linear", antialias=1, exclude_outside=1)
    graph = helper.make_graph(
        [node],
        "g",
        [helper.make_tensor_value_info("x", 1, [None] * 2), helper.make_tensor_value_info("sizes", 7, [2])],
        [helper.make_tensor_value_info("y", 1, [None] * 2)],
    )
    model = ReferenceEvaluator(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)]))
    planes = [
        model.run(None, {"x": pixels[..., c].astype(np.float32), "sizes": np.array([height, width])})[0]
        for c in range(pixels.shape[2])
    ]
    return np.stack(planes, -1)


class Files(ToolTest):
    def through(self, source, element, shape, *more, output="y.npy"):
        """What comes out of the identity."""
        model = identity(self.folder / "identity.onnx", element, shape)
        self.done("run", model, "-i", f"x={source}", "--output", f"y={self.folder / output}", *more)
        return self.folder / output

    def test_npy_of_every_type(self):
        for dtype, element in DTYPES.items():
            array = array_of(dtype)
            np.save(self.folder / "x.npy", array)
            seen = np.load(self.through(self.folder / "x.npy", element, [2, None, 4]))
            self.assertEqual(seen.dtype, array.dtype)
            np.testing.assert_array_equal(seen, array)

    def test_npy_orders_and_shapes(self):
        array = array_of("float32")
        for stored in (np.asfortranarray(array), array.astype(">f4"), np.asfortranarray(array.astype(">f4"))):
            np.save(self.folder / "x.npy", stored)
            np.testing.assert_array_equal(np.load(self.through(self.folder / "x.npy", 1, [2, 3, 4])), array)
        for shape in ((), (5,), (0, 3), (1, 1, 1, 1, 1)):
            array = array_of("float32", shape)
            np.save(self.folder / "x.npy", array)
            seen = np.load(self.through(self.folder / "x.npy", 1, list(shape)))
            self.assertEqual(seen.shape, shape)
            np.testing.assert_array_equal(seen, array)

    def test_npy_of_version_2_and_of_types_of_ml_dtypes(self):
        import ml_dtypes

        array = array_of("float32")
        with open(self.folder / "x.npy", "wb") as file:
            np.lib.format.write_array(file, array, version=(2, 0))
        np.testing.assert_array_equal(np.load(self.through(self.folder / "x.npy", 1, [2, 3, 4])), array)
        brain = array.astype(ml_dtypes.bfloat16)
        np.save(self.folder / "x.npy", brain)
        seen = np.load(self.through(self.folder / "x.npy", 16, [2, 3, 4]))
        np.testing.assert_array_equal(seen.view(np.uint16), brain.view(np.uint16))

    def test_texts(self):
        array = np.array([["plain", "Grüße", "日本"], ["", "🙂", "a b"]])
        np.save(self.folder / "x.npy", array)
        np.testing.assert_array_equal(np.load(self.through(self.folder / "x.npy", 8, [2, 3])), array)
        np.save(self.folder / "x.npy", array.astype(">U9"))
        np.testing.assert_array_equal(np.load(self.through(self.folder / "x.npy", 8, [2, 3])), array)
        np.save(self.folder / "x.npy", np.array([b"one", b"three"]))
        np.testing.assert_array_equal(np.load(self.through(self.folder / "x.npy", 8, [2])), ["one", "three"])
        proto = self.through(self.folder / "x.npy", 8, [2], output="y.pb")
        tensor = TensorProto.FromString(proto.read_bytes())
        self.assertEqual((list(tensor.string_data), tensor.name), ([b"one", b"three"], "y"))

    def test_npz_stored_and_compressed(self):
        a, b = array_of("float32", (2, 2)), array_of("float32", (2, 2))
        model = save(
            self.folder / "add.onnx",
            [helper.make_node("Sub", ["a", "b"], ["y"])],
            [("a", 1, [2, 2]), ("b", 1, [2, 2])],
            [("y", 1, [2, 2])],
        )
        for write in (np.savez, np.savez_compressed):
            write(self.folder / "in.npz", a=a, b=b)
            self.done("run", model, "-i", self.folder / "in.npz", "--output", self.folder / "out.npz")
            with np.load(self.folder / "out.npz") as out:
                self.assertEqual(out.files, ["y"])
                np.testing.assert_array_equal(out["y"], a - b)
        # By name out of the same file, in another place.
        self.done(
            "run",
            model,
            "-i",
            f"a={self.folder / 'in.npz'}",
            "-i",
            f"b={self.folder / 'in.npz'}",
            "--output",
            f"y={self.folder / 'y.npy'}",
        )
        np.testing.assert_array_equal(np.load(self.folder / "y.npy"), a - b)

    def test_tensor_protos(self):
        for dtype, element in DTYPES.items():
            array = array_of(dtype)
            for tensor in (
                numpy_helper.from_array(array, "x"),
                helper.make_tensor("x", element, array.shape, array.flatten().tolist()),
            ):
                (self.folder / "x.pb").write_bytes(tensor.SerializeToString())
                path = self.through(self.folder / "x.pb", element, [2, 3, 4], output="y.pb")
                back = TensorProto.FromString(path.read_bytes())
                self.assertEqual(back.name, "y")
                np.testing.assert_array_equal(numpy_helper.to_array(back), array)

    def test_tensor_protos_name_their_input(self):
        array = array_of("float32")
        (self.folder / "input_0.pb").write_bytes(numpy_helper.from_array(array, "x").SerializeToString())
        model = identity(self.folder / "identity.onnx", 1, [2, 3, 4])
        self.done("run", model, "-i", self.folder / "input_0.pb", "--save", self.folder / "out")
        np.testing.assert_array_equal(np.load(self.folder / "out" / "y.npy"), array)

    def test_types_of_four_bits(self):
        tensor = helper.make_tensor("x", TensorProto.INT4, [5], [-8, 7, 1, -1, 3])
        (self.folder / "x.pb").write_bytes(tensor.SerializeToString())
        back = TensorProto.FromString(self.through(self.folder / "x.pb", TensorProto.INT4, [5], output="y.pb").read_bytes())
        np.testing.assert_array_equal(numpy_helper.to_array(back), numpy_helper.to_array(tensor))
        model = identity(self.folder / "identity.onnx", TensorProto.INT4, [5])
        self.fails(
            FAILED, ["int4", ".pb"], "run", model, "-i", f"x={self.folder / 'x.pb'}", "--output", f"y={self.folder / 'y.npy'}"
        )

    def test_save_names_files_after_outputs(self):
        nodes = [helper.make_node("Identity", ["x"], [name]) for name in ("a/b:0", "a_b_0", "..")]
        model = save(self.folder / "names.onnx", nodes, [("x", 1, [2])], [(name, 1, [2]) for name in ("a/b:0", "a_b_0", "..")])
        report = self.report("run", model, "--save", self.folder / "out" / "deep")
        self.assertEqual(
            sorted(p.name for p in (self.folder / "out" / "deep").iterdir()), ["_...npy", "a_b_0.npy", "a_b_0_2.npy"]
        )
        self.assertEqual([p.rsplit("/", 1)[1] for p in report["saved"]], ["a_b_0.npy", "a_b_0_2.npy", "_...npy"])
        self.done("run", model, "--save", self.folder / "out", "--save-format", "npz")
        with np.load(self.folder / "out" / "outputs.npz") as out:
            self.assertEqual(out.files, ["a/b:0", "a_b_0", ".."])
        self.done("run", model, "--save", self.folder / "out", "--save-format", "pb")
        self.assertTrue((self.folder / "out" / "a_b_0.pb").exists())

    def test_random_is_seeded(self):
        model = identity(self.folder / "identity.onnx", 1, ["N", 50])
        run = lambda *more: np.load(self.through_random(model, *more))
        a, b, c = run("--shape", "x=20,50"), run("--shape", "x=20,50", "--seed", "0"), run("--shape", "x=20,50", "--seed", "1")
        np.testing.assert_array_equal(a, b)
        self.assertFalse(np.array_equal(a, c))
        self.assertTrue(a.min() >= 0 and a.max() < 1 and 0.45 < a.mean() < 0.55 and a.shape == (20, 50))
        self.assertEqual(run().shape, (1, 50))
        for dtype in ("float16", "float64", "int64", "uint8", "bool"):
            x = np.load(self.through_random(identity(self.folder / "other.onnx", DTYPES[dtype], [1000])))
            self.assertTrue(x.min() >= 0 and x.max() <= 1 and 0.4 < x.astype(float).mean() < 0.6 and x.dtype == dtype, dtype)

    def through_random(self, model, *more):
        self.done("run", model, "--output", f"y={self.folder / 'random.npy'}", *more)
        return self.folder / "random.npy"

    def test_image_as_it_is(self):
        pixels = RNG.integers(0, 256, (6, 5, 3), dtype=np.uint8)
        path = png(self.folder / "x.png", pixels)
        for shape, wanted in (
            ([1, 3, 6, 5], pixels.transpose(2, 0, 1)[None]),
            ([1, 6, 5, 3], pixels[None]),
            ([3, None, None], pixels.transpose(2, 0, 1)),
        ):
            np.testing.assert_array_equal(np.load(self.through(path, 2, shape)), wanted)
            np.testing.assert_allclose(np.load(self.through(path, 1, shape)), wanted / np.float32(255), rtol=1e-6)
        gray = png(self.folder / "gray.png", pixels[..., 0])
        np.testing.assert_array_equal(np.load(self.through(gray, 2, [1, 1, 6, 5])), pixels[None, None, ..., 0])
        np.testing.assert_array_equal(np.load(self.through(gray, 2, ["N", 30])), pixels[..., 0].reshape(1, 30))
        np.testing.assert_array_equal(np.load(self.through(gray, 2, [1, 3, 6, 5])), np.repeat(pixels[None, None, ..., 0], 3, 1))

    def test_image_scaled_and_normalized(self):
        pixels = RNG.integers(0, 256, (12, 20, 3), dtype=np.uint8)
        path = png(self.folder / "x.png", pixels)
        for height, width in ((6, 7), (24, 33), (12, 5)):
            wanted = resized(pixels, height, width) / 255
            seen = np.load(self.through(path, 1, [1, height, width, 3]))
            np.testing.assert_allclose(seen[0], wanted, atol=2e-6)
        mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
        seen = np.load(
            self.through(
                path, 1, ["N", 3, "H", "W"], "--image-size", "9x8", "--mean", "0.485,0.456,0.406", "--std", "0.229,0.224,0.225"
            )
        )
        np.testing.assert_allclose(seen[0].transpose(1, 2, 0), (resized(pixels, 9, 8) / 255 - mean) / std, atol=1e-5)
        seen = np.load(
            self.through(
                path, 1, [None, None, None, None], "--layout", "NHWC", "--image-size", "4", "--mean", "0.5", "--std", "0.5"
            )
        )
        np.testing.assert_allclose(seen[0], (resized(pixels, 4, 4) / 255 - 0.5) / 0.5, atol=1e-5)

    def test_images_that_do_not_fit(self):
        path = png(self.folder / "x.png", np.zeros((4, 4, 3), np.uint8))
        for element, shape, more, words in (
            (7, [1, 3, 4, 4], (), ["int64[1,3,4,4] wanted"]),
            (1, [2, 3, 4, 4], (), ["2 images wanted"]),
            (1, [1, 5, 4, 4], (), ["5 channels wanted"]),
            (1, [1, 3, 4, 4], ("--image-size", "5x5"), ["5x5 seen", "4x4"]),
            (1, [1, 3, 4, 4], ("--mean", "1,2"), ["--mean", "2 values seen"]),
            (2, [1, 3, 4, 4], ("--mean", "1"), ["pixels go in as they are"]),
            (1, [17], (), ["4x4 pixels seen", "17 wanted"]),
        ):
            model = identity(self.folder / "identity.onnx", element, shape)
            self.fails(INPUT, ['input "x"', *words], "run", model, "-i", f"x={path}", *more)
        (self.folder / "broken.png").write_bytes(path.read_bytes()[:40])
        model = identity(self.folder / "identity.onnx", 1, [1, 3, 4, 4])
        self.fails(INPUT, ["broken.png"], "run", model, "-i", f"x={self.folder / 'broken.png'}")
        self.done("run", model, "-i", f"x={path}")

    def test_broken_files_are_named_and_never_crash(self):
        model = identity(self.folder / "identity.onnx", 1, [2, 3, 4])
        array = array_of("float32")
        np.save(self.folder / "x.npy", array)
        np.savez_compressed(self.folder / "x.npz", x=array)
        (self.folder / "x.pb").write_bytes(numpy_helper.from_array(array, "x").SerializeToString())
        rng = np.random.default_rng(5)
        for name in ("x.npy", "x.npz", "x.pb"):
            good = (self.folder / name).read_bytes()
            cuts = [good[:n] for n in sorted({0, 1, 8, 11, len(good) // 2, len(good) - 1})]
            bent = []
            for _ in range(40):
                bytes_ = bytearray(good)
                bytes_[rng.integers(0, min(len(good), 128))] = rng.integers(0, 256)
                bent.append(bytes(bytes_))
            for content in [*cuts, *bent]:
                (self.folder / f"bad-{name}").write_bytes(content)
                done = berth("run", model, "-i", f"x={self.folder / f'bad-{name}'}")
                self.assertIn(done.returncode, (DONE, INPUT), done.stderr)
                if content in cuts:
                    self.assertEqual(done.returncode, INPUT, f"{name}: {len(content)} bytes")
                if done.returncode == INPUT:
                    self.assertIn(
                        f"bad-{name}" if "wanted" not in done.stderr or "bad-" in done.stderr else "seen", done.stderr
                    )
                    self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_arrays_that_do_not_fit(self):
        model = identity(self.folder / "identity.onnx", 1, ["N", 3])
        for array, words in (
            (np.zeros((2, 4), np.float32), ["float[2,4] seen", "float[N,3] wanted"]),
            (np.zeros((2, 3, 1), np.float32), ["float[2,3,1] seen"]),
            (np.zeros((2, 3)), ["double[2,3] seen"]),
            (np.zeros(2, [("a", "f4")]), ["records"]),
            (np.zeros((2, 3), "M8[s]"), ["M8[s]"]),
        ):
            np.save(self.folder / "x.npy", array)
            self.fails(INPUT, ['input "x"', *words], "run", model, "-i", f"x={self.folder / 'x.npy'}")
        self.fails(INPUT, ["no.npy", "No such file"], "run", model, "-i", "x=no.npy")
        np.savez(self.folder / "two.npz", a=np.zeros(1), b=np.zeros(1))
        self.fails(INPUT, ["2 arrays seen"], "run", model, "-i", f"x={self.folder / 'two.npz'}")
        self.fails(USAGE, ['"a" seen', '"x" wanted'], "run", model, "-i", self.folder / "two.npz")
        tensor = numpy_helper.from_array(np.zeros((2, 3), np.float32))
        (self.folder / "anonymous.pb").write_bytes(tensor.SerializeToString())
        self.fails(INPUT, ["without a name"], "run", model, "-i", self.folder / "anonymous.pb")
        self.done("run", model, "-i", f"x={self.folder / 'anonymous.pb'}")
        tensor.data_location = TensorProto.EXTERNAL
        (self.folder / "external.pb").write_bytes(tensor.SerializeToString())
        self.fails(INPUT, ["external data seen"], "run", model, "-i", f"x={self.folder / 'external.pb'}")

    def test_files_that_cannot_be_written(self):
        model = MODELS / "digits.onnx"
        self.fails(
            FAILED, ["no/such/folder", "cannot be written"], "run", model, "--output", "probabilities=no/such/folder/y.npy"
        )
        (self.folder / "file").touch()
        self.fails(FAILED, ["--save"], "run", model, "--save", self.folder / "file")
        self.fails(FAILED, ["/dev/full"], "run", model, "--output", "probabilities=/dev/full/y.npy")
