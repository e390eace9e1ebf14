"""MobileNetV2, a bidirectional LSTM, an int8 CNN in QDQ form, an MLP."""
import numpy as np

from .builder import Builder

# Expansion, channels, blocks, first stride (Sandler et al. 2018, table 2).
MOBILENET_V2 = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]


def _conv(b, x, out, into, kernel=1, stride=1, group=1):
    weight = b.normal(out, into // group, kernel, kernel, scale=np.sqrt(2 / (into // group * kernel * kernel)))
    pad = kernel // 2
    return b.op("Conv", x, weight, b.normal(out, scale=0.02), kernel_shape=[kernel, kernel], strides=[stride, stride],
                pads=[pad] * 4, group=group)


def mobilenet_v2(image=224, classes=1000):
    """An image [1, 3, 224, 224] to class logits; width 1.0, batch normalization folded into the convolutions."""
    b = Builder(5)
    x = b.input("image", [1, 3, image, image])

    def relu6(y):
        return b.op("Clip", y, b.number(0), b.number(6))

    x, channels = relu6(_conv(b, x, 32, 3, 3, 2)), 32
    for expansion, out, blocks, first in MOBILENET_V2:
        for block in range(blocks):
            stride, inner, y = (first if block == 0 else 1), channels * expansion, x
            if expansion > 1:
                y = relu6(_conv(b, y, inner, channels))
            y = _conv(b, relu6(_conv(b, y, inner, inner, 3, stride, inner)), out, inner)
            x = b.op("Add", x, y) if stride == 1 and channels == out else y
            channels = out
    x = b.op("GlobalAveragePool", relu6(_conv(b, x, 1280, channels)))
    b.op("Gemm", b.op("Flatten", x), b.normal(1280, classes), b.normal(classes, scale=0.02))
    b.output(b.rename_last("logits"), [1, classes])
    return b.model("mobilenet_v2")


def lstm(steps=100, width=128, hidden=256, layers=2):
    """A sequence [steps, 1, width] through bidirectional layers, to [steps, 1, 2 * hidden]."""
    b = Builder(6)
    x, into = b.input("sequence", [steps, 1, width]), width
    for _ in range(layers):
        scale = 1 / np.sqrt(hidden)
        y = b.op("LSTM", x, b.normal(2, 4 * hidden, into, scale=scale), b.normal(2, 4 * hidden, hidden, scale=scale),
                 b.normal(2, 8 * hidden, scale=scale), hidden_size=hidden, direction="bidirectional")
        x = b.op("Reshape", b.op("Transpose", y, perm=[0, 2, 1, 3]), b.ints(0, 0, 2 * hidden))
        into = 2 * hidden
    b.output(b.rename_last("features"), [steps, 1, 2 * hidden])
    return b.model("lstm")


def _quantized(b, x, zero=128, scale=0.05):
    """A pair of QuantizeLinear and DequantizeLinear, uint8."""
    scale, zero = b.number(scale), b.const(np.array(zero, np.uint8))
    return b.op("DequantizeLinear", b.op("QuantizeLinear", x, scale, zero), scale, zero)


def int8_cnn(image=112, layers=12, widths=(64, 128, 256), classes=10):
    """3x3 convolutions on uint8 activations and int8 weights (one scale a channel), in QDQ form."""
    b = Builder(7)
    x, channels = _quantized(b, b.input("image", [1, 3, image, image])), 3
    per_width = layers // len(widths)
    for layer in range(layers):
        out, stride = widths[layer // per_width], (2 if layer and layer % per_width == 0 else 1)
        weight = b.const(np.clip(np.round(b.random.standard_normal((out, channels, 3, 3)) * 40), -127, 127).astype(np.int8))
        scales = (np.sqrt(2 / (channels * 9)) / 40 * (1 + 0.2 * b.random.random(out))).astype(np.float32)
        weight = b.op("DequantizeLinear", weight, b.const(scales), b.const(np.zeros(out, np.int8)), axis=0)
        bias = b.const(np.round(b.random.standard_normal(out) * 100).astype(np.int32))
        bias = b.op("DequantizeLinear", bias, b.const((scales * np.float32(0.05)).astype(np.float32)),
                    b.const(np.zeros(out, np.int32)), axis=0)
        y = b.op("Conv", x, weight, bias, kernel_shape=[3, 3], pads=[1] * 4, strides=[stride] * 2)
        x, channels = _quantized(b, b.op("Relu", y), zero=0), out
    x = b.op("Flatten", _quantized(b, b.op("GlobalAveragePool", x), zero=0))
    b.op("Gemm", x, b.normal(channels, classes), b.normal(classes, scale=0.02))
    b.output(b.rename_last("logits"), [1, classes])
    return b.model("int8_cnn")


def mlp(widths=(256, 512, 512, 10)):
    """[1, 256] through two hidden layers with Relu."""
    b = Builder(8)
    x = b.input("features", [1, widths[0]])
    for i, (rows, columns) in enumerate(zip(widths, widths[1:])):
        x = b.op("Gemm", x, b.normal(rows, columns), b.normal(columns, scale=0.02))
        x = b.op("Relu", x) if i + 2 < len(widths) else x
    b.output(b.rename_last("scores"), [1, widths[-1]])
    return b.model("mlp")
