"""The nine CNN architectures of the onnx package's `light` data with seeded weights in place of its constant ones."""
import pathlib

import numpy as np
import onnx
from onnx import helper, numpy_helper, version_converter

NAMES = ["bvlc_alexnet", "densenet121", "inception_v1", "inception_v2", "resnet50", "shufflenet", "squeezenet", "vgg19", "zfnet512"]


def _weights(random, op_type, index, shape, residual):
    """Values for input `index` of an operator: He-initialised products, statistics near those of a trained network. Branches of a
    residual network are damped, so that its sums do not grow from block to block."""
    if op_type in ("Conv", "Gemm") and index == 1:
        fan_in = np.prod(shape[1:]) if op_type == "Conv" else shape[1] * (100 if residual else 1)
        return random.standard_normal(shape, np.float32) * np.float32(np.sqrt(2 / fan_in))
    if op_type == "BatchNormalization" and index == 4:
        return random.uniform(0.5, 1.5, shape)
    if (op_type == "BatchNormalization" and index == 1) or op_type == "Mul":
        return (0.5 if residual else 1) + 0.1 * random.standard_normal(shape)
    return 0.1 * random.standard_normal(shape)


def _first_use(graph):
    """By value name: operator and input index where it counts, looking through Unsqueeze."""
    uses = {}
    for node in reversed(graph.node):
        for index, name in enumerate(node.input):
            uses[name] = uses.get(node.output[0], (node.op_type, index)) if node.op_type == "Unsqueeze" else (node.op_type, index)
    return uses


def light(name):
    path = pathlib.Path(onnx.__file__).parent / "backend" / "test" / "data" / "light" / f"light_{name}.onnx"
    model = onnx.load(path)
    graph, random = model.graph, np.random.default_rng(100 + NAMES.index(name))
    shapes = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    uses, kept = _first_use(graph), []
    residual = any(node.op_type == "Sum" for node in graph.node)
    for node in graph.node:
        if node.op_type != "ConstantOfShape":
            kept.append(node)
            continue
        op_type, index = uses[node.output[0]]
        values = _weights(random, op_type, index, tuple(shapes[node.input[0]]), residual)
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float32), node.output[0]))
    used = {n for node in kept for n in node.input}
    initializers = [i for i in graph.initializer if i.name in used]
    names = {i.name for i in initializers}
    inputs = [i for i in graph.input if i.name in used and i.name not in names]
    graph = helper.make_graph(kept, name, inputs, list(graph.output), initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 9)], ir_version=8, producer_name="berth")
    return onnx.shape_inference.infer_shapes(version_converter.convert_version(model, 17))
