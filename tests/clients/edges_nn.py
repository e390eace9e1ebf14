"""Rows of op_edges.py: windows, normalizations, recurrent and attention operators, losses, quantization."""
import numpy as np
from edges_math import scale
from edges_tensor import held, ints
from op_check import model
from op_edges import FLOATS, Case, Row, as_floats
from onnx import helper
from pools import pool

SAME = ["SAME_UPPER", "SAME_LOWER", "VALID"]


def window(d, spatial, fits, ceil=False, dilated=True, same=True):
    """Attributes and sizes of input axes; `fits`: the dilated window is not larger than the padded input."""
    kernel, strides = d.ints(spatial, 1, 4), d.ints(spatial, 1, 5)
    dilations = d.ints(spatial, 1, 3) if dilated and d.chance() else [1] * spatial
    extents = [(k - 1) * n + 1 for k, n in zip(kernel, dilations)]
    attributes = {"kernel_shape": kernel}
    pads = [0] * (2 * spatial)
    if same and d.chance(0.3):
        attributes["auto_pad"] = d.pick(SAME)
    elif d.chance(0.7):
        pads = [min(d.int(0, 2), k - 1) for k in [*kernel, *kernel]]
        attributes["pads"] = pads
    room = [0 if attributes.get("auto_pad", "")[:4] == "SAME" else e - p - q
            for e, p, q in zip(extents, pads, pads[spatial:])]
    sizes = [d.int(max(1, least if fits else 1), max(1, least) + 5) for least in room]
    if d.chance(0.8):
        attributes["strides"] = strides
    if dilated and dilations != [1] * spatial:
        attributes["dilations"] = dilations
    if ceil:
        attributes["ceil_mode"] = d.int(0, 1)
    return attributes, sizes


def pooled(d):
    spatial, name = d.int(1, 3), d.schema.name
    attributes, sizes = window(d, spatial, d.chance(0.9), "ceil_mode" in d.schema.attributes, "dilations" in d.schema.attributes)
    if name == "AveragePool":
        attributes["count_include_pad"] = d.int(0, 1)
    if name == "LpPool":
        attributes["p"] = d.int(1, 3)
    dtype = d.type(among=("float", "double", "float16") + (("int8", "uint8") if name == "MaxPool" and d.version >= 12 else ()))
    x = d.values(dtype, [d.dim(1), d.dim(1), *sizes], odd="ordered" if name == "MaxPool" else False)
    return Case([x], attributes=attributes)


def by_windows(case, version):
    """MaxPool, AveragePool, LpPool."""
    more = case.attributes

    def largest(taps, _):
        return max(taps, default=-np.inf)

    def norm(taps, _):
        return sum(abs(tap) ** more["p"] for tap in taps) ** (1 / more["p"])

    def mean(taps, counted):
        count = counted if more["count_include_pad"] else len(taps)
        return sum(taps) / count if count else np.nan

    y = pool(case.inputs[0], norm if "p" in more else mean if "count_include_pad" in more else largest, **more)
    return None if y is None else [y]


def of_channels(case, version):
    """GlobalMaxPool, GlobalLpPool."""
    x, p = case.inputs[0], case.attributes.get("p")
    wide, axes = x.astype(np.float64), tuple(range(2, x.ndim))
    y = (np.abs(wide) ** p).sum(axes, keepdims=True) ** (1 / p) if p else wide.max(axes, keepdims=True)
    return [y.astype(x.dtype)]


def max_pool_indices(d):
    case = pooled(d)
    case.inputs[0] = d.rng.permutation(case.inputs[0].size).reshape(case.inputs[0].shape).astype(np.float32)
    case.outputs, case.attributes["storage_order"] = 2, d.int(0, 1)
    return case


def global_pool(d):
    more = {"p": d.int(1, 3)} if d.schema.name == "GlobalLpPool" else {}
    return Case([d.values(d.type(among=FLOATS), d.shape(3, 6, 1), odd=False)], attributes=more)


def max_unpool(d):
    spatial = d.int(1, 3)
    kernel, strides = d.ints(spatial, 1, 3), d.ints(spatial, 1, 3)
    n, c, sizes = d.dim(1), d.dim(1), [d.int(1, 4) for _ in range(spatial)]
    whole = [(size - 1) * s + k for size, s, k in zip(sizes, strides, kernel)]
    inputs = [d.values(d.type(among=FLOATS), [n, c, *sizes], odd=False)]
    inputs.append(d.rng.permutation(int(np.prod(whole)) * n * c)[: inputs[0].size].reshape(inputs[0].shape))
    return Case(inputs, attributes={"kernel_shape": kernel, "strides": strides})


def conv(d, dtype=None):
    spatial, group = d.int(1, 3), d.pick([1, 1, 2, 3])
    attributes, sizes = window(d, spatial, True)
    dtype = dtype or d.type(among=FLOATS)
    c, m = group * d.int(1, 3), group * d.int(1, 3)
    inputs = [d.values(dtype, [d.dim(), c, *sizes], odd=False),
              d.values(dtype, [m, c // group, *attributes["kernel_shape"]], -2, 2, False)]
    if d.chance():
        inputs.append(d.values(dtype, [m], odd=False))
    if d.chance(0.3):
        del attributes["kernel_shape"]
    return Case(inputs, attributes={**attributes, "group": group}, constants=held(d, *range(1, len(inputs))))


def conv_integer(d):
    case = conv(d, np.float32)
    x, w = d.type("T1"), d.type("T2")
    inputs = [d.values(x, case.inputs[0].shape, 0, 9), d.values(w, case.inputs[1].shape, 0, 9)]
    if d.chance():
        inputs.append(d.values(x, [], 0, 9))
        if d.chance():
            inputs.append(d.values(w, [len(inputs[1])] if d.chance(0.3) else [], 0, 9))
    return Case(inputs, attributes=case.attributes)


def qlinear_conv(d):
    case = conv(d, np.float32)
    x, w, y = d.type("T1"), d.type("T2"), d.type("T3")
    m = len(case.inputs[1])
    inputs = [d.values(x, case.inputs[0].shape, -9, 9), scale(d), d.values(x, [], 0, 9), d.values(w, case.inputs[1].shape, -9, 9),
              scale(d, [m] if case.inputs[1].ndim == 4 and d.chance() else []), None, scale(d), d.values(y, [], 0, 9)]
    inputs[5] = np.zeros(inputs[4].shape, w) if d.chance() else d.values(w, inputs[4].shape, 0, 9, False)
    if d.chance():
        inputs.append(d.values(np.int32, [m], -99, 99, False))
    return Case(inputs, attributes=case.attributes, constants=held(d, *range(1, len(inputs))))


def off_by_one(_, seen, wanted):
    """Quantized results: the reference rounds sums of doubles that ours has of integers."""
    same_kind = seen[0].dtype == wanted[0].dtype and seen[0].shape == wanted[0].shape
    assert same_kind, f"{seen[0].dtype}{seen[0].shape} seen, {wanted[0].dtype}{wanted[0].shape} wanted"
    assert np.all(np.abs(seen[0].astype(int) - wanted[0].astype(int)) <= 1), f"{seen[0]} seen, {wanted[0]} wanted"


def conv_transpose(d):
    spatial, group = d.int(1, 3), d.pick([1, 1, 2, 3])
    kernel, strides = d.ints(spatial, 1, 4), d.ints(spatial, 1, 3)
    dilations = d.ints(spatial, 1, 2)
    c, m = group * d.int(1, 3), d.int(1, 3)
    sizes, dtype = [d.int(1, 5) for _ in range(spatial)], np.float32
    attributes = {"strides": strides, "dilations": dilations, "group": group}
    way = d.pick(["pads", "none", "output_padding", "output_shape", "auto"])
    whole = [(n - 1) * s + (k - 1) * t + 1 for n, s, k, t in zip(sizes, strides, kernel, dilations)]
    if way in ("pads", "output_padding"):
        attributes["pads"] = [d.int(0, min(2, (w - 1) // 2)) for w in [*whole, *whole]]
    if way == "output_padding":
        attributes["output_padding"] = [d.int(0, max(s, t) - 1) for s, t in zip(strides, dilations)]
    if way == "output_shape":
        attributes["output_shape"] = [w - d.int(0, min(3, w - 1)) for w in whole]
    if way == "auto":
        attributes["auto_pad"] = d.pick(SAME)
        if any(k < s for k, s in zip([(k - 1) * t + 1 for k, t in zip(kernel, dilations)], strides)):
            return None   # the padding would be less than nothing
    inputs = [d.values(dtype, [d.dim(1), c, *sizes], odd=False), d.values(dtype, [c, m, *kernel], -2, 2, False)]
    if d.chance():
        inputs.append(d.values(dtype, [m * group], odd=False))
    return Case(inputs, attributes=attributes, constants=held(d, 1))


def deform_conv(d):
    group, offsets = d.pick([1, 2]), d.pick([1, 2])
    kernel, strides, dilations, pads = d.ints(2, 1, 3), d.ints(2, 1, 2), d.ints(2, 1, 2), d.ints(4, 0, 1)
    c, m, sizes = 2 * d.int(1, 2), group * d.int(1, 2), [d.int(3, 6) for _ in range(2)]
    out = [(sizes[i] + pads[i] + pads[i + 2] - dilations[i] * (kernel[i] - 1) - 1) // strides[i] + 1 for i in range(2)]
    if min(out) < 1:
        return None
    n, taps = d.dim(1), kernel[0] * kernel[1]
    x = d.values(np.float32, [n, c, *sizes], odd=False)
    inputs = [x, d.values(np.float32, [m, c // group, *kernel], odd=False),
              d.values(np.float32, [n, offsets * taps * 2, *out], -2, 2, False),
              d.values(np.float32, [m], odd=False) if d.chance() else None]
    if d.chance():
        inputs.append(d.values(np.float32, [n, offsets * taps, *out], 0, 1, False))
    while inputs[-1] is None:
        inputs.pop()
    return Case(inputs, attributes={"kernel_shape": kernel, "strides": strides, "dilations": dilations, "pads": pads,
                                    "group": group,
                                    "offset_group": offsets})


def boxes(d, count, size):
    corners = d.rng.uniform(-2, size + 2, [count, 2, 2]).astype(np.float32)
    return np.concatenate([corners.min(1), corners.max(1)], 1)


def roi_align(d):
    n, c, h, w = d.dim(1), d.dim(1), d.int(1, 8), d.int(1, 8)
    count, dtype = d.int(0, 4), d.type("T1", FLOATS[:2])
    attributes = {"output_height": d.int(1, 3), "output_width": d.int(1, 3), "sampling_ratio": d.int(0, 3),
                  "mode": d.pick(["avg", "max"]), "spatial_scale": d.pick([1.0, 0.5]),
                  "coordinate_transformation_mode": d.pick(["half_pixel", "output_half_pixel"])}
    return Case([d.values(dtype, [n, c, h, w], odd=False), boxes(d, count, 9).astype(dtype), d.rng.integers(0, n, count)],
                attributes=attributes)


def max_roi_pool(d):
    n, c, h, w = d.dim(1), d.dim(1), d.int(1, 8), d.int(1, 8)
    count = d.int(1, 4)
    rois = np.concatenate([d.rng.integers(0, n, [count, 1]), boxes(d, count, 8).round().clip(0)], 1).astype(np.float32)
    return Case([d.values(np.float32, [n, c, h, w], odd=False), rois],
                attributes={"pooled_shape": d.ints(2, 1, 3), "spatial_scale": d.pick([1.0, 0.5])})


def batch_normalization(d):
    shape, dtype = d.shape(2, 5, 1), d.type("T", FLOATS)
    inputs = [d.values(dtype, shape, odd=False), *(d.values(dtype, shape[1:2], odd=False) for _ in range(3))]
    inputs.append(d.values(dtype, shape[1:2], 0.5, 3, False))
    training = d.version >= 14 and d.chance(0.3)
    attributes = {"epsilon": d.pick([1e-5, 0.1]), "momentum": d.pick([0.9, 0.5])}
    return Case(inputs, 3 if training else 1, attributes={**attributes, **({"training_mode": 1} if training else {})})


def per_channel(d, least=3, group=0):
    shape, dtype = d.shape(least, 5, 1), d.type("T", FLOATS)
    if group:
        shape[1] = group * d.int(1, 3)
    x = d.values(dtype, shape, odd=False)
    more = {"num_groups": group, "epsilon": d.pick([1e-5, 0.1])} if group else {"epsilon": d.pick([1e-5, 0.1])}
    return Case([x, *(d.values(dtype, shape[1:2], odd=False) for _ in range(2))], attributes=more)


def over_the_last(d):
    """LayerNormalization and RMSNormalization."""
    # The statistics of doubles are floats, but not the reference's.
    shape, dtype, layer = d.shape(1, 5, 1), d.type("T", ("float", "float16")), d.schema.name == "LayerNormalization"
    axis = d.axis(len(shape))
    own = shape[axis % len(shape):]
    own = [1 if d.chance(0.2) else n for n in own[d.int(0, len(own) - 1) if d.chance(0.2) else 0:]]
    inputs = [d.values(dtype, shape, odd=False), d.values(dtype, own, odd=False)]
    if layer and d.chance():
        inputs.append(d.values(dtype, own, odd=False))
    return Case(inputs, d.pick([1, 3]) if layer else 1, attributes={"axis": axis, "epsilon": d.pick([1e-5, 0.1])})


def mean_variance(d):
    x = d.values(np.float32, d.shape(1, 5, 1), odd=False)
    return Case([x], attributes={"axes": [int(i) for i in d.rng.permutation(x.ndim)[: d.int(1, x.ndim)]]})


def lrn(d):
    return Case([d.values(np.float32, d.shape(4, 4, 1), odd=False)],
                attributes={"size": d.pick([1, 3, 5, 7]), "alpha": 0.5, "beta": d.pick([0.75, 0.3]), "bias": d.pick([1.0, 2.0])})


ACTIVATIONS = ["Relu", "Tanh", "Sigmoid", "Affine", "LeakyRelu", "ThresholdedRelu", "ScaledTanh", "HardSigmoid", "Elu",
               "Softsign", "Softplus"]
PARAMETERS = {"Affine": (0.7, 0.2), "LeakyRelu": (0.1,), "ThresholdedRelu": (0.3,), "ScaledTanh": (0.8, 0.9),
              "HardSigmoid": (0.25, 0.4),
              "Elu": (0.9,)}


def recurrent(gates, functions):
    def draw(d):
        attributes = {"hidden_size": d.int(1, 5), "direction": d.pick(["forward", "reverse", "bidirectional"])}
        ways, hidden = 1 + (attributes["direction"] == "bidirectional"), attributes["hidden_size"]
        length, batch, size = d.int(1, 4), d.int(1, 3), d.int(1, 4)
        layout = int(d.version >= 14 and d.chance(0.2))

        def values(*shape):
            return d.rng.uniform(-0.6, 0.6, shape).astype(np.float32)   # some activations grow without limit

        def swapped(*shape):
            array = values(*shape)
            return array.swapaxes(0, 1).copy() if layout else array

        inputs = [swapped(length, batch, size), values(ways, gates * hidden, size), values(ways, gates * hidden, hidden),
                  values(ways, 2 * gates * hidden) if d.chance(0.7) else None,
                  np.array(d.ints(batch, 0 if d.chance(0.2) else 1, length), np.int32) if d.chance(0.4) else None,
                  swapped(ways, batch, hidden) if d.chance() else None]
        if gates == 4:
            inputs += [swapped(ways, batch, hidden) if d.chance() else None, values(ways, 3 * hidden) if d.chance() else None]
        if d.chance(0.7):
            names = [d.pick(ACTIVATIONS) for _ in range(functions * ways)]
            attributes["activations"] = names
            attributes["activation_alpha"] = [PARAMETERS[name][0] for name in names if name in PARAMETERS]
            attributes["activation_beta"] = [PARAMETERS[name][1] for name in names if len(PARAMETERS.get(name, ())) > 1]
            attributes = {name: value for name, value in attributes.items() if value != []}
        if layout:
            attributes["layout"] = 1
        if d.chance(0.3):
            attributes["clip"] = d.pick([0.4, 2.0])
        if gates == 3 and d.chance():
            attributes["linear_before_reset"] = 1
        if gates == 4 and d.chance(0.2):
            attributes["input_forget"] = 1
        while inputs[-1] is None:
            inputs.pop()
        return Case(inputs, 3 if gates == 4 else 2, attributes=attributes, constants=held(d, 1, 2))
    return draw


def attention(d):
    batch, heads, group = d.int(1, 3), d.int(1, 3), d.int(1, 3)
    q, kv, size, value_size = d.int(1, 5), d.int(1, 6), 2 * d.int(1, 4), d.int(1, 6)
    flat, dtype = d.chance(), d.type("T1", ("float", "double"))
    past = d.int(1, 3) if d.chance(0.3) else 0

    def tokens(count, number, width):
        return d.values(dtype, [batch, count, number * width] if flat else [batch, number, count, width], -2, 2, False)

    inputs = [tokens(q, heads * group, size), tokens(kv, heads, size), tokens(kv, heads, value_size)]
    attributes = {"q_num_heads": heads * group, "kv_num_heads": heads} if flat else {}
    total = kv + past
    if d.chance():
        shape = [1 if d.chance() else n for n in (batch, heads * group)][d.pick([0, 1, 2]):]
        mask = d.rng.random([*shape, q, total]) < 0.7 if d.chance() else d.values(dtype, [*shape, q, total], odd=False)
        if mask.dtype == bool:
            mask[..., 0] = True   # a row that sees nothing has no softmax
        inputs.append(mask)
    if past:
        inputs += [None] * (4 - len(inputs))
        inputs += [d.values(dtype, [batch, heads, past, width], odd=False) for width in (size, value_size)]
    if d.version >= 24 and not past and d.chance(0.3):
        inputs += [None] * (6 - len(inputs)) + [ints(d.ints(batch, 1, kv))]
    if d.version >= 25 and d.chance(0.4):
        attributes.update(left_window_size=d.int(-1, 3), right_window_size=d.int(-1, 3))
    if d.chance(0.3):
        attributes["is_causal"] = 1
    if d.chance(0.3):
        attributes["softcap"] = 2.0
    if d.chance(0.3):
        attributes["scale"] = 0.3
    outputs = d.pick([1, 3, 4]) if past else 1
    if outputs == 4:
        # The reference's mode 0, the product alone, has the softcap too.
        attributes["qk_matmul_output_mode"] = d.int("softcap" in attributes, 3)
    return Case(inputs, outputs, attributes=attributes)


def flex_attention(d):
    """Its body wants an opset of ai.onnx."""
    batch, heads, group, q, kv, size = d.int(1, 2), d.int(1, 2), d.int(1, 2), d.int(1, 4), d.int(1, 5), d.int(1, 4)
    case = Case([d.values(np.float32, [batch, count, length, width], odd=False)
                 for count, length, width in ((heads * group, q, size), (heads, kv, size), (heads, kv, d.int(1, 4)))],
                attributes={"scale": 0.3} if d.chance() else {})
    case.model = model("FlexAttention", 1, case.inputs, 1, "ai.onnx.preview", **case.attributes)
    case.model.opset_import.append(helper.make_opsetid("", 26))
    return case


def rotary(d):
    batch, heads, length, size = d.int(1, 3), d.int(1, 3), d.int(1, 4), 2 * d.int(1, 4)
    dims = 2 * d.int(1, size // 2) if d.chance(0.4) else 0
    flat, dtype = d.chance(), d.type("T", ("float", "float16"))
    x = d.values(dtype, [batch, length, heads * size] if flat else [batch, heads, length, size], odd=False)
    half = (dims or size) // 2
    attributes = {"interleaved": d.int(0, 1), **({"rotary_embedding_dim": dims} if dims else {})}
    attributes.update({"num_heads": heads} if flat or dims else {})
    if d.chance():
        return Case([x, *(d.values(dtype, [9, half], -1, 1, False) for _ in range(2)), d.rng.integers(0, 9, [batch, length])],
                    attributes=attributes)
    return Case([x, *(d.values(dtype, [batch, length, half], -1, 1, False) for _ in range(2))], attributes=attributes)


def linear_attention(d):
    batch, heads, length, size, wide = d.int(1, 2), d.int(1, 3), d.int(1, 4), d.int(1, 4), d.int(1, 4)
    rule = d.pick(["linear", "gated", "delta", "gated_delta"])

    def tokens(width):
        return d.values(np.float32, [batch, length, heads * width], -1, 1, False)

    inputs = [tokens(size), tokens(size), tokens(wide),
              d.values(np.float32, [batch, heads, size, wide], odd=False) if d.chance() else None,
              -np.abs(tokens(d.pick([1, size]))) if "gated" in rule else None, np.abs(tokens(1)) if "delta" in rule else None]
    while inputs[-1] is None:
        inputs.pop()
    return Case(inputs, 2, attributes={"update_rule": rule, "q_num_heads": heads, "kv_num_heads": heads,
                                       **({"scale": 0.3} if d.chance() else {})})


def causal_conv(d):
    batch, channels, length, taps = d.int(1, 3), d.int(1, 4), d.int(1, 6), d.int(1, 4)
    dtype = d.type("T", ("float", "float16"))
    inputs = [d.values(dtype, shape, odd=False) for shape in ([batch, channels, length], [channels, 1, taps])]
    inputs += [d.values(dtype, [channels], odd=False) if d.chance() else None,
               d.values(dtype, [batch, channels, taps - 1], odd=False) if d.chance() and taps > 1 else None]
    while inputs[-1] is None:
        inputs.pop()
    return Case(inputs, 2, attributes={"activation": d.pick(["none", "silu", "swish"])})


def swiglu(d):
    dtype, shape = d.type(among=FLOATS), d.shape()
    return Case([d.values(dtype, shape) for _ in range(2)], attributes={"alpha": d.pick([1.0, 0.7])} if d.chance() else {})


def loss(d):
    shape, dtype = d.shape(2, 4, 1), d.type("T", FLOATS[:2])
    classes = shape[1]
    labels = d.rng.integers(0, classes, [shape[0], *shape[2:]]).astype(d.type("Tind", ("int32", "int64")))
    attributes, weights = {"reduction": d.pick(["none", "sum", "mean"])}, []
    if d.chance(0.4):
        attributes["ignore_index"] = d.pick([0, classes - 1, -1, -100])
        labels = np.where(d.rng.random(labels.shape) < 0.3, attributes["ignore_index"], labels).astype(labels.dtype)
        labels.reshape(-1)[:1] = (max(attributes["ignore_index"], 0) + 1) % classes   # one counts at least
    if classes == 1 and attributes.get("ignore_index") == 0:
        return None
    if d.chance():
        weights = [d.values(dtype, [classes], 0.5, 2, False)]
    outputs = 2 if d.schema.name[0] == "S" and d.chance() else 1
    return Case([d.values(dtype, shape, odd=False), labels, *weights], outputs, attributes=attributes)


def suppression(d):
    batches, classes, count, center = d.int(1, 2), d.int(1, 3), d.int(1, 6), d.int(0, 1)
    corners = d.rng.permutation(boxes(d, batches * count, 4)).reshape(batches, count, 4)
    if center:
        corners = np.concatenate([corners[..., :2], np.abs(corners[..., 2:]) + 0.5], -1)
    elif d.chance(0.3):
        corners = corners[..., [2, 3, 0, 1]]
    inputs = [corners, d.rng.permutation(batches * classes * count).reshape(batches, classes, count).astype(np.float32) / 9]
    inputs += [np.array([value], kind) for value, kind in ((d.int(0, 5), np.int64), (d.pick([0.0, 0.3, 0.6]), np.float32),
                                                           (d.pick([-1.0, 0.5, 1.0]), np.float32))][: d.int(0, 3)]
    return Case(inputs, attributes={"center_point_box": center} if center or d.chance() else {})


def quantize(d):
    x, kind = d.values(d.type("T1", ("float", "float16")), d.shape(1, 4), -99, 99), d.pick([np.int8, np.uint8])
    axis = d.axis(x.ndim)
    return _scaled(d, x, axis, kind)


def _scaled(d, x, axis, kind, zero_type=None):
    shape = [] if d.chance() else [x.shape[axis]]
    scales = scale(d, shape).astype(x.dtype if x.dtype.kind == "f" else np.float32)
    return Case([x, scales, d.values(kind, shape, 0, 9)], attributes={"axis": axis} if shape or d.chance() else {})


def dequantize(d):
    x = d.values(d.type(among=("int8", "uint8", "int32")), d.shape(1, 4), -99, 99)
    case = _scaled(d, x, d.axis(x.ndim), x.dtype)
    if x.dtype == np.int32:
        case.inputs.pop()
    return case


def dynamic_quantize(d):
    return Case([d.values(np.float32, d.shape(0, 4, 1), -9, 9, False)], 3)


ROWS = {
    # The reference leaves out windows that hang over the end, and dilations where the padding is automatic.
    **{name: Row(pooled, 11, 60, wanted=by_windows) for name in ("AveragePool", "LpPool")},
    "MaxPool": Row(pooled, 8, 60, wanted=by_windows),
    "GlobalAveragePool": Row(global_pool, 1), "GlobalMaxPool": Row(global_pool, 1, wanted=of_channels),
    "GlobalLpPool": Row(global_pool, 2, wanted=of_channels), "MaxUnpool": Row(max_unpool, 9, 24),
    "Conv": Row(conv, 1, 40), "ConvInteger": Row(conv_integer, 10, 24), "QLinearConv": Row(qlinear_conv, 10, 24, same=off_by_one),
    "ConvTranspose": Row(conv_transpose, 1, 40, ask_as=11, by_ort="the reference adds the bias of the first group to all"),
    "DeformConv": Row(deform_conv, 19, 24),
    "RoiAlign": Row(roi_align, 16, 30), "MaxRoiPool": Row(max_roi_pool, 1, 24, ask_as=1),
    "BatchNormalization": Row(batch_normalization, 14, 30), "InstanceNormalization": Row(per_channel, 6, 20),
    "GroupNormalization": Row(lambda d: per_channel(d, 3, d.int(1, 3)), 21, 20, same=as_floats),
    "LayerNormalization": Row(over_the_last, 17, 30, by_ort="the reference's statistics are not of their type"),
    "RMSNormalization": Row(over_the_last, 23, 30),
    "MeanVarianceNormalization": Row(mean_variance, 13, 16),
    "LRN": Row(lrn, 1, 16, by_ort="the reference's sums leave out channels"),
    "RNN": Row(recurrent(1, 1), 7, 60, by_ort="the reference knows few activations and no lengths"),
    "GRU": Row(recurrent(3, 2), 7, 60, by_ort="the reference knows few activations and no lengths"),
    "LSTM": Row(recurrent(4, 3), 7, 60, by_ort="the reference knows few activations and no lengths"),
    "Attention": Row(attention, 23, 60, same=as_floats), "FlexAttention": Row(flex_attention, 1, 10, domain="ai.onnx.preview"),
    "RotaryEmbedding": Row(rotary, 23, 24), "LinearAttention": Row(linear_attention, 27, 24),
    "CausalConvWithState": Row(causal_conv, 27, 24), "SwiGLU": Row(swiglu, 28, 16),
    "NegativeLogLikelihoodLoss": Row(loss, 12, 40, by_ort="the reference's mean counts what ignore_index -1 leaves out"),
    "SoftmaxCrossEntropyLoss": Row(loss, 12, 40),
    "NonMaxSuppression": Row(suppression, 10, 40),
    "QuantizeLinear": Row(quantize, 13, 30, by_ort="the reference wraps what is beyond 32 bits"),
    "DequantizeLinear": Row(dequantize, 13, 30), "DynamicQuantizeLinear": Row(dynamic_quantize, 11, 16),
}
