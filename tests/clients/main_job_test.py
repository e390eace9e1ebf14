"""The main job, as scripts/run does it, and what README.md shows of it."""

import re

from common import ELEMENTWISE_EP, MODELS
from tool import ToolTest


def shape_of(text):
    """Words alone: numbers, blanks and the machine's vendor differ from one machine to the next."""
    text = re.sub(r"(?m)^(  CPU +)\S+", r"\1vendor", text)
    return [re.sub(r"\s+", " ", re.sub(r"\d+(\.\d+)*", "#", line)).strip() for line in text.splitlines() if line.strip()]


class MainJob(ToolTest):
    def arguments(self, *more):
        return (
            "run",
            MODELS / "digits.onnx",
            "--input",
            f"image={MODELS / 'digits' / '7.png'}",
            "--ep-library",
            ELEMENTWISE_EP,
            "--ep",
            "ElementwiseEp",
            *more,
        )

    def test_json(self):
        report = self.report(*self.arguments())
        self.assertEqual([d["ep"] for d in report["devices"] if d["chosen"]], ["ElementwiseEp"])
        self.assertEqual({n["op_type"] for n in report["nodes"] if n["ep"] == "ElementwiseEp"}, {"Relu"})
        self.assertEqual(report["outputs"][0]["type"], "float[1,10]")
        self.assertEqual(report["outputs"][0]["top"][0]["index"], 7)
        self.assertGreater(report["outputs"][0]["top"][0]["value"], 0.9)
        self.assertEqual(list(report["times_ms"]), ["load", "partition", "plan", "run"])

    def test_text(self):
        text = self.done(*self.arguments())
        for word in (
            "CPUExecutionProvider",
            "ElementwiseEp",
            "chosen",
            "relu1",
            "did not claim it",
            "claimed it alone",
            "probabilities",
            "7: 0.9",
            "load",
            "partition",
            "run",
        ):
            self.assertIn(word, text)

    def test_readme_shows_what_it_prints(self):
        readme = (MODELS.parent / "README.md").read_text()
        shown = re.search(r"ends with:\n\n```\n(.*?)```", readme, re.S)[1]
        self.assertEqual(shape_of(shown), shape_of(self.done(*self.arguments())))
        self.assertRegex(shown, r"probabilities +float\[1,10\] +7: 0\.9")
