"""What the tests of the berth tool share: calling it, and small models."""

import json
import os
import pathlib
import subprocess
import unittest

import onnx
from common import ELEMENTWISE_EP
from onnx import TensorProto, helper

# Exit codes.
DONE, FAILED, USAGE, MODEL, EP, INPUT = range(6)


def berth(*arguments, **more):
    return subprocess.run([os.environ["BERTH_CLI"], *map(str, arguments)], capture_output=True, text=True, timeout=120, **more)


def fault_ep(fault):
    """The EP library of tests/ep that breaks this rule."""
    return pathlib.Path(ELEMENTWISE_EP).parent / f"libep_fault_{fault}.so"


def save(path, nodes, inputs, outputs, initializers=(), opset=17, **more):
    """A model file. `inputs` and `outputs`: name, element type, shape."""
    graph = helper.make_graph(
        nodes,
        "graph",
        [helper.make_tensor_value_info(*i) for i in inputs],
        [helper.make_tensor_value_info(*o) for o in outputs],
        list(initializers),
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10, **more), path)
    return path


def identity(path, element, shape):
    """x -> y, the same."""
    return save(
        path, [helper.make_node("Identity", ["x"], ["y"], "copy")], [("x", element, shape)], [("y", element, shape)], opset=21
    )


def product(path):
    """y = x * a * b, in two Mul."""
    nodes = [helper.make_node("Mul", ["x", "a"], ["t"], "first"), helper.make_node("Mul", ["t", "b"], ["y"], "second")]
    return save(path, nodes, [(name, TensorProto.FLOAT, [2, 3]) for name in "xab"], [("y", TensorProto.FLOAT, [2, 3])])


@unittest.skipUnless("BERTH_CLI" in os.environ, "built without the tool")
class ToolTest(unittest.TestCase):
    def setUp(self):
        import tempfile

        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def done(self, *arguments, **more):
        """What it printed, after it ended well."""
        done = berth(*arguments, **more)
        self.assertEqual(done.returncode, DONE, done.stderr)
        return done.stdout

    def report(self, *arguments):
        return json.loads(self.done(*arguments, "--json"))

    def fails(self, code, words, *arguments):
        """One line on stderr with these words, nothing on stdout."""
        done = berth(*arguments)
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stdout}{done.stderr}")
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertEqual(done.stdout, "")
        for word in words:
            self.assertIn(word, done.stderr)
