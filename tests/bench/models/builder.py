"""A graph under construction: nodes and seeded weights, with names made up as it goes. Opset 17, IR 8, float32."""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17


class Builder:
    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.nodes, self.initializers, self.inputs, self.outputs = [], [], [], []
        self.count = 0

    def name(self, hint):
        self.count += 1
        return f"{hint}_{self.count}"

    def input(self, name, shape, elem=TensorProto.FLOAT):
        self.inputs.append(helper.make_tensor_value_info(name, elem, shape))
        return name

    def output(self, name, shape, elem=TensorProto.FLOAT):
        self.outputs.append(helper.make_tensor_value_info(name, elem, shape))

    def const(self, array, hint="const"):
        name = self.name(hint)
        self.initializers.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name

    def ints(self, *values):
        return self.const(np.array(values, np.int64), "shape")

    def number(self, value):
        return self.const(np.array(value, np.float32), "number")

    def normal(self, *shape, scale=None):
        """Weights: normal with the given deviation, by default 1 / sqrt(fan in)."""
        scale = scale if scale is not None else 1 / np.sqrt(shape[0] if len(shape) == 2 else np.prod(shape[1:]))
        return self.const(self.random.standard_normal(shape, np.float32) * np.float32(scale), "weight")

    def op(self, op_type, *inputs, outputs=1, **attributes):
        names = [self.name(op_type.lower()) for _ in range(outputs)]
        self.nodes.append(helper.make_node(op_type, list(inputs), names, name=self.name(op_type), **attributes))
        return names[0] if outputs == 1 else names

    def rename_last(self, name):
        """Gives the last node's output a name of its own: a graph output."""
        self.nodes[-1].output[0] = name
        return name

    # Pieces that several models share.
    def linear(self, x, rows, columns):
        return self.op("Add", self.op("MatMul", x, self.normal(rows, columns)), self.normal(columns, scale=0.02))

    def layer_norm(self, x, width):
        scale = self.const((1 + 0.1 * self.random.standard_normal(width)).astype(np.float32))
        return self.op("LayerNormalization", x, scale, self.normal(width, scale=0.02), axis=-1, epsilon=1e-5)

    def gelu(self, x):
        half = self.op("Mul", x, self.number(0.5))
        inner = self.op("Erf", self.op("Div", x, self.number(np.sqrt(2))))
        return self.op("Mul", half, self.op("Add", inner, self.number(1)))

    def heads(self, x, heads, width):
        """[batch, sequence, width] to [batch, heads, sequence, width / heads]."""
        x = self.op("Reshape", x, self.ints(0, 0, heads, width // heads))
        return self.op("Transpose", x, perm=[0, 2, 1, 3])

    def attend(self, q, k, v, width, heads, mask=None):
        k = self.op("Transpose", k, perm=[0, 1, 3, 2])
        scores = self.op("Div", self.op("MatMul", q, k), self.number(np.sqrt(width // heads)))
        if mask is not None:
            scores = self.op("Add", scores, mask)
        mixed = self.op("MatMul", self.op("Softmax", scores, axis=-1), v)
        mixed = self.op("Transpose", mixed, perm=[0, 2, 1, 3])
        return self.op("Reshape", mixed, self.ints(0, 0, width))

    def self_attention(self, x, width, heads, mask=None):
        q, k, v = (self.heads(self.linear(x, width, width), heads, width) for _ in range(3))
        return self.linear(self.attend(q, k, v, width, heads, mask), width, width)

    def feed_forward(self, x, width, inner):
        return self.linear(self.gelu(self.linear(x, width, inner)), inner, width)

    def model(self, name):
        graph = helper.make_graph(self.nodes, name, self.inputs, self.outputs, self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8, producer_name="berth")
        onnx.checker.check_model(model)
        return onnx.shape_inference.infer_shapes(model)
