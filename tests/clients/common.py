"""What the client tests share: paths, samples, comparison."""
import json
import os
import pathlib
import re
import shlex
import subprocess
import unittest

import numpy as np
import ortlib

LIBRARY = pathlib.Path(os.environ["BERTH_LIBRARY"])
MODELS = pathlib.Path(os.environ["BERTH_MODELS"])
SOURCE = pathlib.Path(os.environ["BERTH_SOURCE"])
ELEMENTWISE_EP = os.environ["BERTH_ELEMENTWISE_EP"]
NULL_EP = os.environ["BERTH_NULL_EP"]
KERNELS_EP = os.environ["BERTH_KERNELS_EP"]
VIRTUAL_NPU = os.environ["BERTH_VIRTUAL_NPU"]


def missing(what):
    """A package that is not there: with CI=true that is a failure, else the test is skipped."""
    if os.environ.get("CI") == "true":
        raise AssertionError(f"{what} is not installed, and CI=true")
    raise unittest.SkipTest(f"{what} is not installed")


def onnxruntime_library():
    try:
        return ortlib.onnxruntime_library()
    except ImportError:
        return missing("onnxruntime")


def assert_close(seen, wanted, absolute=1e-5, relative=1e-3):
    """|seen - wanted| <= absolute + relative |wanted|, NaN equal to NaN; integers and bool exactly."""
    assert seen.dtype == wanted.dtype and seen.shape == wanted.shape, f"{seen.dtype}{seen.shape} seen, {wanted.dtype}{wanted.shape} wanted"
    if wanted.dtype.kind == "f":
        np.testing.assert_allclose(seen, wanted, rtol=relative, atol=absolute, equal_nan=True)
    else:
        np.testing.assert_array_equal(seen, wanted)


def blocks(page):
    """Language, empty if none is named, and text of each block of code of a page of the documentation."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", (SOURCE / page).read_text(), re.M | re.S)


def compiler_flags(compiler):
    """The flags of the build, for "CC" or "CXX"."""
    sanitize = ["-fsanitize=" + os.environ["BERTH_SANITIZE"]] if "BERTH_SANITIZE" in os.environ else []
    return shlex.split(os.environ[f"BERTH_{compiler}_FLAGS"]) + sanitize


def plain_environment(**more):
    """That of a program which is not part of this one."""
    return {**{k: v for k, v in os.environ.items() if k not in ("LD_PRELOAD", "LD_LIBRARY_PATH")}, **more}


def compile_program(source, program, *flags):
    """A program in C or C++ against our headers and library, as README says, with every warning an error."""
    compiler, standard = ("CC", "-std=c11") if source.suffix == ".c" else ("CXX", "-std=c++17")
    done = subprocess.run([os.environ[f"BERTH_{compiler}"], standard, *compiler_flags(compiler), "-Wall", "-Wextra", "-Werror",
                           "-I", SOURCE / "include", source, "-o", program, "-L", LIBRARY.parent, "-lonnxruntime", *flags],
                          capture_output=True, text=True, timeout=300, env=plain_environment())
    assert done.returncode == 0, done.stderr


def samples():
    """Digit, image [1,1,8,8] in 0..1 and what ONNX's reference evaluator says of it, for each sample."""
    expected = json.loads((MODELS / "digits" / "expected.json").read_text())
    for digit in range(10):
        yield digit, gray(MODELS / "digits" / f"{digit}.png").reshape(1, 1, 8, 8), expected[f"{digit}.png"]


def gray(path):
    """An 8-bit gray PNG without interlacing, as float32 of 0..1."""
    import struct
    import zlib

    data, at, pixels = path.read_bytes(), 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            assert (depth, colour) == (8, 0), f"{path}: no 8-bit gray image"
        elif kind == b"IDAT":
            pixels += body
        at += 12 + length
    raw = np.frombuffer(zlib.decompress(pixels), np.uint8).reshape(height, width + 1)
    image = np.zeros((height, width), np.uint8)
    for y in range(height):
        image[y] = _unfilter(raw[y, 0], raw[y, 1:], image[y - 1] if y else np.zeros(width, np.uint8))
    return (image / np.float32(255)).astype(np.float32)


def _unfilter(kind, line, above):
    line, above = line.astype(int), above.astype(int)
    out = np.zeros_like(line)
    for x in range(len(line)):
        left, corner = (out[x - 1], above[x - 1]) if x else (0, 0)
        paeth = min((left, above[x], corner), key=lambda p: abs(left + above[x] - corner - p))
        out[x] = (line[x] + (0, left, above[x], (left + above[x]) // 2, paeth)[kind]) % 256
    return out
