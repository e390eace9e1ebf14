#!/usr/bin/env python3
"""Trains the small digit models of this folder and writes them, with sample images.

usage: train_digits.py          train, check, write digits*.onnx and digits/*.png (about a minute on one core)
       train_digits.py --check  only measure the committed models on the held-out samples

Data: the digits that scikit-learn bundles (load_digits): 1,797 handwritten digits, 8x8 pixels of 0..16. Reproducible: every
random number is seeded, and training runs in float64 on one thread. Fails if a model's held-out accuracy is below 97 %.
"""
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from PIL import Image
from sklearn.datasets import load_digits

HERE = pathlib.Path(__file__).resolve().parent
HELD_OUT = 400
LEAST_ACCURACY = 0.97


# ---- layers: forward keeps what backward needs; parameters are lists of [value, gradient] ----


class Conv:
    """3x3 convolution, padding 1. x: [n, c, h, w]; y: [n, m, h / stride, w / stride]."""

    def __init__(self, rng, inputs, outputs, stride):
        self.stride = stride
        self.w = [rng.normal(0, np.sqrt(2 / (inputs * 9)), (outputs, inputs, 3, 3)), None]
        self.b = [np.zeros(outputs), None]

    def forward(self, x):
        n, c, h, w = x.shape
        padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
        self.windows = windows[:, :, :: self.stride, :: self.stride]  # [n, c, oh, ow, 3, 3]
        self.shape = x.shape
        return np.einsum("nchwij,mcij->nmhw", self.windows, self.w[0], optimize=True) + self.b[0][:, None, None]

    def backward(self, dy):
        n, c, h, w = self.shape
        self.w[1] = np.einsum("nchwij,nmhw->mcij", self.windows, dy, optimize=True)
        self.b[1] = dy.sum((0, 2, 3))
        taps = np.einsum("nmhw,mcij->nchwij", dy, self.w[0], optimize=True)
        dx = np.zeros((n, c, h + 2, w + 2))
        oh, ow = dy.shape[2:]
        for i in range(3):
            for j in range(3):
                rows = slice(i, i + oh * self.stride, self.stride)
                columns = slice(j, j + ow * self.stride, self.stride)
                dx[:, :, rows, columns] += taps[..., i, j]
        return dx[:, :, 1:-1, 1:-1]

    def parameters(self):
        return [self.w, self.b]


class MaxPool:
    """2x2, stride 2."""

    def forward(self, x):
        n, c, h, w = x.shape
        self.shape = x.shape
        cells = x.reshape(n, c, h // 2, 2, w // 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h // 2, w // 2, 4)
        self.winner = cells.argmax(-1)
        return cells.max(-1)

    def backward(self, dy):
        n, c, h, w = self.shape
        cells = np.zeros(dy.shape + (4,))
        np.put_along_axis(cells, self.winner[..., None], dy[..., None], -1)
        return cells.reshape(n, c, h // 2, w // 2, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h, w)

    def parameters(self):
        return []


class Relu:
    def forward(self, x):
        self.positive = x > 0
        return x * self.positive

    def backward(self, dy):
        return dy * self.positive

    def parameters(self):
        return []


class Flatten:
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dy):
        return dy.reshape(self.shape)

    def parameters(self):
        return []


class Dense:
    def __init__(self, rng, inputs, outputs):
        self.w = [rng.normal(0, np.sqrt(2 / inputs), (outputs, inputs)), None]
        self.b = [np.zeros(outputs), None]

    def forward(self, x):
        self.x = x
        return x @ self.w[0].T + self.b[0]

    def backward(self, dy):
        self.w[1] = dy.T @ self.x
        self.b[1] = dy.sum(0)
        return dy @ self.w[0]

    def parameters(self):
        return [self.w, self.b]


# ---- training ----


def data():
    """Images [1797, 1, 8, 8] of 0..255 / 255 as a PNG holds them, labels, and the split: (train, held out) indices."""
    digits = load_digits()
    pixels = np.round(digits.images * 255 / 16).astype(np.uint8)
    order = np.random.default_rng(2026).permutation(len(pixels))
    return pixels[:, None] / 255.0, digits.target, order[HELD_OUT:], order[:HELD_OUT]


def shifted(rng, images):
    """Each image moved by up to one pixel each way, so that the few samples go further."""
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
    moves = rng.integers(0, 3, (len(images), 2))
    return np.stack([p[:, y : y + 8, x : x + 8] for p, (y, x) in zip(padded, moves)])


def train(name, layers, rng, images, labels, moves, epochs=40, batch=64):
    """Adam on the cross entropy of the softmax; the learning rate falls along a cosine. `moves`: see shifted()."""
    parameters = [p for layer in layers for p in layer.parameters()]
    first = [np.zeros_like(p[0]) for p in parameters]
    second = [np.zeros_like(p[0]) for p in parameters]
    step = 0
    for epoch in range(epochs):
        rate = 2e-3 * (1 + np.cos(np.pi * epoch / epochs)) / 2
        order = rng.permutation(len(images))
        for begin in range(0, len(order), batch):
            chosen = order[begin : begin + batch]
            x = shifted(rng, images[chosen]) if moves else images[chosen]
            for layer in layers:
                x = layer.forward(x)
            p = np.exp(x - x.max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
            gradient = p.copy()
            gradient[np.arange(len(chosen)), labels[chosen]] -= 1
            gradient /= len(chosen)
            for layer in reversed(layers):
                gradient = layer.backward(gradient)
            step += 1
            for i, (value, g) in enumerate(parameters):
                first[i] = 0.9 * first[i] + 0.1 * g
                second[i] = 0.999 * second[i] + 0.001 * g * g
                value -= rate * (first[i] / (1 - 0.9**step)) / (np.sqrt(second[i] / (1 - 0.999**step)) + 1e-8)
        print(f"\r{name}: epoch {epoch + 1} of {epochs}", end="", flush=True)
    print()


# ---- ONNX ----


def to_onnx(name, layers, batch, reshape, doc):
    """The model as ONNX, opset 17. `reshape`: flatten by Reshape with a constant shape instead of Flatten."""
    nodes, weights, x = [], [], "image"

    def weight(label, value):
        weights.append(numpy_helper.from_array(np.ascontiguousarray(value), label))
        return label

    for i, layer in enumerate(layers):
        kind = type(layer).__name__.lower()
        y = "scores" if i == len(layers) - 1 else f"{kind}{i}_out"
        label = f"{kind}{i}"
        if isinstance(layer, Conv):
            inputs = [x, weight(f"{label}.w", layer.w[0].astype(np.float32)), weight(f"{label}.b", layer.b[0].astype(np.float32))]
            nodes.append(helper.make_node("Conv", inputs, [y], label, kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[layer.stride] * 2))
        elif isinstance(layer, Dense):
            inputs = [x, weight(f"{label}.w", layer.w[0].astype(np.float32)), weight(f"{label}.b", layer.b[0].astype(np.float32))]
            nodes.append(helper.make_node("Gemm", inputs, [y], label, transB=1))
        elif isinstance(layer, MaxPool):
            nodes.append(helper.make_node("MaxPool", [x], [y], label, kernel_shape=[2, 2], strides=[2, 2]))
        elif isinstance(layer, Flatten) and reshape:
            shape = weight(f"{label}.shape", np.array([1, int(np.prod(layer.shape[1:]))], np.int64))
            nodes.append(helper.make_node("Reshape", [x, shape], [y], label))
        elif isinstance(layer, Flatten):
            nodes.append(helper.make_node("Flatten", [x], [y], label))
        else:
            nodes.append(helper.make_node("Relu", [x], [y], label))
        x = y
    nodes.append(helper.make_node("Softmax", [x], ["probabilities"], "softmax", axis=1))
    inputs = [helper.make_tensor_value_info("image", TensorProto.FLOAT, [batch, 1, 8, 8])]
    outputs = [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [batch, 10])]
    graph = helper.make_graph(nodes, name, inputs, outputs, weights, doc_string=doc)
    model = helper.make_model(graph, producer_name="berth", opset_imports=[helper.make_opsetid("", 17)], ir_version=8, doc_string=doc)
    helper.set_model_props(model, {"data": "Optical Recognition of Handwritten Digits, E. Alpaydin, C. Kaynak, UCI, 1998", "data_license": "CC BY 4.0"})
    onnx.checker.check_model(model, full_check=True)
    return model


def probabilities(model, images):
    """Of each image, by ONNX's reference evaluator on the very model."""
    evaluator = ReferenceEvaluator(model)
    return np.concatenate([evaluator.run(None, {"image": image[None].astype(np.float32)})[0] for image in images])


def check(name, model, images, labels):
    accuracy = float((probabilities(model, images).argmax(1) == labels).mean())
    print(f"{name}: accuracy on {len(images)} held-out digits: {accuracy:.2%}")
    if accuracy < LEAST_ACCURACY:
        sys.exit(f"error: {name}: accuracy {accuracy:.2%} seen, at least {LEAST_ACCURACY:.0%} wanted")
    return accuracy


def architectures(rng):
    """Name, batch, whether Reshape flattens, whether samples are moved (a dense layer would have to learn each place), layers."""
    yield "digits", 1, True, True, [Conv(rng, 1, 12, 1), Relu(), Conv(rng, 12, 24, 2), Relu(), Flatten(), Dense(rng, 384, 32), Relu(), Dense(rng, 32, 10)]
    yield "digits_pool", "N", False, True, [Conv(rng, 1, 12, 1), Relu(), MaxPool(), Conv(rng, 12, 24, 1), Relu(), Flatten(), Dense(rng, 384, 10)]
    yield "digits_mlp", "N", False, False, [Flatten(), Dense(rng, 64, 96), Relu(), Dense(rng, 96, 10)]


def without_flatten(model):
    """The MLP takes [N, 64] itself."""
    graph = model.graph
    first = graph.node[0]
    graph.node[1].input[0] = "image"
    graph.node.remove(first)
    del graph.input[0].type.tensor_type.shape.dim[1:]
    graph.input[0].type.tensor_type.shape.dim.add().dim_value = 64
    onnx.checker.check_model(model, full_check=True)
    return model


def write_samples(models, images, labels, held_out):
    """One held-out digit of each kind that all models are sure of and right about, and what each says of it."""
    expected = {}
    for digit in range(10):
        for i in held_out[labels[held_out] == digit]:
            said = {name: probabilities(model, [shaped(name, images[i])])[0] for name, model in models.items()}
            if all(p[digit] > 0.95 for p in said.values()):
                break
        Image.fromarray(np.round(images[i][0] * 255).astype(np.uint8), "L").save(HERE / "digits" / f"{digit}.png")
        expected[f"{digit}.png"] = {name: [round(float(p), 7) for p in values] for name, values in said.items()}
    (HERE / "digits" / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


def shaped(name, image):
    return image.reshape(64) if name == "digits_mlp" else image


def main():
    images, labels, trained_on, held_out = data()
    models = {}
    if sys.argv[1:] == ["--check"]:
        for name in ("digits", "digits_pool", "digits_mlp"):
            models[name] = onnx.load(HERE / f"{name}.onnx")
            check(name, models[name], [shaped(name, i) for i in images[held_out]], labels[held_out])
        return
    if sys.argv[1:]:
        sys.exit(__doc__)
    rng = np.random.default_rng(7)
    (HERE / "digits").mkdir(exist_ok=True)
    for name, batch, reshape, moves, layers in architectures(rng):
        train(name, layers, rng, images[trained_on], labels[trained_on], moves)
        model = to_onnx(name, layers, batch, reshape, f"Handwritten digits, 8x8 pixels of 0 to 1, to probabilities of 0 to 9 ({name})")
        models[name] = without_flatten(model) if name == "digits_mlp" else model
        check(name, models[name], [shaped(name, i) for i in images[held_out]], labels[held_out])
        onnx.save(models[name], HERE / f"{name}.onnx")
    write_samples(models, images, labels, held_out)


if __name__ == "__main__":
    main()
