"""Holds an operator against ONNX's reference evaluator: a model of one node, run by the library and by the reference.

    with Operators() as ops:
        ops.check("Gather", 13, [data, indices], axis=1)                 # the reference says what is wanted
        ops.check("Add", 6, [a, b], wanted=[a + b[:, None]], broadcast=1, axis=0)
        for version, types in bindings("Where"):                         # every version, every type of its schema
            ops.check("Where", version, [draw(rng, types["B"], [3]), ...])
        ops.check("Scaler", 1, [x], by_ort=True, domain="ai.onnx.ml")    # ONNX Runtime says what is wanted

An input that is None is left out; those whose numbers `constants` has are initializers. Wanted values are compared with the
tolerance of their type. Maps are dicts, sequences lists, of values of one type each.
"""
import itertools
import unittest
import zlib

import ml_dtypes
import numpy as np
import onnx
from common import LIBRARY, onnxruntime_library
from onnx import defs, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from ortlib import Library, OrtError

INVALID = (1, 2, 10)   # ORT_FAIL, ORT_INVALID_ARGUMENT, ORT_INVALID_GRAPH

# Absolute and relative; everything else is compared exactly.
TOLERANCES = {np.dtype(dtype): limits for dtype, limits in (
    ("float16", (1e-3, 1e-2)), (ml_dtypes.bfloat16, (1e-2, 5e-2)), ("float32", (1e-5, 1e-3)), ("float64", (1e-9, 1e-7)))}

def dtype_of(name):
    """The array type of a schema's "float", "int64", ...; None for one that the C API has no number for."""
    return None if name.startswith("float6") else np.dtype(helper.tensor_dtype_to_np_dtype(_number(name)))


def is_float(dtype):
    return dtype.kind == "f" or "float" in dtype.name


def versions(op_type, domain=""):
    """Of all that are not deprecated."""
    found = {schema.since_version: schema for schema in defs.get_all_schemas_with_history()
             if (schema.name, schema.domain) == (op_type, domain) and not schema.deprecated}
    return [found[version] for version in sorted(found)]


def bindings(op_type, domain=""):
    """(version, {type parameter: array type}) for every version and every combination of types of its schema."""
    for schema in versions(op_type, domain):
        names = [constraint.type_param_str for constraint in schema.type_constraints]
        tensors = [[text[7:-1] for text in constraint.allowed_type_strs if text.startswith("tensor(")]
                   for constraint in schema.type_constraints]
        for types in itertools.product(*[sorted(allowed) for allowed in tensors]):
            dtypes = [dtype_of(name) for name in types]
            if None not in dtypes:
                yield schema.since_version, dict(zip(names, dtypes))


def seeded(*what):
    """Numbers that depend on the arguments alone."""
    return np.random.default_rng(zlib.crc32(repr(what).encode()))


def extremes(dtype):
    """Integers at the ends of the type, and small ones."""
    info = np.iinfo(dtype)
    return np.array([info.min, info.max, info.min + 1, 0, 1, info.max - 1, 2, info.max // 2], dtype)


def draw(rng, dtype, shape, low=-4, high=4):
    """Numbers between the bounds, as far as the type goes; texts and bool too."""
    dtype, size = np.dtype(dtype), tuple(shape)
    if dtype == bool:
        return rng.random(size) < 0.5
    if dtype == object:
        return np.array([f"t{i % 3}" for i in range(int(np.prod(size)))], object).reshape(size)
    if dtype.kind == "c":
        return (rng.uniform(low, high, size) + 1j * rng.uniform(low, high, size)).astype(dtype)
    if is_float(dtype):
        return rng.uniform(low, high, size).astype(dtype)
    unsigned = dtype.kind == "u" or dtype.name.startswith("uint")
    info = ml_dtypes.iinfo(dtype)   # some hold less than the bounds
    return rng.integers(max(low, 0 if unsigned else int(info.min)), min(high, int(info.max)), size, endpoint=True).astype(dtype)


def model(op_type, version, inputs, outputs=1, domain="", constants=(), **attributes):
    """The model of one node; outputs are "y0", "y1", ..., inputs "x0", "x1", ... `outputs`: their number, or arrays whose types
    are declared, for versions without inference. `constants`: which inputs the model itself holds."""
    names = ["" if array is None else f"x{i}" for i, array in enumerate(inputs)]
    declared = [] if isinstance(outputs, int) else outputs
    results = [f"y{i}" for i in range(outputs if isinstance(outputs, int) else len(outputs))]
    node = helper.make_node(op_type, names, results, domain=domain, **attributes)
    feeds = [helper.make_value_info(name, _type(value))
             for i, (name, value) in enumerate(zip(names, inputs)) if name and i not in constants]
    held = [numpy_helper.from_array(inputs[i], names[i]) for i in constants]
    infos = [helper.make_value_info(name, _type(value, shaped=False)) for name, value in zip(results, declared)]
    graph = helper.make_graph([node], "one", feeds, infos or [onnx.ValueInfoProto(name=name) for name in results], held)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid(domain, version)])


def assert_same(seen, wanted):
    if isinstance(wanted, (dict, list)):
        assert type(seen) is type(wanted) and len(seen) == len(wanted), f"{_text(seen)} seen, {_text(wanted)} wanted"
        if isinstance(wanted, dict):
            assert list(seen) == list(wanted), f"keys {list(seen)} seen, {list(wanted)} wanted"
            seen, wanted = seen.values(), wanted.values()
        for a, b in zip(seen, wanted):
            assert_same(a if isinstance(a, dict) else np.asarray(a), b)
        return
    wanted = np.asarray(wanted)
    wanted = wanted.astype(object) if wanted.dtype.kind in "UT" else wanted
    assert seen.dtype == wanted.dtype and seen.shape == wanted.shape, f"{_text(seen)} seen, {_text(wanted)} wanted"
    if wanted.dtype in TOLERANCES:
        absolute, relative = TOLERANCES[wanted.dtype]
        np.testing.assert_allclose(seen.astype(np.float64), wanted.astype(np.float64), relative, absolute, equal_nan=True)
    elif is_float(wanted.dtype):
        np.testing.assert_array_equal(seen.astype(np.float32), wanted.astype(np.float32))
    else:
        np.testing.assert_array_equal(seen, wanted)


class Operators:
    def __init__(self):
        self.library, self.runtime = Library(LIBRARY), None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for library in filter(None, [self.library, self.runtime]):
            library.close()

    def run(self, op_type, version, inputs, outputs=1, domain="", constants=(), **attributes):
        """The outputs that the library computes."""
        made = model(op_type, version, inputs, outputs, domain, constants, **attributes)
        return self._run(self.library, made, inputs, constants)

    def run_by_ort(self, op_type, version, inputs, outputs=1, domain="", constants=(), **attributes):
        """Those that ONNX Runtime computes. `outputs`: arrays of their types, for operators without inference."""
        if self.runtime is None:
            self.runtime = Library(onnxruntime_library())
        made = model(op_type, version, inputs, outputs, domain, constants, **attributes)
        made.ir_version = min(made.ir_version, 10)
        return self._run(self.runtime, made, inputs, constants)

    @staticmethod
    def _run(library, made, inputs, constants):
        session = library.session(made.SerializeToString())
        try:
            return session.run(_feeds(inputs, constants))
        finally:
            session.close()

    def check(self, op_type, version, inputs, wanted=None, outputs=1, domain="", constants=(), by_ort=False, **attributes):
        """Runs and compares with `wanted`, or with what ONNX Runtime or the reference computes."""
        what = f"{op_type}-{version}({', '.join(_text(array) for array in inputs)}) {attributes or ''}"
        if by_ort:
            wanted = self.run_by_ort(op_type, version, inputs, outputs, domain, constants, **attributes)
        elif wanted is None:
            reference = ReferenceEvaluator(model(op_type, version, inputs, outputs, domain, constants, **attributes))
            with np.errstate(all="ignore"):
                wanted = reference.run(None, _feeds(inputs, constants))
        try:
            infers = defs.get_schema(op_type, version, domain).has_type_and_shape_inference_function
            seen = self.run(op_type, version, inputs, len(wanted) if infers else wanted, domain, constants, **attributes)
            for got, want in zip(seen, wanted, strict=True):
                assert_same(got, want)
        except (AssertionError, OrtError) as error:
            raise AssertionError(f"{what}: {error}") from error

    def refuses(self, op_type, version, inputs, words, outputs=1, domain="", **attributes):
        """The session or the run fails with an error of the model or of its inputs whose text has all these words."""
        try:
            self.run(op_type, version, inputs, outputs, domain, **attributes)
        except OrtError as error:
            assert error.code in INVALID, f"{op_type}: {error}"
            for word in words:
                assert word in error.text, f"{op_type}: \"{word}\" wanted in: {error.text}"
            return
        raise AssertionError(f"{op_type}-{version}: an error wanted")


class OperatorTest(unittest.TestCase):
    def setUp(self):
        self.ops = Operators()

    def tearDown(self):
        self.ops.close()

    def each_type(self, op_type, param=None, domain=""):
        """(version, type of that parameter of the schema, or of its first one)"""
        for version, types in bindings(op_type, domain):
            yield version, types[param or next(iter(types))]


def _number(of):
    """ONNX's number of a type's name or of an array type."""
    if isinstance(of, str):
        return onnx.TensorProto.DataType.Value(of.upper())
    return onnx.TensorProto.STRING if of.kind in "OU" else helper.np_dtype_to_tensor_dtype(of)


def _feeds(inputs, constants):
    return {f"x{i}": array for i, array in enumerate(inputs) if array is not None and i not in constants}


def _type(value, shaped=True):
    """ONNX's type of an array, dict or list."""
    if isinstance(value, dict):
        keys, values = np.array(list(value)), np.array(list(value.values()))
        return helper.make_map_type_proto(_number(keys.dtype), helper.make_tensor_type_proto(_number(values.dtype), None))
    if isinstance(value, list):
        return helper.make_sequence_type_proto(_type(value[0]))
    value = np.asarray(value)
    return helper.make_tensor_type_proto(_number(value.dtype), value.shape if shaped else None)


def _text(value):
    return f"{value.dtype}{list(value.shape)}" if isinstance(value, np.ndarray) else repr(value)
