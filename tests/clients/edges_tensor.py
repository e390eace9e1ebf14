"""Rows of op_edges.py: operators that move, make and change tensors."""
import numpy as np
from edges_math import NUMBERS
from op_check import draw as draw_plain
from op_check import dtype_of
from op_edges import EVERY, FLOATS, INTS, UINTS, USUAL, Case, Row, as_floats
from onnx import TensorProto, helper, numpy_helper


def ints(values, dtype=np.int64):
    return np.array(values, dtype).reshape(len(values))


def held(d, *numbers):
    """Which of these inputs the model holds."""
    return numbers if d.chance() else ()


def data(d, low=0, high=8, least=0, param=None, among=EVERY):
    return d.values(d.type(param, among), d.shape(low, high, least))


def transpose(d):
    x = data(d)
    return Case([x], attributes={"perm": [int(i) for i in d.rng.permutation(x.ndim)]} if x.ndim and d.chance(0.8) else {})


def reshape(d):
    x = data(d)
    left, shape = x.size, []
    for _ in range(d.int(0, 4)):
        divisors = [n for n in range(1, left + 1) if left % n == 0][:9] if left else [0, 1, 3]
        shape.append(d.pick(divisors))
        left //= max(shape[-1], 1)
    if left > 1:
        shape.append(left)
    if not x.size and 0 not in shape:
        shape.append(0)
    allow = int(d.chance(0.3) or not x.size)
    if not allow:
        shape = [0 if i < x.ndim and x.shape[i] == n and d.chance(0.5) else n for i, n in enumerate(shape)]
    if shape and 0 not in shape and d.chance():
        shape[d.int(0, len(shape) - 1)] = -1
    return Case([x, ints(shape)], attributes={"allowzero": allow}, constants=held(d, 1))


def flatten(d):
    x = data(d)
    return Case([x], attributes={"axis": d.int(-x.ndim, x.ndim)})


def squeeze(d):
    shape = [1 if d.chance() else n for n in d.shape()]
    ones = [i - (len(shape) if d.chance() else 0) for i, n in enumerate(shape) if n == 1 and d.chance(0.7)]
    x = d.values(d.type(), shape)
    return Case([x, ints(ones)], constants=held(d, 1)) if ones else Case([x])


def unsqueeze(d):
    x = data(d, 0, 5)
    count = d.int(1, 3)
    axes = [int(i) - (x.ndim + count if d.chance() else 0) for i in d.rng.permutation(x.ndim + count)[:count]]
    return Case([x, ints(axes)], constants=held(d, 1))


def concat(d):
    shape, dtype = d.shape(1), d.type()
    axis = d.axis(len(shape))
    at = axis % len(shape)
    return Case([d.values(dtype, [*shape[:at], d.dim(), *shape[at + 1:]]) for _ in range(d.int(1, 5))], attributes={"axis": axis})


def split(d):
    x = data(d, 1)
    axis = d.axis(x.ndim)
    size = x.shape[axis]
    if d.version >= 18 and d.chance() and size:
        return split_evenly(d, x, axis, size)
    cuts = sorted(d.ints(d.int(0, 3), 0, size))
    sizes = np.diff([0, *cuts, size])
    return Case([x, ints(sizes)], len(sizes), attributes={"axis": axis}, constants=held(d, 1))


def split_evenly(d, x, axis, size):
    count = d.int(1, size)
    if -(-size // count) * (count - 1) > size:
        return None   # the last part would be less than nothing
    return Case([x], count, attributes={"axis": axis, "num_outputs": count})


def slice_(d):
    x = data(d, 1, 6)
    axes = [int(i) for i in d.rng.permutation(x.ndim)[: d.int(1, x.ndim)]]
    far = d.pick([7, 2**31 - 1, 2**63 - 1])
    dtype = np.int64 if far > 2**31 else d.pick([np.int32, np.int64])

    def bounds():
        return [d.int(-7, 7) if d.chance(0.7) else d.pick([far, -far]) for _ in axes]

    starts, ends, steps = bounds(), bounds(), [d.pick([1, 1, 2, 3, -1, -2, -3, far, -far]) for _ in axes]
    given = [i - (x.ndim if d.chance() else 0) for i in axes]
    inputs = [x, *(ints(values, dtype) for values in (starts, ends, given, steps))]
    if d.chance(0.2):
        inputs = [x, *(ints(values, dtype) for values in (starts, ends))]
    return Case(inputs, constants=held(d, *range(1, len(inputs))))


def sliced(case, _):
    """Starts and ends clamped as the text says; both the reference and ONNX Runtime differ where a start lies before the axis."""
    x, starts, ends, axes, steps = [*case.inputs, None, None][:5]
    axes = np.arange(len(starts)) if axes is None else axes
    steps = np.ones(len(starts), np.int64) if steps is None else steps
    for start, end, axis, step in zip(starts.tolist(), ends.tolist(), axes.tolist(), steps.tolist()):
        n = x.shape[axis]
        start, end = (value + n if value < 0 else value for value in (start, end))
        if step > 0:
            start, end = min(max(start, 0), n), min(max(end, 0), n)
        else:
            start, end = min(max(start, 0), n - 1), min(max(end, -1), n - 1)
        x = np.take(x, np.array(range(start, end, step), np.int64), axis)
    return [x]


def pad(d):
    x = data(d, 1, 5)
    mode = d.pick(["constant", "edge", "reflect"] + (["wrap"] if d.version >= 19 else []))
    chosen = [int(i) for i in d.rng.permutation(x.ndim)[: d.int(1, x.ndim)]] if d.version >= 18 and d.chance(0.4) else None
    before, after = [], []
    for axis in chosen or range(x.ndim):
        n = x.shape[axis]
        most = 3 if mode == "constant" else 0 if not n else 3 if mode == "edge" else min(3, n - 1) if mode == "reflect" else n
        low = d.int(-1, most) if mode == "constant" and n > 1 else d.int(0, most)
        before.append(low)
        after.append(d.int(-1, most) if mode == "constant" and n + low > 1 else d.int(0, most))
    inputs = [x, ints([*before, *after])]
    if d.chance(0.6):
        inputs.append(d.values(x.dtype, []))
    if chosen:
        inputs += [None] * (3 - len(inputs)) + [ints([i - (x.ndim if d.chance() else 0) for i in chosen])]
    return Case(inputs, attributes={"mode": mode} if mode != "constant" or d.chance() else {}, constants=held(d, 1))


def tile(d):
    x = data(d, 0, 5)
    return Case([x, ints(d.ints(x.ndim, 0, 3))], constants=held(d, 1))


def expand(d):
    a, b = d.parts(2)
    return Case([d.values(d.type(), a), ints(b)], constants=held(d, 1))


def indices(d, size, shape, negative=True):
    return d.rng.integers(-size if negative else 0, size, tuple(shape)).astype(d.pick([np.int32, np.int64]))


def gather(d):
    x = data(d, 1, 5, param="T", least=1)
    axis = d.axis(x.ndim)
    return Case([x, indices(d, x.shape[axis], d.shape(0, 3))], attributes={"axis": axis}, constants=held(d, 1))


def gather_elements(d):
    x = data(d, 1, 5, param="T", least=1)
    axis = d.axis(x.ndim)
    shape = [d.int(0 if d.chance(0.1) else 1, n) for n in x.shape]
    shape[axis] = d.dim()
    return Case([x, indices(d, x.shape[axis], shape)], attributes={"axis": axis})


def tuples(d, shape, count, outer):
    """[*outer, count] indices into the first axes of `shape`, from either end."""
    found = [d.rng.integers(-n, n, tuple(outer)) for n in shape[:count]]
    return np.stack(found, -1).astype(np.int64) if count else np.zeros([*outer, 0], np.int64)


def gather_nd(d):
    x = data(d, 1, 5, param="T", least=1)
    batch = d.int(0, x.ndim - 1) if d.version >= 12 and d.chance() else 0
    count = d.int(1, x.ndim - batch)
    return Case([x, tuples(d, x.shape[batch:], count, [*x.shape[:batch], *d.shape(0, 2)])], attributes={"batch_dims": batch})


def reductions(d, newest):
    return d.pick(["none", "add", "mul"] + (["max", "min"] if d.version >= newest else [])) if d.version >= 16 else "none"


def scatter_elements(d):
    x = data(d, 1, 5, param="T", least=1, among=NUMBERS)
    axis = d.axis(x.ndim)
    shape = [d.int(1, n) for n in x.shape]
    reduction = reductions(d, 18) if d.schema.name != "Scatter" else "none"
    found = indices(d, x.shape[axis], shape, d.version >= 11)
    if reduction == "none":   # which of two updates of one element stays is not said
        order = np.argsort(d.rng.random(tuple(n if i == axis % x.ndim else m for i, (n, m) in enumerate(zip(x.shape, shape)))),
                           axis)
        found = np.take(order, range(shape[axis]), axis).astype(found.dtype)
    attributes = {} if d.schema.name == "Scatter" or d.version < 16 else {"reduction": reduction}
    return Case([x, found, d.values(x.dtype, shape)], attributes={"axis": axis, **attributes})


def scatter_nd(d):
    x = data(d, 1, 5, param="T", least=1, among=NUMBERS)
    count, reduction = d.int(1, x.ndim), reductions(d, 18)
    if reduction == "none":
        places = np.stack(np.unravel_index(d.rng.permutation(int(np.prod(x.shape[:count])))[: d.int(0, 6)], x.shape[:count]), -1)
    else:
        places = tuples(d, x.shape, count, d.shape(1, 2))
    updates = d.values(x.dtype, [*places.shape[:-1], *x.shape[count:]])
    return Case([x, places.astype(np.int64), updates], attributes={"reduction": reduction} if d.version >= 16 else {})


def tensor_scatter(d):
    x = data(d, 2, 5, least=1)
    axis = d.int(1, x.ndim - 1)
    given = d.pick([axis, axis - x.ndim])
    count, mode = d.int(1, x.shape[axis]), d.pick(["linear", "circular"])
    most = x.shape[axis] - (count if mode == "linear" else 1)
    inputs = [x, d.values(x.dtype, [*x.shape[:axis], count, *x.shape[axis + 1:]])]
    if d.chance(0.8):
        inputs.append(ints(d.ints(x.shape[0], 0, most)))
    return Case(inputs, attributes={"axis": given, "mode": mode})


def compress(d):
    x = data(d, 1, 5)
    axis = d.axis(x.ndim) if d.chance(0.7) else None
    size = x.size if axis is None else x.shape[axis]
    return Case([x, d.rng.random(d.int(0, size)) < 0.6], attributes={} if axis is None else {"axis": axis})


def unique(d):
    x = d.values(d.type(among=NUMBERS + ("string", "bool")), d.shape(1, 4), -2, 2, "ordered")
    axis = {} if d.chance() else {"axis": d.axis(x.ndim)}
    return Case([x], 4, attributes={**axis, "sorted": 1})


def top_k(d):
    dtype = d.type(among=NUMBERS)
    x = d.values(dtype, d.shape(1, 5, 1), -3, 3, "ordered")
    axis = d.axis(x.ndim)
    return Case([x, ints([d.int(0, x.shape[axis])])], 2, constants=held(d, 1),
                attributes={"axis": axis, "largest": d.int(0, 1), "sorted": 1})


def one_hot(d):
    where = d.shape(1, 4)
    depth, at = d.int(1, 5), d.type("T1", ("int32", "int64", "float"))
    # The reference computes with the two values: one that is no number becomes both, complex ones are rounded.
    return Case([draw_plain(d.rng, at, where, -depth - 2, depth + 2).round().astype(at),
                 np.array([depth] if d.chance() else depth, d.type("T2", ("int64", "float"))),
                 d.values(d.type("T3", USUAL), [2], odd=False)],
                attributes={"axis": d.axis(len(where) + 1)})


def blocks(d):
    block = d.int(1, 3)
    n, c, h, w = d.dim(), d.dim(1), d.dim(1), d.dim(1)
    deep = d.schema.name == "DepthToSpace"
    shape = [n, c * block**2, h, w] if deep else [n, c, h * block, w * block]
    mode = {"mode": d.pick(["DCR", "CRD"])} if deep else {}
    return Case([d.values(d.type(), shape)], attributes={"blocksize": block, **mode})


def reverse_sequence(d):
    x = data(d, 2, 5, least=1)
    time = d.int(0, 1)
    return Case([x, ints(d.ints(x.shape[1 - time], 1, x.shape[time]))], attributes={"time_axis": time, "batch_axis": 1 - time})


def trilu(d):
    x = data(d, 2, 5, among=NUMBERS + ("bool",))
    k = [np.array(d.pick([d.int(-6, 6), d.int(-6, 6), 2**62, -(2**62)]), np.int64)] if d.chance(0.8) else []
    return Case([x, *k], attributes={"upper": d.int(0, 1)})


def center_crop_pad(d):
    x = data(d, 1, 4, among=NUMBERS + ("bool",))   # texts: the reference pads with the number 0
    axes = [int(i) for i in d.rng.permutation(x.ndim)[: d.int(1, x.ndim)]] if d.chance(0.5) else None
    sizes = ints(d.ints(len(axes) if axes else x.ndim, 0 if d.chance(0.1) else 1, 7), d.pick([np.int32, np.int64]))
    given = {"axes": [i - (x.ndim if d.chance() else 0) for i in axes]} if axes else {}
    return Case([x, sizes], attributes=given, constants=held(d, 1))


def shape_of(d):
    x = data(d)
    ends = {name: d.int(-9, 9) for name in ("start", "end") if d.chance()} if d.schema.name == "Shape" else {}
    return Case([x], attributes=ends)


def constant_of_shape(d):
    dtype = d.type("T2")
    value = {"value": numpy_helper.from_array(d.values(dtype, [1]))} if d.chance(0.8) else {}
    return Case([ints(d.shape())], attributes=value, constants=held(d, 0))


def constant(d):
    kind = d.pick(["value", "value_int", "value_ints", "value_float", "value_floats", "value_string", "value_strings"])
    values = {"value": lambda: numpy_helper.from_array(data(d)), "value_int": lambda: d.pick([0, -5, 2**63 - 1]),
              "value_ints": lambda: d.ints(d.int(1, 4), -9, 9), "value_float": lambda: d.pick([0.5, float("inf"), -1e-40]),
              "value_floats": lambda: [0.25, float("-inf"), 3.0][: d.int(1, 3)], "value_string": lambda: d.pick(["", "aé"]),
              "value_strings": lambda: ["", "b", "ü"][: d.int(1, 3)]}
    return Case([], attributes={kind: values[kind]()})


def eye_like(d):
    x = data(d, 2, 2, param="T1", among=NUMBERS)
    kind = {"dtype": helper.np_dtype_to_tensor_dtype(d.type("T2", NUMBERS))} if d.chance() else {}
    return Case([x], attributes={"k": d.int(-6, 6), **kind})


def range_(d):
    dtype = d.type(among=("float", "double", "int16", "int32", "int64"))
    step = d.pick([1, 2, 3, 7, -1, -2]) if dtype.kind == "i" or d.chance() else d.pick([0.1, -0.3, 0.7])
    return Case([np.array(value).astype(dtype) for value in (d.int(-9, 9), d.int(-9, 9), step)], constants=held(d, 0, 1, 2))


CAST = ("float", "double", "float16", *INTS, *UINTS, "bool", "bfloat16", "float8e4m3fn", "float8e5m2", "int4", "uint4")


def cast_values(d, source, target):
    """What the target holds, or saturates to where the text says how."""
    whole = target.kind in "iu" or "int" in target.name
    limits = {"int4": (-8, 7), "uint4": (0, 15)}.get(target.name, (0, 99) if target.kind == "u" else (-99, 99))
    odd = not whole and source.kind == "f"
    return d.values(source, d.shape(0, 5), *(limits if whole else (-99, 99)), odd)


def cast(d):
    source, target = d.type("T1", CAST), d.type("T2", CAST)
    return Case([cast_values(d, source, target)], attributes={"to": helper.np_dtype_to_tensor_dtype(target)})


def cast_like(d):
    source, target = d.type("T1", CAST), d.type("T2", CAST)
    return Case([cast_values(d, source, target), np.zeros([1], target)])


def bit_cast(d):
    by_size = {}
    for name in (*FLOATS, *INTS, *UINTS):
        by_size.setdefault(dtype_of(name).itemsize, []).append(dtype_of(name))
    source, target = (d.pick(group) for group in [d.pick(sorted(by_size.values(), key=len))] * 2)
    x = np.frombuffer(d.rng.bytes(720 * source.itemsize), source)
    shape = d.shape(0, 4)
    return Case([x[: int(np.prod(shape))].reshape(shape).copy()], attributes={"to": helper.np_dtype_to_tensor_dtype(target)})


def nonzero(d):
    return Case([d.values(d.type(among=NUMBERS + ("bool",)), d.shape(1), -1, 1)])


def affine_grid(d):
    spatial = d.int(2, 3)
    n, dtype = d.dim(1), d.type("T1", ("float", "double"))
    size = ints([n, d.dim(1), *(d.int(2, 5) for _ in range(spatial))])
    return Case([d.values(dtype, [n, spatial, spatial + 1], -2, 2, False), size], attributes={"align_corners": d.int(0, 1)})


def grid_sample(d):
    spatial, dtype = d.int(1, 3), d.type("T1", ("float", "double"))
    n, c = d.dim(1), d.dim(1)
    grid = d.rng.uniform(-1.6, 1.6, [n, *(d.dim(1) for _ in range(spatial)), spatial]).astype(dtype)
    mode = d.pick(["linear", "nearest", "cubic"] if spatial < 3 else ["linear", "nearest"])
    x = d.values(dtype, [n, c, *(d.dim(1) for _ in range(spatial))], odd=False)
    return Case([x, grid], attributes={"mode": mode, "padding_mode": d.pick(["zeros", "border", "reflection"]),
                                       "align_corners": d.int(0, 1)})


def col2im(d):
    spatial = d.int(1, 3)
    image, block = d.ints(spatial, 3, 6), d.ints(spatial, 1, 3)
    strides, dilations, pads = d.ints(spatial, 1, 3), d.ints(spatial, 1, 2), d.ints(2 * spatial, 0, 2)
    counts = [(image[i] + pads[i] + pads[i + spatial] - dilations[i] * (block[i] - 1) - 1) // strides[i] + 1
              for i in range(spatial)]
    if min(counts) < 1:
        return None
    shape = [d.dim(1), d.dim(1) * int(np.prod(block)), int(np.prod(counts))]
    return Case([d.values(d.type(among=("float", "double", "int32")), shape, odd=False), ints(image), ints(block)],
                attributes={"strides": strides, "dilations": dilations, "pads": pads})


def resize(d):
    rank = d.int(1, 4)
    dtype = d.type("T1", ("float", "double", "int8", "uint8", "int32"))
    shape = [d.int(1, 6) for _ in range(rank)]
    mode = d.pick(["nearest", "linear", "cubic"])
    turn = d.pick(["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"] +
                  ["half_pixel_symmetric"] * (d.version >= 19))
    attributes = {"mode": mode, "coordinate_transformation_mode": turn}
    if mode == "nearest":
        attributes["nearest_mode"] = d.pick(["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"])
    if mode == "cubic":
        attributes.update(cubic_coeff_a=d.pick([-0.75, -0.5]), exclude_outside=d.int(0, 1))
    if mode != "nearest" and d.version >= 18 and d.chance(0.3):
        attributes["antialias"] = 1
    x = d.values(np.float32 if mode != "nearest" and dtype.kind in "iu" else dtype, shape, odd=False)
    by_scales = d.chance()
    if by_scales:
        scales = np.array([d.pick([0.5, 0.6, 0.8, 1, 1.5, 2, 2.7]) for _ in shape], np.float32)
        sizes = [int(np.floor(np.float32(n) * s)) for n, s in zip(shape, scales)]
    else:
        sizes = d.ints(rank, 1, 8)
    # Where one element is left of an axis, the text wants position 0 of it, the reference takes -0.5.
    if min(sizes) < 1 or (turn == "pytorch_half_pixel" and 1 in sizes):
        return None
    inputs = [x, None, scales] if by_scales else [x, None, None, ints(sizes)]
    return Case(inputs, attributes=attributes, constants=held(d, len(inputs) - 1))


def upsample(d):
    """Versions 9 and 10; linear over the two axes that ONNX Runtime knows."""
    x = d.values(d.type(among=("float", "int32", "uint8")), [d.int(1, 4) for _ in range(4)], odd=False)
    scales = np.array([1, 1, d.pick([1, 1.5, 2, 3]), d.pick([1, 2, 2.5])], np.float32)
    return Case([x, scales], attributes={"mode": "nearest"}, constants=(1,))


ROWS = {
    "Transpose": Row(transpose, 13, 24), "Reshape": Row(reshape, 14, 30), "Flatten": Row(flatten, 13),
    "Squeeze": Row(squeeze, 13, 20),
    "Unsqueeze": Row(unsqueeze, 13, 20), "Concat": Row(concat, 11, 20), "Split": Row(split, 13, 30),
    "Slice": Row(slice_, 11, 60, wanted=sliced),
    "Pad": Row(pad, 13, 60), "Tile": Row(tile, 6, 20), "Expand": Row(expand, 8, 20), "Gather": Row(gather, 11, 24),
    "GatherElements": Row(gather_elements, 11, 24), "GatherND": Row(gather_nd, 12, 30), "Scatter": Row(scatter_elements, 9, 20),
    "ScatterElements": Row(scatter_elements, 11, 40), "ScatterND": Row(scatter_nd, 11, 40),
    "TensorScatter": Row(tensor_scatter, 24, 24),
    "Compress": Row(compress, 11, 24), "NonZero": Row(nonzero, 9, 20), "Unique": Row(unique, 11, 30), "TopK": Row(top_k, 11, 40),
    "OneHot": Row(one_hot, 11, 24), "DepthToSpace": Row(blocks, 13), "SpaceToDepth": Row(blocks, 1),
    "ReverseSequence": Row(reverse_sequence, 10, 20), "Trilu": Row(trilu, 14, 24), "CenterCropPad": Row(center_crop_pad, 18, 24),
    "Shape": Row(shape_of, 15, 20, by_ort="the reference does not clamp an end"), "Size": Row(shape_of, 13),
    "ConstantOfShape": Row(constant_of_shape, 9),
    "Constant": Row(constant, 13),
    "EyeLike": Row(eye_like, 9), "Range": Row(range_, 11, 24), "Cast": Row(cast, 19, 60), "CastLike": Row(cast_like, 19, 40),
    "BitCast": Row(bit_cast, 26, 20), "AffineGrid": Row(affine_grid, 20, by_ort="the reference gives floats for doubles"),
    "GridSample": Row(grid_sample, 20, 40, same=as_floats),
    "Col2Im": Row(col2im, 18, 24), "Resize": Row(resize, 18, 60, same=as_floats), "Upsample": Row(upsample, 9),
}
