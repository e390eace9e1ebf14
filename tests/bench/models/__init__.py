"""The models that Berth is measured on: built on the spot from seeded numbers, opset 17, kept in a cache folder.

    path, inputs = fetch("bert", folder)      inputs: a list of feeds (name to array), to be used in turn
"""
import pathlib

import numpy as np
import onnx

from . import light, small_nets, transformers


def _image(size=224):
    return [{"image": _random(size).standard_normal((1, 3, size, size)).astype(np.float32)}]


def _random(seed):
    return np.random.default_rng(seed)


def _tokens(lengths):
    random = _random(11)
    return [{"input_ids": random.integers(0, 8000, (1, n)), "attention_mask": np.ones((1, n), np.int64)} for n in lengths]


def _cached_token(layers=6, heads=8, past=512, width=64):
    random = _random(12)
    feed = {"input_ids": random.integers(0, 8000, (1, 1)), "position": np.array([past], np.int64)}
    for layer in range(layers):
        for kind in ("key", "value"):
            feed[f"past_{kind}_{layer}"] = random.standard_normal((1, heads, past, width)).astype(np.float32)
    return [feed]


def _light_feeds(model):
    value = model.graph.input[0]
    shape = [d.dim_value for d in value.type.tensor_type.shape.dim]
    return [{value.name: _random(13).standard_normal(shape).astype(np.float32)}]


# Name: model maker, feeds maker (given the model).
MODELS = {
    **{f"light_{name}": (lambda name=name: light.light(name), _light_feeds) for name in light.NAMES},
    "bert": (transformers.bert, lambda _: _tokens([128])),
    "bert_any_length": (transformers.bert, lambda _: _tokens([32, 128, 47, 96, 64, 113, 80, 33, 101, 71, 128, 55])),
    "gpt": (transformers.gpt, lambda _: [{"input_ids": _random(14).integers(0, 8000, (1, 64))}]),
    "gpt_with_cache": (transformers.gpt_with_cache, lambda _: _cached_token()),
    "vit": (transformers.vit, lambda _: _image()),
    "mobilenet_v2": (small_nets.mobilenet_v2, lambda _: _image()),
    "lstm": (small_nets.lstm, lambda _: [{"sequence": _random(15).standard_normal((100, 1, 128)).astype(np.float32)}]),
    "int8_cnn": (small_nets.int8_cnn, lambda _: _image(112)),
    "mlp": (small_nets.mlp, lambda _: [{"features": _random(16).standard_normal((1, 256)).astype(np.float32)}]),
}


def fetch(name, folder):
    """Builds the model unless the folder has it. Returns its path and its feeds."""
    make, feeds = MODELS[name]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    if path.exists():
        model = onnx.load(path)
    else:
        model = make()
        scratch = path.with_suffix(".part")
        onnx.save(model, scratch)
        scratch.rename(path)
    return path, feeds(model)
