"""The berth tool: the main job and wrong command lines."""
import json
import os
import subprocess
import unittest

from common import ELEMENTWISE_EP, MODELS


def berth(*arguments):
    return subprocess.run([os.environ["BERTH_CLI"], *map(str, arguments)], capture_output=True, text=True, timeout=120)


@unittest.skipUnless("BERTH_CLI" in os.environ, "built without the tool")
class MainJob(unittest.TestCase):
    def main_job(self, *more):
        return berth("run", MODELS / "digits.onnx", "--input", f"image={MODELS / 'digits' / '7.png'}", "--ep-library", ELEMENTWISE_EP,
                     "--ep", "ElementwiseEp", *more)

    def test_json(self):
        done = self.main_job("--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual([d["ep"] for d in report["devices"] if d["chosen"]], ["ElementwiseEp"])
        self.assertEqual({n["op_type"] for n in report["nodes"] if n["ep"] == "ElementwiseEp"}, {"Relu"})
        self.assertEqual(report["outputs"][0]["type"], "float[1,10]")
        self.assertEqual(report["outputs"][0]["top"][0]["index"], 7)
        self.assertGreater(report["outputs"][0]["top"][0]["value"], 0.9)
        self.assertEqual(list(report["times_ms"]), ["load", "partition", "plan", "run"])

    def test_text(self):
        done = self.main_job()
        self.assertEqual(done.returncode, 0, done.stderr)
        for word in ("devices", "ElementwiseEp", "<- chosen", "relu1", "claimed by no EP", "probabilities", "7: 0.9", "partition"):
            self.assertIn(word, done.stdout)

    def test_wrong_command_line_is_2(self):
        self.assertEqual(berth("run").returncode, 2)
        self.assertEqual(berth("fly").returncode, 2)
        self.assertEqual(berth("--help").returncode, 0)

    def test_what_fails_is_1_and_named(self):
        for arguments, text in (
            (["run", "no.onnx"], "no.onnx"),
            (["run", MODELS / "digits.onnx", "--input", "picture=random"], "picture"),
            (["run", MODELS / "digits.onnx", "--ep-library", "no.so"], "no.so"),
            (["run", MODELS / "digits.onnx", "--ep-library", ELEMENTWISE_EP, "--ep", "Other"], "ElementwiseEp"),
        ):
            done = berth(*arguments)
            self.assertEqual(done.returncode, 1)
            self.assertIn(text, done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
