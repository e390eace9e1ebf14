"""Gradient: what its nodes compute against differences that ONNX's reference evaluator gives, and against calculation by hand."""
import unittest

import numpy as np
import onnx
from common import LIBRARY
from onnx import TensorProto, helper, numpy_helper
from onnx.helper import make_node
from onnx.reference import ReferenceEvaluator
from op_check import seeded
from ortlib import Library, OrtError

DOMAIN = "ai.onnx.preview.training"
NOT_IMPLEMENTED, INVALID_GRAPH, FAIL = 9, 10, 1


def ints(*values):
    return np.array(values, np.int64)


def positive(*shape):
    return ("positive", shape)


def inside(*shape):
    """Within (-0.8, 0.8)."""
    return ("inside", shape)


def apart(*shape):
    """No two alike, and none near a small whole number."""
    return ("apart", shape)


def any_(*shape):
    return ("any", shape)


def node(op_type, *inputs, opset=21, outputs=1, ours=False, **attributes):
    """A row: the operator, its inputs (drawn ones are differentiated), attributes. `ours`: the reference fails, or has too few
    digits, so that the differences are of what the library computes."""
    return op_type, inputs, opset, outputs, ours, attributes


ROWS = [
    *[node(op, any_(2, 3)) for op in ("Neg", "Exp", "Sin", "Cos", "Sinh", "Cosh", "Tanh", "Atan", "Asinh", "Sigmoid",
                                      "Softplus", "Softsign", "Identity", "Mish", "Tan")],
    *[node(op, any_(2, 3), ours=True) for op in ("Erf", "Gelu")],
    *[node(op, apart(2, 3)) for op in ("Abs", "Relu", "Elu", "Selu", "LeakyRelu", "HardSigmoid", "HardSwish", "Floor",
                                       "Ceil", "Round", "Sign", "Reciprocal", "Shrink", "ThresholdedRelu")],
    *[node(op, positive(2, 3)) for op in ("Log", "Sqrt")],
    *[node(op, inside(2, 3)) for op in ("Asin", "Acos", "Atanh")],
    node("Celu", apart(2, 3), opset=28, alpha=1.5), node("Acosh", np.array([1.5, 2.0, 7.0])),
    node("Gelu", any_(4), approximate="tanh"),
    node("Swish", any_(2, 3), opset=24, alpha=0.7),
    *[node(op, apart(*a), apart(*b)) for op in ("Add", "Sub", "Mul", "Div", "Max", "Min", "Sum", "Mean", "PRelu")
      for a, b in (((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1, 3), (1, 3)), ((2, 3), ()))],
    *[node(op, apart(2, 1), apart(4), apart(3, 1, 1), ours=op == "Mean") for op in ("Max", "Min", "Sum", "Mean")],
    *[node(op, apart(1, 3), apart(2, 1)) for op in ("Add", "Mul", "Div")],
    node("Add", apart(2, 3), apart(3), opset=7), node("Max", apart(2, 3), apart(3), opset=8),
    node("Pow", positive(2, 3), any_(3)), node("Pow", any_(2, 3), np.array(2.0)), node("Pow", any_(2, 3), ints(3, 2, 0)),
    node("Mod", apart(2, 3), apart(3), fmod=1),
    node("Where", np.array([[True], [False]]), any_(3), any_(2, 1)),
    node("Clip", apart(3, 3), np.array(-0.9), np.array(1.3)), node("Clip", apart(3, 3), None, np.array(1.3)),
    node("Clip", apart(3, 3), opset=10, min=-0.9, max=1.3),
    node("Cast", any_(2, 3), to=TensorProto.DOUBLE), node("Cast", any_(2, 3), to=TensorProto.INT32),
    node("MatMul", any_(2, 3), any_(3, 4)), node("MatMul", any_(3), any_(3)), node("MatMul", any_(3), any_(3, 2)),
    node("MatMul", any_(2, 3), any_(3)), node("MatMul", any_(5, 2, 3), any_(3)), node("MatMul", any_(3), any_(2, 3, 4)),
    node("MatMul", any_(2, 1, 2, 3), any_(4, 3, 2)), node("MatMul", any_(2, 3), any_(4, 3, 1)),
    *[node("Gemm", any_(*((4, 2) if a else (2, 4))), any_(*((3, 4) if b else (4, 3))), any_(*c), alpha=0.5, beta=2.0, transA=a,
           transB=b) for a in (0, 1) for b in (0, 1) for c in ((3,), (2, 1), ())],
    node("Gemm", any_(2, 4), any_(4, 3)),
    node("Einsum", any_(2, 3), any_(3, 4), equation="ij,jk->ki"), node("Einsum", any_(2, 3), any_(2, 3), equation="ij, ij -> i"),
    *[node(op, positive(2, 3, 2), ints(*axes), opset=18, keepdims=keep)
      for op in ("ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum",
                 "ReduceLogSumExp", "ReduceSumSquare") for axes, keep in (((1,), 1), ((0, -1), 0))],
    *[node(op, positive(2, 3), opset=18) for op in ("ReduceSum", "ReduceMean", "ReduceMax", "ReduceLogSumExp")],
    *[node(op, positive(2, 3), opset=11, axes=[1], keepdims=0) for op in ("ReduceSum", "ReduceMax", "ReduceProd", "ReduceL2")],
    node("ReduceSum", any_(2, 3), ints(), opset=18, noop_with_empty_axes=1),
    node("ReduceProd", np.array([[0.0, 2, 3], [0, 0, 1], [2, 3, 4]]), ints(1), opset=18),
    *[node("CumSum", any_(2, 3), np.array(1), exclusive=e, reverse=r) for e in (0, 1) for r in (0, 1)],
    *[node(op, any_(2, 3, 2), opset=opset, axis=axis, ours=opset == 11) for op in ("Softmax", "LogSoftmax")
      for opset, axis in ((13, 1), (13, -1), (11, 1), (11, -1))],
    node("RMSNormalization", any_(2, 4), any_(4), opset=23, stash_type=11, ours=True),
    node("GroupNormalization", any_(1, 4, 3), any_(4), any_(4), num_groups=2, stash_type=11),
    node("BatchNormalization", any_(2, 3, 2), any_(3), any_(3), any_(3), positive(3)),
    node("BatchNormalization", any_(2, 3), any_(3), any_(3), any_(3), positive(3)),
    node("Reshape", any_(2, 3), ints(3, -1)), node("Flatten", any_(2, 3, 2), axis=2), node("Squeeze", any_(1, 3, 1), ints(0)),
    node("Squeeze", any_(1, 3), opset=11, axes=[0]), node("Unsqueeze", any_(2, 3), ints(0, -1)),
    node("Transpose", any_(2, 3, 4), perm=[1, 2, 0]), node("Transpose", any_(2, 3)), node("Expand", any_(2, 1), ints(4, 1, 3)),
    node("Concat", any_(2, 3), any_(2, 1), axis=1), node("Concat", any_(2), any_(1), any_(0), axis=-1),
    node("Split", any_(2, 5), ints(2, 3), outputs=2, axis=1), node("Slice", any_(4, 5), ints(3, 0), ints(-9, 4), ints(0, 1),
                                                                   ints(-2, 3)),
    node("Slice", any_(4, 5), opset=9, starts=[1], ends=[3]), node("Gather", any_(4, 2), ints(1, 1, -4), axis=0),
    node("Gather", any_(2, 4), np.array([[0, 3]]), axis=1), node("GatherElements", any_(3, 2), np.array([[0, 0], [2, -1]]),
                                                                 axis=0),
    node("GatherND", any_(3, 2), np.array([[0, 1], [0, 1], [2, 0]])), node("Tile", any_(2, 3), ints(2, 2)),
    node("Pad", any_(2, 3), ints(1, 0, 0, 2), np.array(1.5)), node("Pad", any_(2, 3), ints(0, -1, 1, 0), ours=True),
    node("Pad", any_(2, 3), ints(1, 2, 0, 1), mode="reflect"), node("Pad", any_(2, 3), ints(1, 2, 0, 1), mode="edge"),
    node("DepthToSpace", any_(1, 8, 1, 2), blocksize=2), node("SpaceToDepth", any_(1, 1, 4, 2), blocksize=2),
    node("ReverseSequence", any_(3, 2), ints(2, 3)), node("Compress", any_(2, 3), np.array([False, True, True]), axis=1),
    node("CenterCropPad", any_(2, 5), ints(4, 3)), node("Trilu", any_(3, 3), upper=0), node("Dropout", any_(2, 3)),
    node("TopK", apart(2, 4), ints(2), outputs=2),
    node("ScatterElements", any_(3, 2), np.array([[2, 0]]), any_(1, 2), axis=0),
    node("ScatterElements", any_(3, 2), np.array([[1, 0], [1, 2]]), any_(2, 2), axis=0, reduction="add"),
    node("ScatterND", any_(3, 2), np.array([[2], [0]]), any_(2, 2)), node("ScatterND", any_(3), np.array([[2], [2]]), any_(2),
                                                                          reduction="add"),
    node("Conv", any_(2, 2, 5), any_(3, 2, 3), any_(3)), node("Conv", any_(1, 2, 6), any_(2, 2, 2), strides=[3], pads=[1, 0]),
    node("Conv", any_(2, 4, 5, 4), any_(6, 2, 2, 3), group=2, strides=[2, 1], pads=[1, 0, 0, 2], dilations=[1, 2]),
    node("Conv", any_(1, 1, 5, 5), any_(2, 1, 3, 2), strides=[2, 2], auto_pad="SAME_UPPER"),
    node("Conv", any_(1, 3, 5), any_(3, 1, 2), group=3, auto_pad="SAME_LOWER"), node("Conv", any_(1, 1, 5), any_(1, 1, 2),
                                                                                     auto_pad="VALID"),
    node("ConvTranspose", any_(2, 3, 4), any_(3, 2, 3), any_(2), strides=[2], pads=[1, 0], output_padding=[1]),
    node("ConvTranspose", any_(1, 4, 3, 2), any_(4, 2, 2, 2), group=2, dilations=[2, 1], ours=True),
    node("AveragePool", any_(2, 2, 5, 4), kernel_shape=[2, 3], strides=[2, 1], pads=[1, 1, 0, 1]),
    node("AveragePool", any_(1, 2, 6), kernel_shape=[3], pads=[1, 1], count_include_pad=1),
    node("MaxPool", apart(2, 2, 5, 4), kernel_shape=[2, 2], strides=[1, 2], pads=[1, 0, 0, 0]),
    node("GlobalAveragePool", any_(2, 3, 2, 2)), node("GlobalMaxPool", apart(2, 3, 2, 2)),
    node("SoftmaxCrossEntropyLoss", any_(3, 4), ints(1, 0, 3)), node("NegativeLogLikelihoodLoss", any_(3, 4), ints(1, 0, 3),
                                                                     reduction="sum"),
]


def draw(rng, what, shape):
    values = rng.uniform(-2, 2, shape)
    if what == "positive":
        values = np.abs(values) + 0.3
    elif what == "inside":
        values *= 0.4
    elif what == "apart":
        count = int(np.prod(shape))
        values = ((rng.permutation(count) - count // 2) * 0.37 + 0.171 + rng.uniform(0, 0.1)).reshape(shape)
    return np.asarray(values, np.float64)


def infos(values, shaped):
    return [helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(value.dtype),
                                          value.shape if shaped else [None] * value.ndim) for name, value in values.items()]


def opsets(opset):
    return [helper.make_opsetid("", opset), helper.make_opsetid(DOMAIN, 1)]


def gradient(xs, y, outputs, zs=(), inputs=None):
    return make_node("Gradient", [*(inputs or [*xs, *zs])], outputs, "gradient", domain=DOMAIN, xs=list(xs), y=y,
                            **({"zs": list(zs)} if zs else {}))


class Weighted:
    """sum(operator(inputs) * weights): a number that depends on every element of the operator's first output."""

    def __init__(self, row, library):
        op_type, inputs, self.opset, outputs, ours, attributes = row
        self.library = library if ours else None
        rng = seeded(str(row))
        self.values, self.xs, names = {}, [], []
        for i, given in enumerate(inputs):
            names.append("" if given is None else f"x{i}")
            if given is None:
                continue
            self.values[names[-1]] = draw(rng, *given) if isinstance(given, tuple) else given
            if self.values[names[-1]].dtype == np.float64:
                self.xs.append(names[-1])
        self.nodes = [make_node(op_type, names, [f"r{i}" for i in range(outputs)], "node", **attributes)]
        result = self.function("r0")(self.values)
        whole = result.dtype.kind == "i"
        self.weights = numpy_helper.from_array(rng.uniform(0.5, 2, result.shape), "weights")
        cast = [make_node("Cast", ["r0"], ["f"], to=TensorProto.DOUBLE)] if whole else []
        self.nodes += [*cast, make_node("Mul", ["f" if whole else "r0", "weights"], ["y"])]

    def model(self, outputs, more=(), shaped=True):
        held = [self.weights] if len(self.nodes) > 1 else []
        graph = helper.make_graph([*self.nodes, *more], "g", infos(self.values, shaped),
                                  [onnx.ValueInfoProto(name=name) for name in outputs], held)
        return helper.make_model(graph, opset_imports=opsets(self.opset), ir_version=10)

    def function(self, output):
        """Of the inputs' values: an output, as the reference computes it."""
        if self.library is not None:
            session = self.library.session(self.model([output]).SerializeToString(), threads=1)
            return lambda values: session.run(values)[0]
        evaluator = ReferenceEvaluator(self.model([output]))
        return lambda values: np.asarray(evaluator.run(None, values)[0])

    def differences(self, name, step=1e-5):
        """Of the sum, for each element of an input."""
        evaluate, at = self.function("y"), self.values[name]
        slopes = np.zeros(at.shape)
        for place in np.ndindex(at.shape):
            sums = []
            for sign in (1, -1):
                moved = at.copy()
                moved[place] += sign * step
                sums.append(np.sum(evaluate({**self.values, name: moved})))
            slopes[place] = (sums[0] - sums[1]) / (2 * step)
        return slopes


class GradientOfOperators(unittest.TestCase):
    def setUp(self):
        self.library = Library(LIBRARY)
        self.addCleanup(self.library.close)

    def run_model(self, model, feeds):
        return self.library.session(model.SerializeToString(), threads=1).run(feeds)

    def gradients(self, weighted, shaped):
        outputs = [f"d{name}" for name in weighted.xs]
        return self.run_model(weighted.model(outputs, [gradient(weighted.xs, "y", outputs)], shaped), weighted.values)

    def label(self, row):
        op_type, inputs, opset, _, _, attributes = row
        shapes = [np.shape(value) if isinstance(value, np.ndarray) else value for value in inputs]
        return self.subTest(op_type, inputs=shapes, opset=opset, **attributes)

    def test_rules(self):
        for row in ROWS:
            with self.label(row):
                weighted = Weighted(row, self.library)
                for name, seen in zip(weighted.xs, self.gradients(weighted, shaped=True), strict=True):
                    self.assertEqual(np.float64, seen.dtype)
                    np.testing.assert_allclose(seen, weighted.differences(name), 1e-6, 1e-7, err_msg=f"d{name}")

    def test_shapes_known_at_run_time(self):
        # A window that pads itself needs the sizes.
        for row in (row for row in ROWS if not str(row[5].get("auto_pad", "")).startswith("SAME")):
            with self.label(row):
                weighted = Weighted(row, self.library)
                for wanted, seen in zip(self.gradients(weighted, True), self.gradients(weighted, False), strict=True):
                    np.testing.assert_allclose(seen, wanted, 1e-12, 1e-12)


class GradientOfGraphs(unittest.TestCase):
    def setUp(self):
        self.library = Library(LIBRARY)
        self.addCleanup(self.library.close)

    def model(self, nodes, feeds, outputs, opset=18, functions=()):
        graph = helper.make_graph(nodes, "g", infos(feeds, True), [onnx.ValueInfoProto(name=name) for name in outputs])
        imports = [*opsets(opset), *[helper.make_opsetid(function.domain, 1) for function in functions[:1]]]
        return helper.make_model(graph, opset_imports=imports, ir_version=10, functions=list(functions))

    def hold(self, nodes, feeds, wanted, **more):
        model = self.model(nodes, feeds, list(wanted), **more)
        seen = self.library.session(model.SerializeToString(), threads=1).run(feeds)
        for name, got in zip(wanted, seen, strict=True):
            np.testing.assert_allclose(got, np.broadcast_to(wanted[name], got.shape), 1e-5, 1e-6, err_msg=name)
        return seen

    def refused(self, code, words, nodes, feeds, outputs, **more):
        with self.assertRaises(OrtError) as caught:
            self.library.session(self.model(nodes, feeds, outputs, **more).SerializeToString())
        self.assertEqual(code, caught.exception.code, caught.exception.text)
        for word in words:
            self.assertIn(word, caught.exception.text)

    def test_types(self):
        for dtype in (np.float16, np.float32, np.float64):
            x = np.array([0.5, -2, 3], dtype)
            nodes = [make_node("Mul", ["x", "x"], ["s"]), make_node("Sigmoid", ["s"], ["y"]),
                     gradient(["x"], "y", ["d"])]
            s = 1 / (1 + np.exp(-x.astype(np.float64) ** 2))
            tolerance = 1e-3 if dtype == np.float16 else 1e-6
            seen = self.library.session(self.model(nodes, {"x": x}, ["d"]).SerializeToString()).run({"x": x})[0]
            self.assertEqual(dtype, seen.dtype)
            np.testing.assert_allclose(seen, s * (1 - s) * 2 * x, tolerance, tolerance)

    def test_value_used_in_many_places(self):
        a, b = np.array([1.5, -2], np.float32), np.array(3, np.float32)
        nodes = [make_node("Mul", ["a", "b"], ["c"]), make_node("Mul", ["c", "a"], ["d"]), make_node("Add", ["d", "c"], ["e"]),
                 make_node("Exp", ["a"], ["unused"]), gradient(["a", "b"], "e", ["da", "db"])]
        self.hold(nodes, {"a": a, "b": b}, {"da": 2 * a * b + b, "db": np.sum(a * a + a)})

    def test_normalizations(self):
        # Their bodies are for floats.
        rng = seeded("normalizations")
        x, scale, bias = (rng.normal(size=shape).astype(np.float32) for shape in ((2, 2, 1, 4), 4, 4))
        weights = numpy_helper.from_array(rng.uniform(0.5, 2, x.shape).astype(np.float32), "weights")
        for inputs, axes, op in ((["x", "scale", "bias"], -1, "LayerNormalization"), (["x"], (0, 2, 3),
                                                                                      "MeanVarianceNormalization")):
            mean = lambda of: np.mean(of, axes, keepdims=True)
            spread = np.sqrt(mean((x - mean(x)) ** 2) + (1e-5 if len(inputs) > 1 else 0))
            y, g = (x - mean(x)) / spread, numpy_helper.to_array(weights)
            wanted = {"dscale": np.sum(g * y, (0, 1, 2)), "dbias": np.sum(g, (0, 1, 2))} if len(inputs) > 1 else {}
            g = g * scale if len(inputs) > 1 else g
            wanted = {"dx": (g - mean(g) - y * mean(g * y)) / spread, **wanted}
            nodes = [make_node("Constant", [], ["weights"], value=weights), make_node(op, inputs, ["n"]),
                     make_node("Mul", ["n", "weights"], ["y"]), gradient(inputs, "y", list(wanted))]
            self.hold(nodes, {name: value for name, value in (("x", x), ("scale", scale), ("bias", bias)) if name in inputs},
                      wanted)

    def test_outputs_left_out_and_independent_tensors(self):
        feeds = {name: np.array([2, 3], np.float32) for name in "abc"}
        nodes = [make_node("Mul", ["a", "b"], ["y"]), gradient(["a", "c", "b"], "y", ["", "dc", "db"])]
        self.hold(nodes, feeds, {"dc": 0, "db": feeds["a"]})
        self.hold([make_node("Mul", ["a", "b"], ["y"]), gradient(["y"], "y", ["dy"])], feeds, {"dy": 1})

    def test_intermediate_tensor(self):
        # H is taken as independent of W.
        w, z = np.array([0.5, 2], np.float32), np.array([3, -1], np.float32)
        nodes = [make_node("Exp", ["w"], ["h"]), make_node("Mul", ["h", "z"], ["m"]),
                 make_node("Mul", ["m", "h"], ["y"]),
                 gradient(["h", "z"], "y", ["dh", "dz"])]
        self.hold(nodes, {"w": w, "z": z}, {"dh": 2 * np.exp(w) * z, "dz": np.exp(2 * w)})

    def test_other_values_than_the_named(self):
        # The graph is taken at h1 and z1; k does not depend on them.
        feeds = {"w": np.array([0.5], np.float32), "z": np.array([3], np.float32), "h1": np.array([5], np.float32),
                 "z1": np.array([7, 8], np.float32)}
        nodes = [make_node("Exp", ["w"], ["h"]), make_node("Sqrt", ["w"], ["k"]),
                 make_node("Mul", ["h", "z"], ["m"]),
                 make_node("Mul", ["m", "m"], ["s"]), make_node("Mul", ["s", "k"], ["y"]),
                 gradient(["h", "z"], "y", ["dh", "dz"], inputs=["h1", "z1"])]
        k = np.sqrt(0.5)
        self.hold(nodes, feeds, {"dh": 2 * k * 5 * np.sum(feeds["z1"] ** 2), "dz": 2 * k * 25 * feeds["z1"],
                                 "y": k * 9 * np.exp(1)})

    def test_gradient_of_gradient(self):
        # y = exp(w x) + w^3: dy/dw = x e + 3 w^2, and that again by w and by x.
        w, x = np.array([0.5, -1], np.float32), np.array([2, 0.25], np.float32)
        nodes = [make_node("Mul", ["w", "x"], ["p"]), make_node("Exp", ["p"], ["e"]),
                 make_node("Mul", ["w", "w"], ["w2"]), make_node("Mul", ["w2", "w"], ["w3"]),
                 make_node("Add", ["e", "w3"], ["y"]),
                 gradient(["w"], "y", ["dw"], ["x"]), gradient(["w", "x"], "dw", ["dww", "dwx"])]
        nodes[-1].name = "second"
        third = gradient(["w"], "dww", ["dwww"], ["x"])
        third.name = "third"
        e = np.exp(w * x)
        self.hold([*nodes, third], {"w": w, "x": x}, {"dw": x * e + 3 * w * w, "dww": x * x * e + 6 * w, "dwx": e + x * w * e,
                                                      "dwww": x ** 3 * e + 6})

    def test_second_derivatives_of_a_network(self):
        rng = seeded("network")
        values = {"x": rng.normal(size=(2, 3, 5)), "k": rng.normal(size=(4, 3, 2)), "w": rng.normal(size=(4, 2))}
        forward = [make_node("Conv", ["x", "k"], ["c"], strides=[2], pads=[1, 0]), make_node("Tanh", ["c"], ["t"]),
                   make_node("ReduceMean", ["t"], ["m"], keepdims=0, axes=[2]), make_node("MatMul", ["m", "w"], ["h"]),
                   make_node("Softmax", ["h"], ["s"], axis=-1), make_node("Slice", ["s", "zero", "one", "one"], ["y"])]
        constants = [make_node("Constant", [], [name], value_ints=[value]) for name, value in (("zero", 0), ("one", 1))]
        first = [*constants, *forward, gradient(["k"], "y", ["dk"], ["x", "w"])]
        second = gradient(["k", "x", "w"], "dk", ["dkk", "dkx", "dkw"])
        second.name = "second"
        twice = self.model([*first, second], values, ["dkk", "dkx", "dkw"], opset=13)
        results = self.library.session(twice.SerializeToString(), threads=1).run(values)
        seen = dict(zip(("k", "x", "w"), results, strict=True))
        session = self.library.session(self.model(first, values, ["dk"], opset=13).SerializeToString(), threads=1)
        for name, got in seen.items():
            wanted = np.zeros(got.shape)
            for place in np.ndindex(got.shape):
                moved = [values[name].copy() for _ in range(2)]
                moved[0][place] += 1e-5
                moved[1][place] -= 1e-5
                sums = [np.sum(session.run({**values, name: at})[0]) for at in moved]
                wanted[place] = (sums[0] - sums[1]) / 2e-5
            np.testing.assert_allclose(got, wanted, 1e-6, 1e-7, err_msg=name)

    def test_in_functions_and_bodies(self):
        x = np.array([0.5, -1], np.float32)
        body = [make_node("Mul", ["a", "a"], ["s"]), make_node("Exp", ["s"], ["t"]), gradient(["a"], "t", ["b"])]
        function = helper.make_function("my", "slope", ["a"], ["b"], body, opsets(18))
        call = make_node("slope", ["h"], ["y"], domain="my")
        self.hold([make_node("Neg", ["x"], ["h"]), call], {"x": x}, {"y": -2 * x * np.exp(x * x)}, functions=[function])
        # A call of a function on the way is differentiated like what is in it.
        square = helper.make_function("my", "square", ["a"], ["b"], [make_node("Mul", ["a", "a"], ["b"])], opsets(18)[:1])
        self.hold([make_node("square", ["x"], ["y"], domain="my"), gradient(["x"], "y", ["d"])], {"x": x}, {"d": 2 * x},
                  functions=[square])
        inner = helper.make_graph([make_node("Mul", ["x", "x"], ["s"]), gradient(["x"], "s", ["d"])], "then", [],
                                  [helper.make_tensor_value_info("d", TensorProto.FLOAT, [2])])
        other = helper.make_graph([make_node("Neg", ["x"], ["n"])], "else", [],
                                  [helper.make_tensor_value_info("n", TensorProto.FLOAT, [2])])
        for condition, wanted in ((True, 2 * x), (False, -x)):
            self.hold([make_node("If", ["c"], ["y"], then_branch=inner, else_branch=other)],
                      {"x": x, "c": np.array(condition)}, {"y": wanted})

    def test_refused(self):
        feeds = {"x": np.ones([2], np.float32), "i": ints(1, 2)}
        square = make_node("Mul", ["x", "x"], ["y"], "square")
        self.refused(INVALID_GRAPH, ["gradient", "nothing", "tensor of the node's graph"],
                     [square, gradient(["x"], "nothing", ["d"])], feeds, ["d"])
        self.refused(INVALID_GRAPH, ["gradient", "2 inputs", "1 (xs and zs)"],
                     [square, gradient(["x"], "y", ["d"], inputs=["x", "i"])], feeds, ["d"])
        self.refused(INVALID_GRAPH, ["gradient", "tensor(int64)"], [square, gradient(["i"], "y", ["d"])], feeds, ["y"])
        shape = [make_node("Shape", ["x"], ["s"]), gradient(["x"], "s", ["d"])]
        self.refused(INVALID_GRAPH, ["gradient", "\"s\" of xs or y: floats"], shape, feeds, ["d"])
        det = [make_node("Det", ["m"], ["y"], "det"), gradient(["m"], "y", ["d"])]
        self.refused(NOT_IMPLEMENTED, ["gradient", "\"det\" (Det-11)", "no rule"], det, {"m": np.ones([2, 2], np.float32)}, ["d"])
        pool = [make_node("AveragePool", ["m"], ["y"], "pool", kernel_shape=[2], ceil_mode=1), gradient(["m"], "y", ["d"])]
        self.refused(NOT_IMPLEMENTED, ["gradient", "\"pool\" (AveragePool-11)", "ceil_mode"], pool,
                     {"m": np.ones([1, 1, 4], np.float32)}, ["d"])

    def test_number_of_nodes_is_limited(self):
        # Each gradient of the one before at least doubles what is between.
        nodes = [make_node("Sigmoid", ["x"], ["d0"])]
        for i in range(30):
            nodes.append(gradient(["x"], f"d{i}", [f"d{i + 1}"]))
            nodes[-1].name = f"gradient{i}"
        self.refused(FAIL, ["gradients: more than"], nodes, {"x": np.ones([1], np.float32)}, ["d30"])


if __name__ == "__main__":
    unittest.main()
