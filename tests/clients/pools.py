"""Pooling by its definition, one window after the other."""
import numpy as np


def windows(size, kernel, stride, dilation, pads, auto_pad, ceil_mode):
    """(how many windows an axis has, the padding before it)"""
    extent = (kernel - 1) * dilation + 1
    if auto_pad.startswith("SAME"):
        count = -(-size // stride)
        total = max(0, (count - 1) * stride + extent - size)
        return count, total // 2 if auto_pad == "SAME_UPPER" else total - total // 2
    before, after = (0, 0) if auto_pad == "VALID" else pads
    room = size + before + after - extent
    # A window larger than the padded axis: onnx's shape inference divides towards zero.
    count = (-(-room // stride) if ceil_mode else int(room / stride)) + 1
    if ceil_mode and (count - 1) * stride >= size + before:
        count -= 1
    return count, before


def pool(x, reduce, kernel_shape, strides=None, pads=None, dilations=None, auto_pad="NOTSET", ceil_mode=0, **_):
    """reduce(list of taps inside, number of taps that lie in the input or its padding) of every window of x [n, c, ...]; None
    where the window is larger than the padded input by more than a stride."""
    rank = len(kernel_shape)
    strides, dilations, pads = strides or [1] * rank, dilations or [1] * rank, pads or [0] * (2 * rank)
    sizes, before = zip(*(windows(size, kernel_shape[i], strides[i], dilations[i], (pads[i], pads[i + rank]), auto_pad, ceil_mode)
                          for i, size in enumerate(x.shape[2:])))
    if min(sizes) < 0:
        return None
    # What automatic padding adds behind is as much as the last window needs.
    ends = [n + {"NOTSET": pad, "VALID": 0}.get(auto_pad, 1 << 60) for n, pad in zip(x.shape[2:], pads[rank:])]
    y = np.zeros([*x.shape[:2], *sizes])
    for at in np.ndindex(*y.shape):
        inside, counted = [], 0
        for tap in np.ndindex(*kernel_shape):
            place = [p * s - pad + t * d for p, s, pad, t, d in zip(at[2:], strides, before, tap, dilations)]
            counted += all(v < end for v, end in zip(place, ends))
            if all(0 <= v < n for v, n in zip(place, x.shape[2:])):
                inside.append(float(x[(*at[:2], *place)]))
        y[at] = reduce(inside, counted)
    return y.astype(x.dtype)
