"""The models of the tests of other languages' packages."""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TYPES = {"float32": TensorProto.FLOAT, "float64": TensorProto.DOUBLE, "float16": TensorProto.FLOAT16, "int8": TensorProto.INT8,
         "uint8": TensorProto.UINT8, "int16": TensorProto.INT16, "uint16": TensorProto.UINT16, "int32": TensorProto.INT32,
         "uint32": TensorProto.UINT32, "int64": TensorProto.INT64, "uint64": TensorProto.UINT64, "bool": TensorProto.BOOL,
         "string": TensorProto.STRING}


def value(name, element, shape):
    return helper.make_tensor_value_info(name, element, shape)


def save(path, nodes, inputs, outputs, weights=(), opset=17, ir=8, domains=()):
    graph = helper.make_graph(nodes, path.stem, inputs, outputs, weights)
    opsets = [helper.make_opsetid("", opset), *(helper.make_opsetid(domain, 1) for domain in domains)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=ir), path)


def identity(path, types):
    save(path, [helper.make_node("Identity", [f"in_{name}"], [f"out_{name}"]) for name in types],
         [value(f"in_{name}", element, None) for name, element in types.items()],
         [value(f"out_{name}", element, None) for name, element in types.items()], opset=21, ir=10)


def save_all(folder):
    """What the programs load."""
    identity(folder / "types.onnx", TYPES)
    identity(folder / "four_bits.onnx", {"uint4": TensorProto.UINT4})
    x, y = value("x", TensorProto.FLOAT, ["batch", 3]), value("y", TensorProto.FLOAT, ["batch", 3])
    two = numpy_helper.from_array(np.array([2], np.float32), "two")
    twice = helper.make_node("Mul", ["x", "two"], ["y"], "twice")
    save(folder / "double.onnx", [twice, helper.make_node("Shape", ["x"], ["sizes"], "shape")], [x],
         [y, value("sizes", TensorProto.INT64, [2])], [two])
    save(folder / "unknown_operator.onnx", [helper.make_node("NoSuchOp", ["x"], ["y"], domain="my.domain")], [x], [y],
         domains=["my.domain"])
    save(folder / "gather.onnx", [helper.make_node("Gather", ["two", "index"], ["y"], "gather")],
         [value("index", TensorProto.INT64, [1])], [value("y", TensorProto.FLOAT, [1])], [two])
    row = value("x", TensorProto.FLOAT, [3])
    save(folder / "sequence.onnx", [helper.make_node("Identity", ["x"], ["y"]),
                                    helper.make_node("SequenceConstruct", ["x", "y"], ["parts"])], [row],
         [value("y", TensorProto.FLOAT, [3]), helper.make_tensor_sequence_value_info("parts", TensorProto.FLOAT, [3])])
    # Its weight is in a file that is not there; what the file would hold is in another.
    apart = TensorProto(name="two", data_type=TensorProto.FLOAT, dims=[1], data_location=TensorProto.EXTERNAL)
    apart.external_data.add(key="location", value="weights.bin")
    save(folder / "external.onnx", [twice], [x], [y], [apart])
    (folder / "held.bin").write_bytes(np.array([2], np.float32).tobytes())
    # 1 MB of weights, packed for the matrix product when the session is made.
    wide = numpy_helper.from_array(np.ones((3, 87381), np.float32), "wide")
    save(folder / "heavy.onnx", [helper.make_node("MatMul", ["x", "wide"], ["products"]),
                                 helper.make_node("ReduceMax", ["products"], ["y"], axes=[1])], [x],
         [value("y", TensorProto.FLOAT, ["batch", 1])], [wide])
