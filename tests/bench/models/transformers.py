"""BERT, GPT with and without a key-value cache, ViT: in the plain operators that exporters write."""
import numpy as np
from onnx import TensorProto

from .builder import Builder


def bert(layers=12, width=768, heads=12, vocabulary=8000, longest=128):
    """Token ids [1, sequence] and an attention mask of the same shape to hidden states and a pooled vector."""
    b = Builder(1)
    ids, mask = b.input("input_ids", [1, "sequence"], TensorProto.INT64), b.input("attention_mask", [1, "sequence"], TensorProto.INT64)
    length = b.op("Slice", b.op("Shape", ids), b.ints(1), b.ints(2))
    positions = b.op("Slice", b.const(np.arange(longest, dtype=np.int64)), b.ints(0), length)
    x = b.op("Gather", b.normal(vocabulary, width, scale=0.5), ids)
    x = b.layer_norm(b.op("Add", x, b.op("Gather", b.normal(longest, width, scale=0.1), positions)), width)
    bias = b.op("Cast", b.op("Unsqueeze", mask, b.ints(1, 2)), to=TensorProto.FLOAT)
    bias = b.op("Mul", b.op("Sub", b.number(1), bias), b.number(-10000))
    for _ in range(layers):
        x = b.layer_norm(b.op("Add", x, b.self_attention(x, width, heads, bias)), width)
        x = b.layer_norm(b.op("Add", x, b.feed_forward(x, width, 4 * width)), width)
    b.nodes[-1].output[0] = "hidden"
    first = b.op("Gather", "hidden", b.const(np.array(0, np.int64)), axis=1)
    b.op("Tanh", b.linear(first, width, width))
    b.output("hidden", [1, "sequence", width])
    b.output(b.rename_last("pooled"), [1, width])
    return b.model("bert")


def _causal_mask(b, length):
    """[sequence, sequence]: 0 where a token may look, -10000 above the diagonal."""
    ones = b.op("Expand", b.number(-10000), b.op("Concat", length, length, axis=0))
    return b.op("Trilu", ones, b.const(np.array(1, np.int64)), upper=1)


def gpt(layers=6, width=512, heads=8, vocabulary=8000, longest=1024):
    """Token ids [1, sequence] to logits of every position."""
    b = Builder(2)
    ids = b.input("input_ids", [1, "sequence"], TensorProto.INT64)
    length = b.op("Slice", b.op("Shape", ids), b.ints(1), b.ints(2))
    positions = b.op("Slice", b.const(np.arange(longest, dtype=np.int64)), b.ints(0), length)
    x = b.op("Add", b.op("Gather", b.normal(vocabulary, width, scale=0.5), ids),
             b.op("Gather", b.normal(longest, width, scale=0.1), positions))
    mask = _causal_mask(b, length)
    for _ in range(layers):
        x = b.op("Add", x, b.self_attention(b.layer_norm(x, width), width, heads, mask))
        x = b.op("Add", x, b.feed_forward(b.layer_norm(x, width), width, 4 * width))
    b.op("MatMul", b.layer_norm(x, width), b.normal(width, vocabulary))
    b.output(b.rename_last("logits"), [1, "sequence", vocabulary])
    return b.model("gpt")


def gpt_with_cache(layers=6, width=512, heads=8, vocabulary=8000, longest=1024):
    """One token [1, 1], its position and each layer's past keys and values [1, heads, past, width / heads]."""
    b = Builder(3)
    ids, position = b.input("input_ids", [1, 1], TensorProto.INT64), b.input("position", [1], TensorProto.INT64)
    x = b.op("Add", b.op("Gather", b.normal(vocabulary, width, scale=0.5), ids),
             b.op("Gather", b.normal(longest, width, scale=0.1), position))
    shape, grown = [1, heads, "past", width // heads], [1, heads, "past + 1", width // heads]
    for layer in range(layers):
        past = [b.input(f"past_{kind}_{layer}", shape) for kind in ("key", "value")]
        y = b.layer_norm(x, width)
        q, k, v = (b.heads(b.linear(y, width, width), heads, width) for _ in range(3))
        present = []
        for kind, old, new in zip(("key", "value"), past, (k, v)):
            b.op("Concat", old, new, axis=2)
            present.append(b.rename_last(f"present_{kind}_{layer}"))
            b.output(present[-1], grown)
        x = b.op("Add", x, b.linear(b.attend(q, *present, width, heads), width, width))
        x = b.op("Add", x, b.feed_forward(b.layer_norm(x, width), width, 4 * width))
    b.op("MatMul", b.layer_norm(x, width), b.normal(width, vocabulary))
    b.output(b.rename_last("logits"), [1, 1, vocabulary])
    return b.model("gpt_with_cache")


def vit(layers=12, width=192, heads=3, image=224, patch=16, classes=1000):
    """An image [1, 3, 224, 224] to class logits."""
    b = Builder(4)
    x = b.input("image", [1, 3, image, image])
    x = b.op("Conv", x, b.normal(width, 3, patch, patch), b.normal(width, scale=0.02), strides=[patch, patch],
             kernel_shape=[patch, patch])
    tokens = (image // patch) ** 2
    x = b.op("Transpose", b.op("Reshape", x, b.ints(0, width, tokens)), perm=[0, 2, 1])
    x = b.op("Concat", b.normal(1, 1, width, scale=0.1), x, axis=1)
    x = b.op("Add", x, b.normal(1, tokens + 1, width, scale=0.1))
    for _ in range(layers):
        x = b.op("Add", x, b.self_attention(b.layer_norm(x, width), width, heads))
        x = b.op("Add", x, b.feed_forward(b.layer_norm(x, width), width, 4 * width))
    first = b.op("Gather", b.layer_norm(x, width), b.const(np.array(0, np.int64)), axis=1)
    b.linear(first, width, classes)
    b.output(b.rename_last("logits"), [1, classes])
    return b.model("vit")
