"""Status codes and results of our library and ONNX Runtime's, function by function: legal calls, nulls, unknown names, wrong
sizes. BERTH_PARITY_LIBRARY names another library of ONNX Runtime than that of the Python package."""
import os
import re
import subprocess
import sys
import unittest

from common import LIBRARY, SOURCE, onnxruntime_library
from parity_cases import SIGNATURES

# Calls that end otherwise on purpose; docs/differences.md says why. Each a pattern of "function/variant".
DIFFERENCES = ["CopyTensors/legal", "CreateSparseTensorWithValuesAsOrtValue/null 1",
               r"CreateTensorWithData\w*AsOrtValue/(legal|null 1|zero 4)",
               r"CreateEnv(WithGlobalThreadPools)?/(unknown 0|null \d)", r"UpdateEnvWithCustomLogLevel/.*",
               r"(SessionOptionsSetEpSelectionPolicy|CreateMemoryInfo_V2|CreateHardwareDevice)/unknown \d", "Run/zero 4",
               "AddCustomOpDomain/null 1", "CustomOpDomain_Add/legal", r"RegisterCustomOps\w+/null 0", r"Node_Get\w+/.*",
               "Graph_GetParentNode/legal", r"ValueInfo_\w+/.*"]


INVALID_ARGUMENT, RUNTIME_EXCEPTION = "2", "6"


def outcomes(library, own):
    done = subprocess.run([sys.executable, "-B", "parity_cases.py", library, str(int(own))], capture_output=True, text=True,
                          timeout=300)
    assert done.returncode == 0, done.stderr
    return dict(line.split("\t") for line in done.stdout.splitlines())


class Parity(unittest.TestCase):
    def test_status_codes(self):
        wanted, seen = outcomes(os.environ.get("BERTH_PARITY_LIBRARY") or onnxruntime_library(), False), outcomes(LIBRARY, False)
        self.assertEqual(list(seen), list(wanted))
        agree, crashes, exceptions, listed, wrong = 0, 0, 0, 0, []
        unused = set(DIFFERENCES)
        for call, code in seen.items():
            pattern = next((p for p in DIFFERENCES if re.fullmatch(p, call)), None)
            if code == wanted[call]:
                agree += 1
            elif wanted[call] in ("crash", "hangs") and code not in ("crash", "hangs"):
                crashes += 1
            elif (wanted[call], code) == (RUNTIME_EXCEPTION, INVALID_ARGUMENT) and "/null" in call:
                exceptions += 1   # out of the C++ library, which was given a null for a text
            elif pattern is not None and code not in ("crash", "hangs"):
                listed += 1
                unused.discard(pattern)
            else:
                wrong.append(f"{call}: {code} seen, {wanted[call]} wanted")
        functions = len({call.split("/")[0] for call in seen})
        print(f"{len(seen)} calls of {functions} functions: {agree} end alike, {crashes} crash ONNX Runtime alone, {exceptions} "
              f"end there with an exception of the C++ library, {listed} differ on purpose")
        self.assertFalse(wrong, "\n".join(wrong))
        self.assertFalse(unused, "nothing differs any more")
        self.assertGreater(agree, 900)
        self.assertGreater(functions, 380)
        told = (SOURCE / "docs" / "differences.md").read_text()
        for call in seen:
            name = call.split("/")[0]
            differs = seen[call] != wanted[call] and wanted[call] not in ("crash", "hangs")
            if differs and any(re.fullmatch(p, call) for p in DIFFERENCES):
                self.assertRegex(told, rf"`{name}`|`{name.split('_')[0]}_\.\.\.`", "docs/differences.md")

    def test_handles_of_another_family(self):
        """ONNX Runtime cannot tell them; we do."""
        told = {call: code for call, code in outcomes(LIBRARY, True).items() if "/other family" in call}
        self.assertGreater(len(told), 80)
        # Without a look at any argument: what is not in this build.
        unasked = re.compile(r"GetOpaqueValue|SessionOptionsAppendExecutionProvider_|\w*ProviderOptions")
        told = {call: code for call, code in told.items() if SIGNATURES[call.split("/")[0]].startswith("OrtStatus")}
        self.assertEqual({call: code for call, code in told.items() if code != INVALID_ARGUMENT and not unasked.match(call)}, {})
        self.assertFalse({call: code for call, code in told.items() if code in ("crash", "hangs")})


if __name__ == "__main__":
    unittest.main()
