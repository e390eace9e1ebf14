"""Sessions that share what kernels have laid out, made in the two steps of the model editor."""
import ctypes as c
import os
import pathlib
import unittest

import numpy as np
import ortvalues
from common import LIBRARY
from onnx import TensorProto, helper, numpy_helper
from parity_cases import TablesLibrary

SIZE = 2048   # 16 MB of weights
MB = 1 << 20


def product():
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [4, SIZE]) for name in "xy")
    w = numpy_helper.from_array(np.arange(SIZE * SIZE, dtype=np.float32).reshape(SIZE, SIZE) % 7, "w")
    graph = helper.make_graph([helper.make_node("MatMul", ["x", "w"], ["y"])], "product", [x], [y], [w])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8).SerializeToString()


def resident():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@unittest.skipIf("BERTH_SANITIZE" in os.environ, "sanitizers keep what was freed")
class PackedWeights(unittest.TestCase):
    def sessions(self, library, model, container, options):
        """Results of three edited sessions, and what the last two add to the process."""
        results, made, before = [], [], 0
        x = ortvalues.make(library, np.ones((4, SIZE), np.float32))
        for i in range(3):
            session, y = c.c_void_p(), c.c_void_p()
            library.call("CreateModelEditorSessionFromArray", library.env, model, c.c_size_t(len(model)), options, c.byref(session))
            library.call("FinalizeModelEditorSession", session, None, container)
            library.call("Run", session, None, ortvalues.texts(["x"]), c.byref(x), c.c_size_t(1), ortvalues.texts(["y"]), c.c_size_t(1),
                         c.byref(y))
            results.append(ortvalues.take(library, y))
            library.call("ReleaseValue", y)
            made.append(session)
            if i == 0:
                before = resident()
        added = resident() - before
        for session in made:
            library.call("ReleaseSession", session)
        library.call("ReleaseValue", x)
        return results, added

    def test_finalize_with_a_container(self):
        model = product()
        with TablesLibrary(LIBRARY) as library:
            options, container = c.c_void_p(), c.c_void_p()
            library.call("CreateSessionOptions", c.byref(options))
            library.call("SetIntraOpNumThreads", options, 1)
            library.call("CreatePrepackedWeightsContainer", c.byref(container))
            wanted, alone = self.sessions(library, model, None, options)
            seen, shared = self.sessions(library, model, container, options)
            np.testing.assert_array_equal(seen, wanted)
            # Two of 16 MB each, against none.
            self.assertGreater(alone, 24 * MB)
            self.assertLess(shared, 8 * MB)
            library.call("ReleasePrepackedWeightsContainer", container)
            library.call("ReleaseSessionOptions", options)


if __name__ == "__main__":
    unittest.main()
