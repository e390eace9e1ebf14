"""Status codes and results of our library and ONNX Runtime's, function by function: legal calls, nulls, unknown names, wrong
sizes. It is compared with that of the Python package, and with a second one: BERTH_PARITY_LIBRARY names it, else it is that of
npm's onnxruntime-node 1.30, which scripts/setup --node installs."""
import os
import pathlib
import re
import subprocess
import sys
import unittest

from common import LIBRARY, SOURCE, missing, onnxruntime_library
from ortlib import Library
from parity_cases import SIGNATURES

# Calls that end otherwise on purpose; docs/differences.md says why. Each a pattern of "function/variant".
DIFFERENCES = ["CopyTensors/legal", "CreateSparseTensorWithValuesAsOrtValue/null 1",
               r"CreateTensorWithData\w*AsOrtValue/(legal|null 1|zero 4)",
               r"CreateEnv(With\w+)?/(unknown \d|null \d)", r"\w*LoraAdapter/.*", r"UpdateEnvWithCustomLogLevel/.*",
               r"(SessionOptionsSetEpSelectionPolicy|CreateMemoryInfo_V2|CreateHardwareDevice)/unknown \d", "Run/zero 4",
               "AddCustomOpDomain/null 1", "CustomOpDomain_Add/legal", r"RegisterCustomOps\w+/null 0", r"Node_Get\w+/.*",
               r"Graph_Get(ParentNode|OperatorSets|Inputs|Outputs|Initializers|Nodes|GraphView)/.*", r"ValueInfo_\w+/.*",
               r"CreateOp/zero \d+", "Logger_LogMessage/(unknown 1|null 2)"]


# What the build of ONNX Runtime 1.30 for Node.js answers otherwise than 1.32 and we: it has CUDA and TensorRT, and knows ONNX up
# to IR version 13.
OF_1_30 = [r"\w*(CUDA|TensorRT)\w*/.*", "Graph_GetOnnxIRVersion/legal"]
NODE_LIBRARY = pathlib.Path(os.environ["BERTH_NODE_MODULES"]) / "onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1"

INVALID_ARGUMENT, RUNTIME_EXCEPTION = "2", "6"


def outcomes(library, own):
    done = subprocess.run([sys.executable, "-B", "parity_cases.py", library, str(int(own))], capture_output=True, text=True,
                          timeout=900)
    assert done.returncode == 0, done.stderr
    return dict(line.split("\t") for line in done.stdout.splitlines())


def version_of(library):
    with Library(library) as opened:
        return opened.base.GetVersionString().decode()


class Parity(unittest.TestCase):
    def compare(self, theirs):
        version = version_of(theirs)
        expected = DIFFERENCES + (OF_1_30 if version.startswith("1.30.") else [])
        wanted, seen = outcomes(theirs, False), outcomes(LIBRARY, False)
        self.assertEqual(list(seen), list(wanted))
        agree, crashes, exceptions, listed, wrong = 0, 0, 0, [], []
        unused = set(expected)
        for call, code in seen.items():
            pattern = next((p for p in expected if re.fullmatch(p, call)), None)
            if code == wanted[call]:
                agree += 1
            elif wanted[call] in ("crash", "hangs") and code not in ("crash", "hangs"):
                crashes += 1
            elif (wanted[call], code) == (RUNTIME_EXCEPTION, INVALID_ARGUMENT) and "/null" in call:
                exceptions += 1   # out of the C++ library, which was given a null for a text
            elif pattern is not None and code not in ("crash", "hangs"):
                listed.append(call)
                unused.discard(pattern)
            else:
                wrong.append(f"{call}: {code} seen, {wanted[call]} wanted")
        functions = {call.split("/")[0] for call in seen}
        print(f"ONNX Runtime {version}: {len(seen)} calls of {len(functions)} functions of {len(SIGNATURES)}: {agree} end alike, "
              f"{crashes} crash ONNX Runtime alone, {exceptions} end there with an exception of the C++ library, {len(listed)} differ "
              "on purpose")
        self.assertFalse(wrong, "\n".join(wrong))
        self.assertEqual(functions, set(SIGNATURES), "every slot of every table")
        self.assertGreater(agree, 1200)
        return listed, unused

    def test_status_codes(self):
        listed, unused = self.compare(onnxruntime_library())
        self.assertFalse(unused, "nothing differs any more")
        told = (SOURCE / "docs" / "differences.md").read_text()
        for call in listed:
            name = call.split("/")[0]
            self.assertRegex(told, rf"`{name}`|`{name.split('_')[0]}_\.\.\.`", "docs/differences.md")

    def test_status_codes_of_another(self):
        """Of BERTH_PARITY_LIBRARY, else of ONNX Runtime 1.30 out of npm's package."""
        other = os.environ.get("BERTH_PARITY_LIBRARY") or NODE_LIBRARY
        if not pathlib.Path(other).exists():
            missing("onnxruntime-node 1.30 (scripts/setup --node)")
        self.compare(other)

    def test_handles_of_another_family(self):
        """ONNX Runtime cannot tell them; we do."""
        told = {call: code for call, code in outcomes(LIBRARY, True).items() if "/other family" in call}
        self.assertGreater(len(told), 80)
        # Without a look at any argument: what is not in this build. Settings of graphics interop are no handle.
        unasked = re.compile(r"GetOpaqueValue|InitGraphicsInterop|SessionOptionsAppendExecutionProvider_|\w*ProviderOptions")
        told = {call: code for call, code in told.items() if SIGNATURES[call.split("/")[0]].startswith("OrtStatus")}
        self.assertEqual({call: code for call, code in told.items() if code != INVALID_ARGUMENT and not unasked.match(call)}, {})
        self.assertFalse({call: code for call, code in told.items() if code in ("crash", "hangs")})


if __name__ == "__main__":
    unittest.main()
