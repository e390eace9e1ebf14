"""The models with inputs and outputs that the onnx package brings as files: `simple` and those exported from PyTorch, all of them."""
import pathlib
import unittest
from types import SimpleNamespace

import onnx
import onnx_cases
from common import LIBRARY
from ortlib import Library

DATA = pathlib.Path(onnx.__file__).parent / "backend" / "test" / "data"


def value(path, info):
    """Of a file: in the protocol of the type that the model declares."""
    kinds = {"sequence_type": (onnx.SequenceProto, onnx.numpy_helper.to_list),
             "optional_type": (onnx.OptionalProto, onnx.numpy_helper.to_optional)}
    proto, read = kinds.get(info.type.WhichOneof("value"), (onnx.TensorProto, onnx.numpy_helper.to_array))
    return read(proto.FromString(path.read_bytes()))


def case(folder):
    model = onnx.load(folder / "model.onnx")

    held = {initializer.name for initializer in model.graph.initializer}
    inputs = [info for info in model.graph.input if info.name not in held]
    del model.graph.input[:]
    model.graph.input.extend(inputs)

    def values(data, kind, infos):
        assert len(list(data.glob(f"{kind}_*"))) == len(infos), f"{data}: {len(infos)} {kind}s wanted"
        return [value(data / f"{kind}_{i}.pb", info) for i, info in enumerate(infos)]

    data_sets = [(values(data, "input", inputs), values(data, "output", model.graph.output))
                 for data in sorted(folder.glob("test_data_set_*"))]
    assert data_sets, f"{folder}: no data"
    return SimpleNamespace(name=folder.name, model=model, data_sets=data_sets)


class OnnxData(unittest.TestCase):
    def run_all(self, kind, count):
        with Library(LIBRARY) as library:
            folders = sorted(path for path in (DATA / kind).iterdir() if path.is_dir())
            failures = {folder.name: onnx_cases.run_case(library, case(folder)) for folder in folders}
        self.assertEqual(count, len(folders))
        self.assertEqual({}, {name: result for name, result in failures.items() if result})

    def test_simple(self):
        self.run_all("simple", 23)

    def test_pytorch_operator(self):
        self.run_all("pytorch-operator", 35)

    def test_pytorch_converted(self):
        self.run_all("pytorch-converted", 82)


if __name__ == "__main__":
    unittest.main()
