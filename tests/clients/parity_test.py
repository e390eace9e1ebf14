"""Status codes of our library and ONNX Runtime's, function by function: legal calls, nulls, unknown names, wrong sizes."""
import re
import subprocess
import sys
import unittest

from common import LIBRARY, SOURCE, onnxruntime_library

# Calls that end otherwise on purpose; docs/differences.md says why. Each a pattern of "function/variant".
DIFFERENCES = ["CopyTensors/legal", "CreateSparseTensorWithValuesAsOrtValue/null 1"]


def outcomes(library, own):
    done = subprocess.run([sys.executable, "-B", "parity_cases.py", library, str(int(own))], capture_output=True, text=True,
                          timeout=300)
    assert done.returncode == 0, done.stderr
    return dict(line.split("\t") for line in done.stdout.splitlines())


class Parity(unittest.TestCase):
    def test_status_codes(self):
        wanted, seen = outcomes(onnxruntime_library(), False), outcomes(LIBRARY, False)
        self.assertEqual(list(seen), list(wanted))
        agree, crashes, listed, wrong = 0, 0, 0, []
        unused = set(DIFFERENCES)
        for call, code in seen.items():
            pattern = next((p for p in DIFFERENCES if re.fullmatch(p, call)), None)
            if code == wanted[call]:
                agree += 1
            elif wanted[call] in ("crash", "hangs") and code not in ("crash", "hangs"):
                crashes += 1
            elif pattern is not None and code not in ("crash", "hangs"):
                listed += 1
                unused.discard(pattern)
            else:
                wrong.append(f"{call}: {code} seen, {wanted[call]} wanted")
        print(f"{len(seen)} calls: {agree} end alike, {crashes} crash ONNX Runtime alone, {listed} differ on purpose")
        self.assertFalse(wrong, "\n".join(wrong))
        self.assertFalse(unused, "nothing differs any more")
        self.assertGreater(agree, 200)
        told = (SOURCE / "docs" / "differences.md").read_text()
        for pattern in DIFFERENCES:
            name = re.match(r"\w+", pattern)[0]
            self.assertIn(name, told, "docs/differences.md")

    def test_handles_of_another_family(self):
        """ONNX Runtime cannot tell them; we do."""
        told = {call: code for call, code in outcomes(LIBRARY, True).items() if "/other family" in call}
        self.assertGreater(len(told), 80)
        # Without a status, or without a look at any argument.
        unasked = re.compile("Clear|GetOpaqueValue|SessionOptionsAppendExecutionProvider_")
        self.assertEqual({call: code for call, code in told.items() if code != "2" and not unasked.match(call)}, {})
        self.assertFalse({call: code for call, code in told.items() if code in ("crash", "hangs")})


if __name__ == "__main__":
    unittest.main()
