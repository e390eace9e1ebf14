"""Rows of op_edges.py: element-wise operators, reductions and products of matrices."""
import math

import numpy as np
from op_edges import EVERY, FLOATS, INTS, UINTS, Case, Row
from op_check import assert_same, is_float

NUMBERS = (*FLOATS, *INTS, *UINTS)


def unary(low=-4, high=4, since=0, odd=True, attributes=lambda d: {}, among=EVERY, **row):
    return Row(lambda d: Case([d.values(d.type(among=among), d.shape(), low, high, odd)], attributes=attributes(d)), since, **row)


def real(*names, low=-2.0, high=2.0):
    """Attributes, each there or not."""
    return lambda d: {name: float(np.float32(d.rng.uniform(low, high))) for name in names if d.chance(0.7)}


def binary(low=-4, high=4, since=7, among=EVERY, types=None, attributes=lambda d: {}, **row):
    """types(draw): of both inputs, where they differ."""
    def draw(d):
        both = types(d) if types else [d.type(among=among)] * 2
        bounds = [(-4, 4), (low, high)]
        return Case([d.values(dtype, shape, *limits) for dtype, shape, limits in zip(both, d.parts(2), bounds)],
                    attributes=attributes(d))
    return Row(draw, since, cases=24, **row)


def modulo(d):
    dtype = d.type(among=NUMBERS)
    a, b = (d.values(dtype, shape) for shape in d.parts(2))
    b = b if is_float(dtype) else np.where(b == 0, np.ones_like(b), b)
    if dtype.kind == "i" and np.any(b == -1):
        a = np.where(a == np.iinfo(dtype).min, np.ones_like(a), a)
    return Case([a, b], attributes={"fmod": 1} if is_float(dtype) or d.chance() else {})


def divide(d):
    case = modulo(d)
    case.attributes = {}
    return case


def power(d):
    base, exponent = d.type("T", among=("float", "double", "int32", "int64")), d.type("T1", among=NUMBERS)
    a, b = d.parts(2)
    low = -3 if is_float(base) and is_float(exponent) else 0
    return Case([d.values(base, a, 0.5 if is_float(exponent) else -3, 4, is_float(base)), d.values(exponent, b, low, 3, False)])


def shift(d):
    dtype = d.type()
    a, b = d.parts(2)
    return Case([d.values(dtype, a, 0, 100), d.values(dtype, b, 0, np.iinfo(dtype).bits - 1, False)],
                attributes={"direction": d.pick(["LEFT", "RIGHT"])})


def slope(d):
    shape, dtype = d.shape(), d.type(among=FLOATS)
    cut = d.int(0, len(shape))
    return Case([d.values(dtype, shape), d.values(dtype, [1 if d.chance(0.3) else n for n in shape[cut:]])])


def variadic(among, since=8):
    def draw(d):
        dtype = d.type(among=among)
        return Case([d.values(dtype, shape) for shape in d.parts(d.int(1, 5))])
    return Row(draw, since)


def where(d):
    dtype = d.type("T")
    c, x, y = d.parts(3)
    return Case([d.values(bool, c), d.values(dtype, x), d.values(dtype, y)])


def clip(d):
    dtype = d.type(among=NUMBERS)
    ends = [d.values(dtype, [], low, high, False) if d.chance(0.7) else None for low, high in ((-3, 1), (0, 3))]
    inputs = [d.values(dtype, d.shape()), *ends]
    while inputs[-1] is None:
        inputs.pop()
    return Case(inputs)


# Of bfloat16 the reference keeps sums in bfloat16.
SUMMED = tuple(name for name in NUMBERS if name != "bfloat16")


def reduction(among=SUMMED, low=-2, high=2, empty=True, newest=18, odd=True, **row):
    """The axes are an input from version `newest` on."""
    def draw(d):
        x = d.values(d.type(among=among), d.shape(least=0 if empty else 1), low, high, odd)
        attributes = {"keepdims": d.int(0, 1)} if d.chance(0.7) else {}
        axes = None
        if d.chance(0.7):
            chosen = d.rng.permutation(x.ndim)[: d.int(0, x.ndim)]
            axes = np.array([int(axis) - (x.ndim if d.chance() else 0) for axis in chosen], np.int64)
        as_input = d.version >= newest
        if as_input and d.chance(0.3):
            attributes["noop_with_empty_axes"] = d.int(0, 1)
        if axes is None or (not as_input and not axes.size):
            return Case([x], attributes=attributes)
        if not as_input:
            return Case([x], attributes={**attributes, "axes": axes.tolist()})
        return Case([x, axes], attributes=attributes, constants=(1,) if d.chance() else ())
    return Row(draw, 13, cases=30, **row)


def extreme(d):
    """ArgMax, ArgMin: ties often."""
    x = d.values(d.type(among=NUMBERS), d.shape(1, least=1), -2, 2, "ordered")
    return Case([x], attributes={"axis": d.axis(x.ndim), "keepdims": d.int(0, 1), "select_last_index": d.int(0, 1)})


def cumulative(d):
    x = d.values(d.type("T", ("float", "double", "int32", "int64", "uint32", "uint64")), d.shape(1))
    axis = np.array(d.axis(x.ndim), d.pick([np.int32, np.int64]))
    return Case([x, axis], attributes={"exclusive": d.int(0, 1), "reverse": d.int(0, 1)}, constants=(1,) if d.chance() else ())


def along_axis(odd=True, **more):
    def draw(d):
        x = d.values(d.type(among=FLOATS), d.shape(1, least=1), -5, 5, odd)
        attributes = {"axis": d.axis(x.ndim)} if d.chance(0.8) else {}
        return Case([x], attributes={**attributes, **{name: d.pick(options) for name, options in more.items()}})
    return draw


def matrices(d, types, empty=True):
    """Two inputs of MatMul."""
    least = 0 if empty else 1
    n, k, m = d.dim(least), d.dim(least), d.dim(least)
    a, b = d.parts(2, d.shape(0, 4, least))
    a, b = [*a, n, k], [*b, k, m]
    if d.chance(0.2):
        a = [k]
    if d.chance(0.2):
        b = [k]
    return [d.values(dtype, shape, *limits) for dtype, shape, *limits in ((types[0], a, -4, 4), (types[1], b, -4, 4))]


def matmul(d):
    dtype = d.type(among=("float", "double", "float16", "int32", "int64", "uint32", "uint64"))
    return Case(matrices(d, [dtype] * 2))


def gemm(d):
    dtype = d.type(among=("float", "double", "int32", "int64", "uint32", "uint64", "float16"))
    n, k, m = d.dim(), d.dim(), d.dim()
    flip = [d.int(0, 1), d.int(0, 1)]
    a, b = [n, k][:: 1 - 2 * flip[0]], [k, m][:: 1 - 2 * flip[1]]
    # alpha and beta make the reference's integers floating-point numbers on the way.
    inputs = [d.values(dtype, a, odd="float"), d.values(dtype, b, odd="float")]
    if d.chance(0.7):
        inputs.append(d.values(dtype, odd="float", shape=d.pick([[n, m], [m], [1, m], [n, 1], [1], []])))
    attributes = {"transA": flip[0], "transB": flip[1]}
    if is_float(dtype):
        attributes.update(real("alpha", "beta")(d))
    return Case(inputs, attributes=attributes)


def matmul_integer(d):
    inputs = matrices(d, [d.type("T1"), d.type("T2")])
    if d.chance(0.7):
        inputs.append(d.values(inputs[0].dtype, [inputs[0].shape[-2]] if inputs[0].ndim > 1 and d.chance(0.3) else []))
        if d.chance(0.7):
            inputs.append(d.values(inputs[1].dtype, [inputs[1].shape[-1]] if inputs[1].ndim > 1 and d.chance(0.3) else []))
    return Case(inputs)


def scale(d, shape=()):
    return d.rng.uniform(0.01, 2, list(shape)).astype(np.float32)


def qlinear_matmul(d):
    a, b = matrices(d, [d.type("T1", ("int8", "uint8"))] * 2)
    y = d.pick([np.int8, np.uint8])
    return Case([a, scale(d), d.values(a.dtype, []), b, scale(d), d.values(b.dtype, []), scale(d), d.values(y, [])])


def determinant(d):
    n = d.dim(1)
    return Case([d.values(d.type(among=("float", "double")), [*d.shape(0, 4), n, n], -2, 2, False)])


EQUATIONS = (("ij,jk->ik", 2), ("ii->i", 1), ("ii", 1), ("i,j->ij", 2), ("...ij,...jk->...ik", 2), ("bij,bjk", 2), ("ij->ji", 1),
             ("...i->...", 1), ("a,b,c->cab", 3), ("bn,anm,bm->ba", 3), ("ij,ij->", 2), ("i,i", 2), ("b...i,i...->b...", 2),
             ("->", 1), (",i->i", 2), (" i j , j -> i ", 2), ("iij->ij", 1), ("abc,cd,d->ab", 3), ("xY,Yz->zx", 2))


def einsum(d):
    equation, count = d.pick(EQUATIONS)
    sizes = {letter: d.dim() for letter in sorted(set(equation) - set(" ,->."))}
    dots = d.shape(0, 3)
    dtype = d.type(among=("float", "double", "int32", "int64"))
    shapes = []
    for term in equation.replace(" ", "").split("->")[0].split(","):
        front, dot, back = term.partition("...")
        shapes.append([sizes[c] for c in front] + (dots if dot else []) + [sizes[c] for c in back])
    return Case([d.values(dtype, shape, odd=False) for shape in shapes], attributes={"equation": equation})


def by_definition(function):
    """function(x, attributes) in double."""
    def wanted(case, _):
        x = case.inputs[0]
        with np.errstate(all="ignore"):
            return [np.asarray(function(x.astype(np.float64), case.attributes)).astype(x.dtype)]
    return wanted


def gelu(x, attributes):
    if attributes["approximate"] == "tanh":
        return x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    return x / 2 * (1 + np.vectorize(math.erf, otypes=[np.float64])(x / math.sqrt(2)))


def of_its_type(_, seen, wanted):
    """The reference's sums of narrow integers are wider than their operator's."""
    for got, want in zip(seen, wanted):
        assert_same(got, np.asarray(want).astype(got.dtype) if got.dtype.kind in "iu" else want)


SMALL = dict(among=FLOATS)
ROWS = {
    **{name: unary(since=6) for name in ("Abs", "Neg", "Sign")},
    **{name: unary(since=7, **SMALL) for name in ("Atan", "Cos", "Sin", "Tan", "Ceil", "Exp", "Floor", "Reciprocal", "Sigmoid",
                                                 "Tanh",
                                                 "Sinh", "Cosh", "Asinh", "Erf", "Round", "Softplus", "Softsign",
                                                 "Mish", "IsNaN")},
    **{name: unary(-1, 1, since=7, **SMALL) for name in ("Acos", "Asin", "Atanh")},
    "Acosh": unary(1, 9, **SMALL), "Log": unary(0.1, 9, **SMALL), "Sqrt": unary(0, 9, **SMALL),
    "Not": unary(), "BitwiseNot": unary(), "Relu": unary(since=6),
    "IsInf": unary(attributes=lambda d: {"detect_negative": d.int(0, 1), "detect_positive": d.int(0, 1)}, among=FLOATS),
    "Celu": unary(attributes=real("alpha", low=0.3), among=FLOATS), "Elu": unary(attributes=real("alpha"), among=FLOATS),
    # The constants in onnx's body of these two are of float.
    "Gelu": unary(attributes=lambda d: {"approximate": d.pick(["none", "tanh"])}, among=FLOATS, wanted=by_definition(gelu)),
    "HardSwish": unary(among=FLOATS, since=14, wanted=by_definition(lambda x, _: x * np.clip(x / 6 + 0.5, 0, 1))),
    "HardSigmoid": unary(attributes=real("alpha", "beta"), among=FLOATS),
    "LeakyRelu": unary(attributes=real("alpha"), among=FLOATS),
    "Selu": unary(attributes=real("alpha", "gamma"), among=FLOATS),
    "Shrink": unary(attributes=real("lambd", "bias", low=0.0), among=NUMBERS),
    "Swish": unary(attributes=real("alpha"), among=FLOATS), "ThresholdedRelu": unary(attributes=real("alpha"), among=FLOATS),
    "Identity": unary(since=13),
    **{name: binary() for name in ("Add", "Sub", "Mul", "And", "Or", "Xor", "Equal", "Greater", "GreaterOrEqual", "Less",
                                   "LessOrEqual", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "StringConcat")},
    "Div": Row(divide, 7, 24), "Mod": Row(modulo, 10, 24), "Pow": Row(power, 12, 24), "BitShift": Row(shift),
    "PRelu": Row(slope, 9),
    "Max": variadic(NUMBERS), "Min": variadic(NUMBERS), "Mean": variadic(FLOATS), "Sum": variadic(FLOATS),
    "Where": Row(where, 9, 24), "Clip": Row(clip, 12, 24),
    **{name: reduction() for name in ("ReduceL1", "ReduceProd")},
    "ReduceL2": reduction(odd="float"),   # whose squares of large integers wrap in the reference
    "ReduceSumSquare": reduction(same=of_its_type),
    "ReduceSum": reduction(newest=13),
    "ReduceMean": reduction(empty=False, odd="float"),   # the reference divides integers as doubles
    "ReduceMax": reduction(), "ReduceMin": reduction(),
    "ReduceLogSum": reduction(SUMMED[:3], 0.1, 4), "ReduceLogSumExp": reduction(SUMMED[:3]),
    "ArgMax": Row(extreme, 12, 24), "ArgMin": Row(extreme, 12, 24), "CumSum": Row(cumulative, 14, 24),
    "CumProd": Row(cumulative, 26, 24),
    "Softmax": Row(along_axis(), 13, 24),
    "LogSoftmax": Row(along_axis(), 13, 24, by_ort="the reference takes the logarithm of what exp has made 0"),
    "Hardmax": Row(along_axis("ordered"), 13, 24),
    "LpNormalization": Row(along_axis(p=[1, 2]), 1, 24, by_ort="the reference's norm of p = 1 is a sum without absolute values"),
    "MatMul": Row(matmul, 9, 30), "Gemm": Row(gemm, 11, 30), "MatMulInteger": Row(matmul_integer, 10, 24),
    "QLinearMatMul": Row(qlinear_matmul, 10, 24), "Det": Row(determinant, 11), "Einsum": Row(einsum, 12, 40),
}
