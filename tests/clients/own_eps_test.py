"""Our EPs in our library and in ONNX Runtime: the same claims and the same results."""
import random
import unittest

import numpy as np
import onnx
import random_bodies
from common import ELEMENTWISE_EP, LIBRARY, MODELS, NULL_EP, assert_close, onnxruntime_library, samples
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


class OwnEps(unittest.TestCase):
    def outcome(self, library_path, ep_library, ep, model, feeds):
        """Assignment and outputs of one library."""
        with Library(library_path) as library:
            library.register("under-test", ep_library)
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
