"""npm's onnxruntime-node on our library: its JavaScript gives what it gives on the library it comes with, and what is right."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import numpy as np
from binding_models import TYPES, save_all
from common import LIBRARY, MODELS, missing, plain_environment

HERE = pathlib.Path(__file__).parent
NODE_MODULES = pathlib.Path(os.environ["BERTH_NODE_MODULES"])
BINARIES = "bin/napi-v6/linux/x64"


def package(folder, library):
    """A copy of what the package runs on, with the library in place of its own, or with its own."""
    copy = folder / "node_modules"
    for name in ("onnxruntime-common", "onnxruntime-node"):
        shutil.copytree(NODE_MODULES / name / "dist", copy / name / "dist")
        shutil.copy(NODE_MODULES / name / "package.json", copy / name)
    target, source = copy / "onnxruntime-node" / BINARIES, NODE_MODULES / "onnxruntime-node" / BINARIES
    target.mkdir(parents=True)
    shutil.copy(source / "onnxruntime_binding.node", target)
    (target / "libonnxruntime.so.1").symlink_to(library or source / "libonnxruntime.so.1")
    return copy / "onnxruntime-node"


class Node(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if shutil.which("node") is None or not (NODE_MODULES / "onnxruntime-node").exists():
            missing("onnxruntime-node")

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def run_case(self, case, library, **environment):
        """What the case prints on a library, or on the package's own, and what the process writes to stderr."""
        folder = self.folder / ("ours" if library else "theirs")
        if not folder.exists():
            folder.mkdir()
            shutil.copy(MODELS / "digits.onnx", folder)
            save_all(folder)
        found = package(folder / f"with_{case}", library)
        inherited = dict(os.environ) if "BERTH_SANITIZE" in os.environ else plain_environment()
        done = subprocess.run(["node", "--expose-gc", HERE / "node" / "job.js", found, folder, case], capture_output=True,
                              text=True, timeout=300, env={**inherited, **environment})
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout), done.stderr

    def both(self, case):
        """On ours, which is to tell nothing on stderr, and on its own."""
        seen, told = self.run_case(case, LIBRARY.resolve())
        self.assertEqual(told, "")
        return seen, self.run_case(case, None)[0]

    def same(self, case):
        seen, wanted = self.both(case)
        self.assertEqual(seen, wanted)
        return seen

    def refused(self, seen, wanted, words):
        """Takes the refusals out of both: each of ours has its words in it, which are in those of the package's own too."""
        for name, text in words.items():
            for texts in (seen, wanted):
                self.assertIsInstance(texts[name], str, name)
                self.assertIn(text.lower(), texts.pop(name).lower(), name)

    def test_sessions_from_file_and_memory(self):
        seen, wanted = self.both("sources")
        self.assertEqual(list(seen), ["path", "buffer", "array", "part", "view", "options"])
        for name, source in seen.items():
            self.assertEqual(source["names"], [["image"], ["probabilities"]])
            self.assertEqual(source["metadata"], wanted[name]["metadata"])
            probabilities, theirs = (part["outputs"]["probabilities"] for part in (source, wanted[name]))
            np.testing.assert_allclose(probabilities.pop("data"), theirs.pop("data"), rtol=1e-4, atol=1e-6)
            self.assertEqual(probabilities, theirs)

    def test_types_of_tensors(self):
        seen = self.same("types")
        self.assertEqual([entry["type"] for entry in seen["metadata"]], list(TYPES))
        for run, dims in (("matrix", [2, 2]), ("scalar", []), ("empty", [0, 3])):
            self.assertEqual({tuple(tensor["dims"]) for tensor in seen[run].values()}, {tuple(dims)})
            self.assertEqual([tensor["type"] for tensor in seen[run].values()], list(TYPES))
        matrix = {name: tensor["data"] for name, tensor in seen["matrix"].items()}
        self.assertEqual(matrix["out_float32"], [0, 1.5, "Infinity", "NaN"])
        self.assertEqual(matrix["out_float64"], [1 / 3, -1e300, "-Infinity", 5e-324])
        self.assertEqual(matrix["out_int64"], [f"{number}n" for number in (-(2**63), -1, 0, 2**63 - 1)])
        self.assertEqual(matrix["out_uint64"], [f"{number}n" for number in (0, 1, 2**63, 2**64 - 1)])
        self.assertEqual(matrix["out_string"], ["", "word", "größer", "a\U0001f600b"])
        self.assertEqual(matrix["out_bool"], [1, 0, 0, 1])

    def test_types_that_the_package_refuses(self):
        seen, told = self.run_case("fourBits", LIBRARY.resolve())   # its own library has no such Identity
        self.assertEqual((seen["metadata"][0]["type"], told), ("uint4", ""))
        self.assertEqual(seen["refused"], "Tensor.type is not supported: uint4")

    def test_dynamic_shapes(self):
        seen, wanted = self.both("shapes")
        self.refused(seen, wanted, {"wrongWidth": "3", "wrongRank": "x"})
        self.assertEqual(seen, wanted)
        self.assertEqual(seen["metadata"][0][0]["shape"], ["batch", 3])
        for count, run in zip([1, 4, 2, 0, 100, 1], seen["runs"], strict=True):
            self.assertEqual((run["y"]["dims"], run["y"]["data"]), ([count, 3], list(range(0, 6 * count, 2))))
            self.assertEqual(run["sizes"]["data"], [f"{count}n", "3n"])

    def test_fetches(self):
        seen, wanted = self.both("fetches")
        self.refused(seen, wanted, {"wrongMemory": "output"})
        self.assertEqual(seen, wanted)
        self.assertEqual((seen["all"], seen["named"], seen["unset"]), (["y", "sizes"], ["sizes"], ["y"]))
        self.assertEqual(seen["memory"], [2, 4, 6])

    def test_errors(self):
        seen, told = self.run_case("refusals", LIBRARY.resolve())
        wanted, _ = self.run_case("refusals", None)
        self.assertEqual(told, "")
        self.refused(seen, wanted, {"noFile": "none.onnx failed:", "noModel": "protobuf parsing failed", "empty": "null",
                                    "noKernel": "Fatal error: my.domain:NoSuchOp(-1) is not a registered function/op",
                                    "wrongType": "Unexpected input data type", "inRun": "gather"})
        self.assertEqual(seen, wanted)
        self.assertEqual(seen["good"]["data"], [2, 4, 6])

    def test_other_kinds_of_values(self):
        seen = self.same("otherKinds")
        self.assertEqual([entry["isTensor"] for entry in seen["metadata"]], [True, False])
        self.assertEqual(seen["beside"]["y"]["data"], [1, 2, 3])

    def test_session_options(self):
        seen, told = self.run_case("sessionOptions", LIBRARY.resolve())
        wanted, _ = self.run_case("sessionOptions", None)
        # The package tells this itself.
        self.assertEqual(told.count("\n"), 1, told)
        self.assertIn('removing requested execution provider "no_such_provider"', told)
        self.refused(seen, wanted, {"cuda": "cuda", "noData": "weights.bin"})
        self.assertEqual(seen, wanted)
        refused = [name for name, result in seen.items() if isinstance(result, str)]
        self.assertEqual(refused, ["badThreads", "badMode", "badLevel", "badSeverity", "badExtra", "badLocation"])
        for name, result in seen.items():
            self.assertTrue(name in refused or result["data"] == [2, 4, 6], name)

    def test_run_options(self):
        seen = self.same("runOptions")
        refused = [name for name, result in seen.items() if isinstance(result, str)]
        self.assertEqual(refused, ["badSeverity", "badTag"])

    def test_profiles(self):
        self.assertEqual(self.same("profiles"), {"files": 1, "runs": 3, "kinds": ["Node", "Session"], "nodes": 3,
                                                 "operator": "Mul", "timed": True})

    def test_versions_and_backends(self):
        self.assertEqual(self.same("about")["versions"]["node"], "1.30.0")

    def test_levels_of_messages(self):
        seen, told = self.run_case("verbose", LIBRARY.resolve())
        self.assertEqual(seen["data"], [2, 4, 6])
        self.assertIn(":told ", told)

    def test_200_concurrent_runs(self):
        self.assertEqual(self.same("concurrent"), 200)

    def test_threads_with_sessions_of_their_own(self):
        self.assertEqual(self.same("workers"), [50, 50, 50, 50])

    def test_300_sessions_one_after_the_other(self):
        (warm, end), told = self.run_case("cycles", LIBRARY.resolve())
        self.assertEqual((told, end["files"], end["threads"]), ("", warm["files"], warm["threads"]))
        if "BERTH_SANITIZE" not in os.environ:   # which keeps what was freed
            self.assertLess(end["memory"] - warm["memory"], 4000, "kilobytes")   # the sessions hold 1 MB each

    def test_sessions_that_nobody_releases(self):
        self.assertEqual(self.same("unreleased"), "left")

    def test_library_path_comes_before_the_folder_of_the_package(self):
        folder = self.folder / "library"
        folder.mkdir()
        (folder / "libonnxruntime.so.1").symlink_to(LIBRARY.resolve())
        maps, told = self.run_case("libraries", None, LD_LIBRARY_PATH=str(folder))
        self.assertEqual((maps, told), ([str(LIBRARY.resolve())], ""))
