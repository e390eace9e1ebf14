"""Our EPs in our library and in ONNX Runtime: the same claims and the same results."""
import random
import unittest

import numpy as np
import onnx
import random_bodies
from common import (ELEMENTWISE_EP, KERNELS_EP, LIBRARY, MODELS, NULL_EP, VIRTUAL_NPU, assert_close, onnxruntime_library,
                    samples)
from onnx import TensorProto, helper
from ortlib import Library


def diamond():
    """Element-wise nodes around a MatMul: two groups, since one would not be convex; broadcasting; a value used twice."""
    f = TensorProto.FLOAT
    nodes = [
        helper.make_node("Add", ["x", "bias"], ["a"], "a"),
        helper.make_node("Tanh", ["a"], ["b"], "b"),
        helper.make_node("MatMul", ["b", "w"], ["c"], "c"),
        helper.make_node("Mul", ["c", "b"], ["d"], "d"),
        helper.make_node("Sigmoid", ["d"], ["e"], "e"),
        helper.make_node("Sub", ["e", "a"], ["y"], "y"),
    ]
    rng = np.random.default_rng(3)
    weights = [onnx.numpy_helper.from_array(rng.normal(size=s).astype(np.float32), n) for n, s in (("bias", (4,)), ("w", (4, 4)))]
    graph = helper.make_graph(nodes, "diamond", [helper.make_tensor_value_info("x", f, ["N", 4])],
                              [helper.make_tensor_value_info("y", f, ["N", 4])], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8).SerializeToString()


def _graph(nodes, inputs, outputs, weights=(), name="g"):
    f = TensorProto.FLOAT
    return helper.make_graph(nodes, name, [helper.make_tensor_value_info(n, t, s) for n, t, s in inputs],
                             [helper.make_tensor_value_info(n, f, s) for n, s in outputs],
                             [onnx.numpy_helper.from_array(array, n) for n, array in weights])


def _bytes(graph):
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8).SerializeToString()


def reshaped():
    """A matrix product with a constant weight, in-place operators, and reshapes of what others still read."""
    rng = np.random.default_rng(11)
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["a"]), helper.make_node("Add", ["a", "bias"], ["b"]),
        helper.make_node("Relu", ["b"], ["c"]), helper.make_node("Reshape", ["c", "flat"], ["d"]),
        helper.make_node("Tanh", ["d"], ["e"]), helper.make_node("Reshape", ["e", "square"], ["h"]),
        helper.make_node("Add", ["h", "c"], ["y"]), helper.make_node("Reshape", ["y", "flat"], ["z"]),
    ]
    weights = [("w", rng.normal(size=(4, 6)).astype(np.float32)), ("bias", rng.normal(size=(6,)).astype(np.float32)),
               ("flat", np.array([-1], np.int64)), ("square", np.array([3, 6], np.int64))]
    return _bytes(_graph(nodes, [("x", TensorProto.FLOAT, [3, 4])], [("y", [3, 6]), ("z", [18])], weights))


def control_flow():
    """If, Loop with a scan output, and Scan along axis 1, whose bodies have nodes for the EP and for the CPU."""
    f, i64, b = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL
    then = _graph([helper.make_node("Add", ["x", "x"], ["t"])], [], [("t", [2, 3])], name="then")
    other = _graph([helper.make_node("Neg", ["x"], ["n0"]), helper.make_node("Mul", ["n0", "x"], ["n"])], [], [("n", [2, 3])],
                   name="else")
    body = helper.make_graph(
        [helper.make_node("Mul", ["s", "x"], ["s2"]), helper.make_node("Neg", ["s2"], ["item"]),
         helper.make_node("Identity", ["cond"], ["go"])],
        "body", [helper.make_tensor_value_info("trip", i64, []), helper.make_tensor_value_info("cond", b, []),
                 helper.make_tensor_value_info("s", f, [2, 3])],
        [helper.make_tensor_value_info("go", b, []), helper.make_tensor_value_info("s2", f, [2, 3]),
         helper.make_tensor_value_info("item", f, [2, 3])])
    step = _graph([helper.make_node("Add", ["state", "column"], ["next"]), helper.make_node("Tanh", ["next"], ["seen"])],
                  [("state", f, [2]), ("column", f, [2])], [("next", [2]), ("seen", [2])], name="step")
    nodes = [
        helper.make_node("If", ["choose"], ["i"], then_branch=then, else_branch=other),
        helper.make_node("Loop", ["trips", "", "i"], ["last", "items"], body=body),
        helper.make_node("Scan", ["start", "x"], ["sum", "running"], body=step, num_scan_inputs=1, scan_input_axes=[1],
                         scan_output_axes=[1]),
    ]
    weights = [("trips", np.array(3, np.int64)), ("start", np.zeros(2, np.float32))]
    return _bytes(_graph(nodes, [("x", f, [2, 3]), ("choose", b, [])],
                         [("last", [2, 3]), ("items", [3, 2, 3]), ("sum", [2]), ("running", [2, 3])], weights))


class OwnEps(unittest.TestCase):
    def outcome(self, library_path, ep_library, ep, model, feeds):
        """Assignment and outputs of one library."""
        with Library(library_path) as library:
            library.register("under-test.virtual", ep_library)
            session = library.session(model, ep)
            return session.assignment(), session.run(feeds)

    def compare(self, ep_library, ep, model, feeds):
        ours = self.outcome(LIBRARY, ep_library, ep, model, feeds)
        theirs = self.outcome(onnxruntime_library(), ep_library, ep, model, feeds)
        for a, b in zip(ours[1], theirs[1], strict=True):
            assert_close(a, b)
        return ours[0], theirs[0]

    def test_elementwise_on_digits(self):
        _, image, _ = next(samples())
        ours, _ = self.compare(ELEMENTWISE_EP, "ElementwiseEp", MODELS / "digits.onnx", {"image": image})
        self.assertEqual(ours["ElementwiseEp"], ["Relu"] * 3)

    def test_elementwise_on_a_diamond(self):
        x = np.random.default_rng(5).normal(size=(3, 4)).astype(np.float32)
        ours, theirs = self.compare(ELEMENTWISE_EP, "ElementwiseEp", diamond(), {"x": x})
        self.assertEqual(sorted(ours["ElementwiseEp"]), sorted(theirs["ElementwiseEp"]))
        self.assertEqual(ours["CPUExecutionProvider"], ["MatMul"])

    def test_elementwise_in_bodies(self):
        for seed in range(6):
            model, feeds = random_bodies.draw(random.Random(seed), plain=False)
            ours, theirs = self.compare(ELEMENTWISE_EP, "ElementwiseEp", model.SerializeToString(), feeds)
            self.assertEqual(sorted(ours["ElementwiseEp"]), sorted(theirs["ElementwiseEp"]))

    def test_null_ep_claims_nothing(self):
        _, image, _ = next(samples())
        ours, theirs = self.compare(NULL_EP, "NullEp", MODELS / "digits_pool.onnx", {"image": image})
        self.assertNotIn("NullEp", ours)
        self.assertNotIn("NullEp", theirs)

    def test_npu_on_digits(self):
        _, image, _ = next(samples())
        ours, _ = self.compare(VIRTUAL_NPU, "VirtualNpu", MODELS / "digits.onnx", {"image": image})
        self.assertEqual(ours["VirtualNpu"], ["Relu"] * 3)

    def test_npu_on_a_diamond(self):
        x = np.random.default_rng(5).normal(size=(3, 4)).astype(np.float32)
        ours, theirs = self.compare(VIRTUAL_NPU, "VirtualNpu", diamond(), {"x": x})
        self.assertEqual(sorted(ours["VirtualNpu"]), sorted(theirs["VirtualNpu"]))

    # ONNX Runtime does not wait for a device's stream inside of bodies, so that its own answer is that of an EP on the host.
    def test_npu_in_bodies(self):
        for choose in (True, False):
            x = np.random.default_rng(6).normal(size=(2, 3)).astype(np.float32)
            feeds = {"x": x, "choose": np.array(choose)}
            assigned, ours = self.outcome(LIBRARY, VIRTUAL_NPU, "VirtualNpu", control_flow(), feeds)
            _, theirs = self.outcome(onnxruntime_library(), ELEMENTWISE_EP, "ElementwiseEp", control_flow(), feeds)
            self.assertEqual(sorted(set(assigned["VirtualNpu"])), ["Add", "Mul", "Tanh"])
            for a, b in zip(ours, theirs, strict=True):
                assert_close(a, b)

    def test_kernels_on_matrices(self):
        x = np.random.default_rng(7).normal(size=(3, 4)).astype(np.float32)
        ours, theirs = self.compare(KERNELS_EP, "KernelsEp", reshaped(), {"x": x})
        self.assertNotIn("CPUExecutionProvider", ours)
        self.assertEqual(theirs["KernelsEp"].count("Reshape"), 3)   # it makes a Gemm of MatMul and Add beforehand

    def test_kernels_of_control_flow(self):
        for choose in (True, False):
            x = np.random.default_rng(8).normal(size=(2, 3)).astype(np.float32)
            ours, theirs = self.compare(KERNELS_EP, "KernelsEp", control_flow(), {"x": x, "choose": np.array(choose)})
            self.assertEqual(sorted(ours["KernelsEp"]), sorted(theirs["KernelsEp"]))
            self.assertTrue({"If", "Loop", "Scan"} <= set(ours["KernelsEp"]))
