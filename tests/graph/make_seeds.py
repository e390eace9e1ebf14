#!/usr/bin/env python3
"""Writes seeds for the fuzzer of model loading: the models of onnx's operator cases, models with functions, bodies and stored
tensors of every kind, and a dictionary of names.

usage: make_seeds.py FOLDER      writes FOLDER/seeds/*.onnx and FOLDER/words.dict
"""
import pathlib
import sys
import warnings

import numpy as np
import onnx
from onnx import TensorProto, helper, parser

LARGEST = 4096   # bytes of a seed: mutations of larger ones find little

HEAD = '<ir_version: 10, opset_import: ["":18, "my":1]> g (float[3] x, bool c) => (float[3] y) '
FUNCTION = ' <domain: "my", opset_import: ["":18, "my":1]> '
TEXTS = {
    "calls": HEAD + "{ t = my.f <k = 0.5> (x)  y = my.f (t) }"
    + FUNCTION + "f <k : float = 0.25> (a) => (b) { d = my.h (a)  b = LeakyRelu <alpha : float = @k> (d) }"
    + FUNCTION + "h (a, low) => (b, unused) { b = Clip (a, low)  unused = Neg (a) }",
    "function_with_body": HEAD + "{ y = my.f (c, x) }" + FUNCTION + """f (c, a) => (b) {
        b = If (c) <then_branch = t () => (float[3] u) { u = Neg (a) }, else_branch = e () => (float[3] v) { v = Abs (a) }> }""",
    "if": HEAD + """{ z = Relu (x)  y = If (c) <then_branch = t () => (u) { k = Constant <value_float = 2.0> ()  u = Mul (z, k) },
        else_branch = e () => (v) { v = If (c) <then_branch = t2 () => (p) { p = Tanh (x) },
                                              else_branch = e2 () => (q) { q = Abs (z) }> }> }""",
    "loop": """<ir_version: 8, opset_import: ["":17]> g (int64 n, bool c, float[N,2] s) => (o, p) {
        o, p = Loop (n, c, s) <body = b (i, k, a) => (k2, a2, e) { k2 = Identity (k)  a2 = Tanh (a)  e = Shape (a2) }> }""",
    "scan": """<ir_version: 8, opset_import: ["":17]> g (float[2] s, float[5,4] r) => (q, z) {
        q, z = Scan <num_scan_inputs = 1, body = b (st, el) => (st2, el2) { st2 = Tanh (st)  el2 = Relu (el) }> (s, r) }""",
    "shapes": """<ir_version: 8, opset_import: ["":17]> g (float[2,N,3] x) => (y) {
        s = Shape (x)  i = Constant <value_ints = [0]> ()  d = Gather (s, i)  m = Constant <value_ints = [-1]> ()
        t = Concat <axis = 0> (d, m)  y = Reshape (x, t) }""",
}


def stored():
    """Initializers in typed fields, as raw data, outside, and sparse, of every element type."""
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "g", [helper.make_tensor_value_info("x", 1, [2])],
                              [helper.make_tensor_value_info("y", 1, [2])])
    for number, name in enumerate(TensorProto.DataType.keys()):
        if name == "UNDEFINED":
            continue
        raw = TensorProto(name=f"raw_{name}", data_type=number, dims=[4], raw_data=bytes(range(4 * 16)))
        typed = TensorProto(name=f"typed_{name}", data_type=number, dims=[2], int32_data=[1, 0], float_data=[1, 0, 1, 0],
                            int64_data=[1, 0], double_data=[1, 0, 1, 0], uint64_data=[1, 0], string_data=[b"a", b""])
        graph.initializer.extend([raw, typed])
    outside = TensorProto(name="outside", data_type=1, dims=[2], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", "../w.bin"), ("offset", "0"), ("length", "8")):
        outside.external_data.add(key=key, value=value)
    graph.initializer.append(outside)
    graph.sparse_initializer.append(helper.make_sparse_tensor(helper.make_tensor("sparse", 1, [2], [1.0, 2.0]),
                                                              helper.make_tensor("at", 7, [2, 2], [0, 1, 1, 0]), [2, 2]))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 25)], ir_version=11)


def models():
    from onnx.backend.test.case.node import collect_testcases

    for name, text in TEXTS.items():
        yield name, parser.parse_model(text)
    yield "stored", stored()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in collect_testcases(None):
            if case.model is not None:
                yield case.name, case.model


def words():
    """Names that a mutation would hardly come by."""
    found = {"location", "offset", "length", "ai.onnx.ml", "com.microsoft"}
    for schema in onnx.defs.get_all_schemas_with_history():
        found.add(schema.name)
        found.update(schema.attributes)
    return sorted(found)


def main(folder):
    np.random.seed(0)   # the cases draw their samples
    seeds = folder / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    for name, model in models():
        data = model.SerializeToString()
        if len(data) <= LARGEST or not name.startswith("test_"):
            (seeds / f"{name}.onnx").write_bytes(data)
    (folder / "words.dict").write_text("".join(f'"{word}"\n' for word in words()))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
