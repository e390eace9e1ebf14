"""docs/troubleshooting.md: each error that it explains is provoked, and says what stands there."""
import re
import unittest

import numpy as np
from common import ELEMENTWISE_EP, LIBRARY, MODELS, SOURCE
from onnx import TensorProto, helper
from ortlib import Library, OrtError

DIGITS = MODELS / "digits.onnx"


def model(op_type, domain="", opset=17, ir=8, element=TensorProto.FLOAT, **attributes):
    x, y = (helper.make_tensor_value_info(name, element, [1]) for name in "xy")
    opsets = [helper.make_opsetid("", opset)] + ([helper.make_opsetid(domain, 1)] if domain else [])
    graph = helper.make_graph([helper.make_node(op_type, ["x"], ["y"], "node", domain=domain, **attributes)], "g", [x], [y])
    return helper.make_model(graph, opset_imports=opsets, ir_version=ir).SerializeToString()


def registered(action):
    """What `action` does with a library and a session on ElementwiseEp, registered as "e"."""
    def act(library):
        library.register("e", ELEMENTWISE_EP)
        action(library, library.session(DIGITS, "ElementwiseEp"))
    return act


def run(feeds):
    return lambda library: library.session(DIGITS).run(feeds)


def without_kernel(library):
    """A model that is valid, with types for which the CPU has no kernel: texts between pixels."""
    x, grid, y = (helper.make_tensor_value_info(name, element, [1, 1, 1, last]) for name, element, last in
                  (("x", TensorProto.STRING, 1), ("grid", TensorProto.FLOAT, 2), ("y", TensorProto.STRING, 1)))
    graph = helper.make_graph([helper.make_node("GridSample", ["x", "grid"], ["y"], "node")], "g", [x, grid], [y])
    library.session(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8).SerializeToString())


IMAGE = np.zeros((1, 1, 8, 8), np.float32)
# In the order of the page: what each heading comes from.
PROVOKED = [
    lambda library: library.register("e", "no_such_ep.so"),
    lambda library: library.register("e", LIBRARY),
    registered(lambda library, _: library.register("e", ELEMENTWISE_EP)),
    registered(lambda library, _: library.unregister("e")),
    lambda library: library.call("UnregisterExecutionProviderLibrary", library.env, b"other"),
    lambda library: library.session("no_such.onnx"),
    lambda library: library.session(b"not a model"),
    lambda library: library.session(model("Relu", opset=99)),
    lambda library: library.session(model("Relu", ir=99)),
    lambda library: library.session(model("MyOp", domain="my.domain")),
    without_kernel,
    lambda library: library.session(DIGITS, entries={"session.disable_cpu_ep_fallback": "1"}),
    lambda library: library.session(DIGITS, "NoSuchEp"),
    None,   # what is not implemented changes
    run({"picture": IMAGE}),
    run({}),
    run({"image": IMAGE[:, :, 1:]}),
    run({"image": IMAGE.astype(np.float64)}),
    lambda library: library.session(DIGITS, entries={"session.record_ep_graph_assignment_info": "0"}).groups(),
]


class Troubleshooting(unittest.TestCase):
    def test_every_text(self):
        headings = re.findall(r"^### `(.*)`$", (SOURCE / "docs" / "troubleshooting.md").read_text(), re.M)
        self.assertEqual(len(headings), len(PROVOKED))
        for heading, provoke in zip(headings, PROVOKED, strict=True):
            if provoke is None:
                continue
            with self.subTest(heading), Library(LIBRARY) as library:
                with self.assertRaises(OrtError) as caught:
                    provoke(library)
                self.assertRegex(caught.exception.text, "^" + ".*".join(map(re.escape, heading.split("…"))) + "$")
