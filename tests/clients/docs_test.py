"""What the documentation shows, compiled and run as it stands there."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from common import LIBRARY, SOURCE, compile_program, plain_environment

SUFFIXES = {"c": ".c", "cpp": ".cc"}


def blocks(page):
    """Language and text of each block of code."""
    return re.findall(r"^```(\w+)\n(.*?)^```$", (SOURCE / page).read_text(), re.M | re.S)


def run(command):
    done = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, timeout=120,
                          env=plain_environment(LD_LIBRARY_PATH=str(LIBRARY.parent)))
    if "is not implemented in this build of Berth" in done.stderr:
        raise unittest.SkipTest(done.stderr.strip())
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


class Pages(unittest.TestCase):
    def programs(self, page, count):
        """Runs each block that is a whole program, and gives what they print."""
        whole = [(language, text) for language, text in blocks(page) if language in SUFFIXES and "int main(" in text]
        self.assertEqual(len(whole), count, f"{page}: programs")
        printed = []
        with tempfile.TemporaryDirectory() as folder:
            for i, (language, text) in enumerate(whole):
                source = pathlib.Path(folder) / f"{i}{SUFFIXES[language]}"
                source.write_text(text)
                compile_program(source, source.with_suffix(""))
                printed.append(run([source.with_suffix("")]))
        return printed

    def test_readme(self):
        (printed,) = self.programs("README.md", 1)
        self.assertEqual([line.split(":")[0] for line in printed.splitlines()], [str(i) for i in range(10)])
        self.assertAlmostEqual(sum(float(line.split(":")[1]) for line in printed.splitlines()), 1, delta=0.01)


@unittest.skipUnless("BERTH_EXAMPLES" in os.environ, "built without the examples")
class Examples(unittest.TestCase):
    def example(self, name):
        lines = run([pathlib.Path(os.environ["BERTH_EXAMPLES"]) / f"berth_example_{name}"]).splitlines()
        digit = [i for i, line in enumerate(lines) if line.startswith("digit 2, probability 0.9")]
        self.assertEqual(len(digit), 1, lines)
        return lines[: digit[0]], lines[digit[0] + 1 :]

    def test_explicit_devices(self):
        devices, nodes = self.example("explicit_devices")
        self.assertTrue(devices[0].startswith("CPUExecutionProvider of Microsoft on device "), devices)
        self.assertTrue(any(line.startswith("ElementwiseEp of Berth on device ") for line in devices), devices)
        self.assertIn("ElementwiseEp: relu1", nodes)

    def test_policy(self):
        # The EPs of NPUs, which are none here or not registered, and those of the CPU.
        _, nodes = self.example("policy")
        self.assertIn("ElementwiseEp: relu1", nodes)

    def test_delegate(self):
        devices, nodes = self.example("delegate")
        self.assertRegex(devices[0], r"^[2-9] devices for model digits$")
        self.assertIn("ElementwiseEp: relu1", nodes)
