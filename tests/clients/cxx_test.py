"""Programs in C++ on our library: one that touches the whole API, held against ONNX Runtime."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import numpy as np
import onnx
from common import LIBRARY, MODELS, onnxruntime_library
from onnx import TensorProto, helper, numpy_helper


def models(folder):
    """The models with custom operators, for touch/custom_ops.cc."""
    def save(name, nodes, outputs, weights=()):
        x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [4])
        graph = helper.make_graph(nodes, name, [x], outputs, weights)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid("touch", 1)]
        onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), folder / f"{name}.onnx")

    def floats(name, shape=(4,)):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    bias = helper.make_node("AddBias", ["x"], ["biased"], "bias", domain="touch", bias=1.0, ints=[1, 2, 3], text="word",
                            floats=[0.5], texts=["a", "bc"], tensor=numpy_helper.from_array(np.array(2.5, np.float32)))
    root = dict(domain="touch", exponent=2, kind="square")
    save("styles", [bias, helper.make_node("Root", ["biased"], ["y"], "root", **root)], [floats("y")])
    save("root", [helper.make_node("Root", ["x"], ["y"], "root", **root)], [floats("y")])
    factors = numpy_helper.from_array(np.array([1, 10, 100, 1000], np.int64), "factors")
    save("lite", [helper.make_node("Scale", ["x", "factors"], ["scaled"], "scale", domain="touch"),
                  helper.make_node("Total", ["x", "scaled", "factors"], ["total"], "total", domain="touch")],
         [floats("scaled"), helper.make_tensor_value_info("total", TensorProto.INT64, [1])], [factors])


def sections(library, folder):
    """What the program prints on a library, by section, and its errors."""
    place = folder / pathlib.Path(library).name
    place.mkdir()
    (place / "libonnxruntime.so.1").symlink_to(library)
    environment = dict(os.environ, LD_LIBRARY_PATH=str(place))
    done = subprocess.run([os.environ["BERTH_TOUCH"], MODELS / "digits.onnx", folder, os.environ["BERTH_TOUCH_EP"]],
                          env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{library}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    parts = [part.splitlines() for part in done.stdout.split("== ")[1:]]
    return {lines[0]: lines[1:] for lines in parts}, done.stderr


class Touch(unittest.TestCase):
    """Section by section of touch/main.cc: the same lines on both libraries. What is not implemented yet ends its section, and is
    a reason to skip the rest of it."""

    def section(self, name):
        wanted_library = onnxruntime_library()
        with tempfile.TemporaryDirectory() as place:
            folder = pathlib.Path(place)
            models(folder)
            wanted, _ = sections(wanted_library, folder)
            seen, errors = sections(LIBRARY.resolve(), folder)
        self.assertEqual(list(seen), list(wanted))
        self.assertNotIn("exception", wanted[name][-1])
        missing = re.search(rf"^{name}: (.* is not implemented in this build of Berth)$", errors, re.M)
        if missing:
            self.assertEqual(seen[name][:-1], wanted[name][:len(seen[name]) - 1], errors)
            self.skipTest(missing[1])
        self.assertEqual(seen[name], wanted[name], errors)

    def test_basics(self):
        self.section("basics")

    def test_elements(self):
        self.section("elements")

    def test_pairs(self):
        self.section("pairs")

    def test_memory(self):
        self.section("memory")

    def test_types(self):
        self.section("types")

    def test_tensors(self):
        self.section("tensors")

    def test_containers(self):
        self.section("containers")

    def test_sparse(self):
        self.section("sparse")

    def test_environment(self):
        self.section("environment")

    def test_options(self):
        self.section("options")

    def test_providers(self):
        self.section("providers")

    def test_sessions(self):
        self.section("sessions")

    def test_binding(self):
        self.section("binding")

    def test_asynchronous(self):
        self.section("asynchronous")

    def test_built(self):
        self.section("built")

    def test_augmented(self):
        self.section("augmented")

    def test_compiled(self):
        self.section("compiled")

    def test_custom_ops(self):
        self.section("custom_ops")

    def test_lite_ops(self):
        self.section("lite_ops")

    def test_schemas(self):
        self.section("schemas")

    def test_kernels(self):
        self.section("kernels")

    def test_profiles(self):
        self.section("profiles")

    def test_ep_library(self):
        self.section("ep_library")
