"""Faulty models: Berth refuses what ONNX Runtime refuses, with the same code, but for the differences of docs/differences.md."""
import pathlib
import tempfile
import unittest

import load_faults
from common import LIBRARY, SOURCE, onnxruntime_library
from onnx import TensorProto
from ortlib import Library, OrtError, Session

OK, FAIL, INVALID_ARGUMENT, NOT_IMPLEMENTED, INVALID_GRAPH = 0, 1, 2, 9, 10

# Our code where it is another one, and why. docs/differences.md has the names.
DIFFERENCES = {
    "graph_without_anything": (OK, "a graph of nothing computes nothing"),
    "ir_version_-1": (FAIL, "there is no such version"),
    "ir_version_0": (FAIL, "there is no such version"),
    "opset_-1": (FAIL, "told by the import, not by the first node that uses it"),
    "opset_0": (FAIL, "told by the import, not by the first node that uses it"),
    f"opset_{2**40}": (FAIL, "told by the import, not by the first node that uses it"),
    "opset_1": (OK, "kernels are there for the operators of every opset"),
    "opset_5": (OK, "kernels are there for the operators of every opset"),
    "opset_of_other_domain_alone": (INVALID_GRAPH, "ONNX wants an import of every domain in use; the newest is no safe guess"),
    "operator_of_a_domain_without_import": (INVALID_GRAPH, "as above"),
    "outputs_none": (INVALID_GRAPH, "the node is looked at before the outputs of the graph"),
    "storage_size_overflows_in_bytes": (FAIL, "sizes overflow with one code, wherever they do"),
    "body_without_nodes_or_outputs": (FAIL, "a body needs no name; that it has no output is the fault"),
    "body_output_is_an_outer_value": (OK, "ONNX allows it"),
    "body_in_32_levels": (OK, "bodies may be nested deeper"),
    "body_in_50_levels": (OK, "bodies may be nested deeper"),
    "function_name_of_nothing": (INVALID_ARGUMENT, "as for a node of the graph"),
    "function_output_is_an_input": (OK, "ONNX allows it"),
    "function_input_twice": (FAIL, "told by the function, not by its call"),
}


def code_and_text(library, model):
    try:
        Session(library, model, None, {}).close()
        return OK, ""
    except OrtError as error:
        return error.code, error.text


class LoadFaults(unittest.TestCase):
    def test_codes_as_onnxruntime_gives_them(self):
        faults = load_faults.all_faults()
        with Library(LIBRARY) as library, Library(onnxruntime_library()) as other:
            for fault in faults:
                with self.subTest(fault.name):
                    seen, text = code_and_text(library, fault.model)
                    wanted, their_text = code_and_text(other, fault.model)
                    if fault.name in DIFFERENCES:
                        self.assertEqual(DIFFERENCES[fault.name][0], seen, text)
                        self.assertNotEqual(wanted, seen, "no difference any more: take it off the list")
                    else:
                        self.assertEqual(wanted, seen, f"{text}\nONNX Runtime: {their_text}")
                    self.assertEqual(seen == OK, not text)
        self.assertLessEqual(DIFFERENCES.keys(), {fault.name for fault in faults})
        self.assertGreater(len(faults), 180)

    def test_differences_are_documented(self):
        documented = (SOURCE / "docs" / "differences.md").read_text()
        for name in DIFFERENCES:
            self.assertIn(f"`{name}`", documented)

    def test_external_data_of_a_file(self):
        """Of a model in a file it is beside that file, and never outside of its folder."""
        with tempfile.TemporaryDirectory() as folder, Library(LIBRARY) as library, Library(onnxruntime_library()) as other:
            top = pathlib.Path(folder)
            (top / "models").mkdir()
            (top / "models" / "w.bin").write_bytes(bytes(8))
            (top / "models" / "short.bin").write_bytes(bytes(7))
            (top / "above.bin").write_bytes(bytes(8))
            (top / "models" / "link.bin").symlink_to(top / "above.bin")
            cases = {
                "right": (dict(location="w.bin"), OK),
                "right_with_offset_and_length": (dict(location="w.bin", offset="0", length="8"), OK),
                "right_through_a_folder": (dict(location="./../models/w.bin"), OK),
                "short": (dict(location="short.bin"), FAIL),
                "offset_beyond_the_end": (dict(location="w.bin", offset="4"), FAIL),
                "offset_far_beyond_the_end": (dict(location="w.bin", offset=str(2**62)), FAIL),
                "length_too_small": (dict(location="w.bin", length="4"), FAIL),
                "length_too_large": (dict(location="w.bin", length="12"), FAIL),
                "above": (dict(location="../above.bin"), FAIL),
                "link_to_above": (dict(location="link.bin"), FAIL),
                "absolute": (dict(location=str(top / "models" / "w.bin")), FAIL),
            }
            for name, (entries, wanted) in cases.items():
                with self.subTest(name):
                    path = top / "models" / f"{name}.onnx"
                    path.write_bytes(load_faults.outside(**entries).SerializeToString())
                    seen, text = code_and_text(library, path)
                    self.assertEqual(wanted, seen, text)
                    self.assertEqual(code_and_text(other, path)[0], seen)
                    if seen != OK:
                        self.assertIn('initializer "w"', text)

    def test_external_data_names_its_initializer(self):
        for entries in (dict(location="no_such_weights.bin"), dict(location="../w.bin"), dict(offset="0"),
                        dict(location="w", offset="zero")):
            with self.subTest(entries), Library(LIBRARY) as library:
                code, text = code_and_text(library, load_faults.outside(**entries).SerializeToString())
                self.assertEqual(FAIL, code, text)
                self.assertIn('initializer "w"', text)

    def test_external_data_must_be_an_initializers(self):
        model = load_faults.text("{ k = Constant<value = float[2] {1, 2}>() y = Add(x, k) }")
        tensor = model.graph.node[0].attribute[0].t
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="w.bin")
        with Library(LIBRARY) as library:
            code, text = code_and_text(library, model.SerializeToString())
            self.assertNotEqual(OK, code)
            self.assertIn("external data", text)


if __name__ == "__main__":
    unittest.main()
