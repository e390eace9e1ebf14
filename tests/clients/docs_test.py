"""What the documentation shows, compiled and run as it stands there."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import numpy as np
import onnx
from common import ELEMENTWISE_EP, LIBRARY, SOURCE, blocks, compile_program, onnxruntime_library, plain_environment
from onnx import TensorProto, helper
from ortlib import Library, OrtError

SUFFIXES = {"c": ".c", "cpp": ".cc"}


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

    def probabilities(self, page):
        (printed,) = self.programs(page, 1)
        self.assertEqual([line.split(":")[0] for line in printed.splitlines()], [str(i) for i in range(10)])
        self.assertAlmostEqual(sum(float(line.split(":")[1]) for line in printed.splitlines()), 1, delta=0.01)

    def test_readme(self):
        self.probabilities("README.md")

    @unittest.skipUnless("BERTH_CLI" in os.environ, "built without the tool")
    def test_readme_output_of_the_main_job(self):
        """What README says the first command ends with, but for times, last digits, and the maker of the processor."""
        seen = run([os.environ["BERTH_CLI"], "run", "models/digits.onnx", "--input", "image=models/digits/7.png",
                    "--ep-library", ELEMENTWISE_EP, "--ep", "ElementwiseEp"])
        (shown,) = [text for language, text in blocks("README.md") if language == "" and "  device " in text]

        def plain(text):
            text = re.sub(r"^(  \w+) +(?:ms|[0-9.]+)$", r"\1", text, flags=re.M)   # long times make wide columns
            text = re.sub(r"(0\.\d\d\d)\d*", r"\1", text)
            return re.sub(r"^  CPU  \S*  ", "  CPU  ", text, flags=re.M)

        self.assertEqual(plain(seen), plain(shown))

    def test_getting_started_in_c(self):
        self.probabilities("docs/getting-started-c.md")

    def test_getting_started_in_cxx(self):
        self.probabilities("docs/getting-started-cxx.md")

    def quotes(self, page, sources):
        """Each block of C++ stands in one of the sources, whatever its indentation."""
        texts = ["\n".join(line.strip() for line in path.read_text().splitlines()) for path in sources]
        quoted = ["\n".join(line.strip() for line in text.splitlines()) for language, text in blocks(page) if language == "cpp"]
        self.assertGreater(len(quoted), 4, page)
        for quote in quoted:
            self.assertTrue(any(quote in text for text in texts), f"{page}: not in the examples:\n{quote}")

    def test_quotes_of_examples(self):
        examples = SOURCE / "docs" / "examples"
        self.quotes("docs/plugin-eps.md", [*examples.glob("*.cc"), *examples.glob("*.h")])
        self.quotes("docs/writing-an-ep.md", examples.glob("writing_an_ep/*.cc"))

    def test_links(self):
        pages = [SOURCE / "README.md", *SOURCE.glob("docs/*.md"), *SOURCE.glob("*/*/README.md"), *SOURCE.glob("*/README.md")]
        self.assertGreater(len(pages), 8)
        for page in pages:
            prose = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.M | re.S)
            for target in re.findall(r"\]\(([^)#]+)\)", prose):
                if "://" not in target:
                    self.assertTrue((page.parent / target).exists(), f"{page}: {target}")


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


@unittest.skipUnless("BERTH_EXAMPLES" in os.environ, "built without the examples")
class WritingAnEp(unittest.TestCase):
    """The steps of docs/writing-an-ep.md, in both libraries: x -> Relu -> a -> Tanh -> Sigmoid -> y, and Softmax(a) -> z."""

    X = np.array([[-2, -1, 0, 3]], np.float32)

    def model(self):
        wiring = (("Relu", "x", "a"), ("Tanh", "a", "t"), ("Sigmoid", "t", "y"), ("Softmax", "a", "z"))
        nodes = [helper.make_node(op, [a], [b], op) for op, a, b in wiring]
        values = {name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 4]) for name in "xyz"}
        graph = helper.make_graph(nodes, "unary", [values["x"]], [values["y"], values["z"]])
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8).SerializeToString()

    def groups(self, path, step, entries):
        """The groups that UnaryEp got."""
        library_file = LIBRARY.parent / f"libberth_example_ep_step_{step}.so"
        with Library(path) as library:
            library.register("unary", library_file)
            session = library.session(self.model(), "UnaryEp", entries)
            y, z = session.run({"x": self.X})
            a = np.maximum(self.X, 0)
            np.testing.assert_allclose(y, 1 / (1 + np.exp(-np.tanh(a))), rtol=1e-6)
            np.testing.assert_allclose(z, np.exp(a) / np.exp(a).sum(), rtol=1e-6)
            return sorted(op_types for name, op_types in session.groups() if name == "UnaryEp")

    def step(self, number, wanted, **entries):
        for path in (LIBRARY, onnxruntime_library()):
            self.assertEqual(self.groups(path, number, entries), wanted, path)

    def test_step_1_claims_nothing(self):
        self.step(1, [])

    def test_step_2_claims_nodes(self):
        self.step(2, [["Relu"], ["Sigmoid"], ["Tanh"]])

    def test_step_3_claims_chains(self):
        self.step(3, [["Relu"], ["Tanh", "Sigmoid"]])

    def test_step_4_takes_an_option(self):
        self.step(4, [["Relu"], ["Tanh", "Sigmoid"]])
        self.step(4, [["Relu"], ["Tanh"]], **{"ep.unaryep.operators": "Tanh,Relu"})
        for path in (LIBRARY, onnxruntime_library()):
            with self.assertRaises(OrtError) as caught:
                self.groups(path, 4, {"ep.unaryep.operators": "Sin"})
            self.assertIn('UnaryEp: operators: "Sin" seen; Relu, Sigmoid, Tanh wanted', caught.exception.text)
