"""Every operator case of the onnx package, held against tests/onnx/node.txt."""
import unittest

import onnx_cases
from common import LIBRARY


class OnnxCases(unittest.TestCase):
    def test_all_cases(self):
        lines = onnx_cases.manifest()
        results = onnx_cases.run(LIBRARY, onnx_cases.collect(), lines)
        unexpected, stale = onnx_cases.judge(results, lines)
        print(f"{len(results)} cases: {sum(result is None for result in results.values())} passed")
        self.assertEqual({}, {name: text for name, (_, text) in unexpected.items()}, "cases that fail without a line in node.txt")
        self.assertEqual({}, stale, "stale lines of node.txt")

    def test_manifest_is_sorted(self):
        names = list(onnx_cases.manifest())
        self.assertEqual(sorted(names), names)
