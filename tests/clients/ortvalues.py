"""Values of the C API to and from Python.

    tensor      array; elements of less than a byte take a byte each (ml_dtypes); texts are arrays of objects
    sequence    list
    map         dict
    optional    None, where there is no value
"""
import ctypes as c

import ml_dtypes
import numpy as np

TENSOR, SEQUENCE, MAP = 1, 2, 3   # ONNXType
STRING = 8                        # ONNXTensorElementDataType

DTYPES = {i: np.dtype(t) for i, t in (
    (1, "float32"), (2, "uint8"), (3, "int8"), (4, "uint16"), (5, "int16"), (6, "int32"), (7, "int64"), (STRING, "object"),
    (9, "bool"), (10, "float16"), (11, "float64"), (12, "uint32"), (13, "uint64"), (14, "complex64"), (15, "complex128"),
    (16, ml_dtypes.bfloat16), (17, ml_dtypes.float8_e4m3fn), (18, ml_dtypes.float8_e4m3fnuz), (19, ml_dtypes.float8_e5m2),
    (20, ml_dtypes.float8_e5m2fnuz), (21, ml_dtypes.uint4), (22, ml_dtypes.int4), (23, ml_dtypes.float4_e2m1fn),
    (24, ml_dtypes.uint2), (25, ml_dtypes.int2), (26, ml_dtypes.float8_e8m0fnu))}
TYPES = {dtype: i for i, dtype in DTYPES.items()}
_BITS = {21: 4, 22: 4, 23: 4, 24: 2, 25: 2}   # of elements smaller than a byte


def make(library, value):
    """A new OrtValue. Its tensors are copies, so that `value` may go at once."""
    if isinstance(value, dict):
        keys, values = np.array(list(value)), np.array(list(value.values()))
        return _compound(library, [keys, values], MAP)
    if isinstance(value, (list, tuple)):
        return _compound(library, value, SEQUENCE) if value else _empty_sequence(library)
    if value is None:
        return _nothing(library)
    return _tensor(library, np.asarray(value))


def take(library, value):
    """What is in an OrtValue, which stays the caller's."""
    kind, present, count = c.c_int(), c.c_int(), c.c_size_t()
    library.call("HasValue", value, c.byref(present))
    if not present.value:
        return None
    library.call("GetValueType", value, c.byref(kind))
    if kind.value == TENSOR:
        return _array(library, value)
    library.call("GetValueCount", value, c.byref(count))
    items = [_item(library, value, i) for i in range(count.value)]
    return dict(zip(items[0].tolist(), items[1].tolist())) if kind.value == MAP else items


def texts(strings):
    return (c.c_char_p * len(strings))(*[text if isinstance(text, bytes) else str(text).encode() for text in strings])


def _allocator(library):
    allocator = c.c_void_p()
    library.call("GetAllocatorWithDefaultOptions", c.byref(allocator))
    return allocator


def _tensor(library, array):
    value, shape = c.c_void_p(), (c.c_int64 * array.ndim)(*array.shape)
    element = STRING if array.dtype.kind in "OUS" else TYPES[array.dtype]
    library.call("CreateTensorAsOrtValue", _allocator(library), shape, c.c_size_t(array.ndim), element, c.byref(value))
    if element == STRING:
        library.call("FillStringTensor", value, texts(list(array.flat)), c.c_size_t(array.size))
    else:
        data, bytes_ = c.c_void_p(), _pack(array, element).tobytes()
        library.call("GetTensorMutableData", value, c.byref(data))
        c.memmove(data, bytes_, len(bytes_))
    return value


def _compound(library, items, kind):
    value, parts = c.c_void_p(), []
    try:
        parts.extend(make(library, item) for item in items)
        library.call("CreateValue", (c.c_void_p * len(parts))(*[part.value for part in parts]), c.c_size_t(len(parts)), kind,
                     c.byref(value))
        return value
    finally:
        for part in parts:
            library.call("ReleaseValue", part)


def _empty_sequence(library):
    # CreateValue wants an element; operators may give sequences without one.
    from onnx import TensorProto, helper

    output = helper.make_tensor_sequence_value_info("y", TensorProto.FLOAT, None)
    return _computed(library, helper.make_node("SequenceEmpty", [], ["y"]), output)


def _nothing(library):
    # The API makes no value of an absent optional; an operator does.
    from onnx import TensorProto, helper

    tensor = helper.make_tensor_type_proto(TensorProto.FLOAT, None)
    output = helper.make_value_info("y", helper.make_optional_type_proto(tensor))
    return _computed(library, helper.make_node("Optional", [], ["y"], type=tensor), output)


def _computed(library, node, output):
    """The OrtValue that a model of this node gives."""
    from onnx import helper

    graph = helper.make_graph([node], "g", [], [output])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    session = library.session(model.SerializeToString())
    try:
        return session.run_values({}, [output.name])[0]
    finally:
        session.close()


def _array(library, value):
    info, element, rank, data = c.c_void_p(), c.c_int(), c.c_size_t(), c.c_void_p()
    library.call("GetTensorTypeAndShape", value, c.byref(info))
    library.call("GetTensorElementType", info, c.byref(element))
    library.call("GetDimensionsCount", info, c.byref(rank))
    dims = (c.c_int64 * rank.value)()
    library.call("GetDimensions", info, dims, rank)
    library.call("ReleaseTensorTypeAndShapeInfo", info)
    count = int(np.prod(list(dims), dtype=np.int64))
    if element.value == STRING:
        return _strings(library, value, count).reshape(list(dims))
    library.call("GetTensorMutableData", value, c.byref(data))
    bits = _BITS.get(element.value, DTYPES[element.value].itemsize * 8)
    raw = c.string_at(data, (count * bits + 7) // 8) if count else b""
    return _unpack(raw, element.value, count).reshape(list(dims))


def _strings(library, value, count):
    size = c.c_size_t()
    library.call("GetStringTensorDataLength", value, c.byref(size))
    text, starts = c.create_string_buffer(max(size.value, 1)), (c.c_size_t * count)()
    library.call("GetStringTensorContent", value, text, size, starts, c.c_size_t(count))
    ends = [*starts[1:], size.value]
    array = np.empty(count, object)
    array[:] = [text.raw[begin:end].decode() for begin, end in zip(starts, ends)]
    return array


def _item(library, value, index):
    item = c.c_void_p()
    library.call("GetValue", value, index, _allocator(library), c.byref(item))
    try:
        return take(library, item)
    finally:
        library.call("ReleaseValue", item)


def _pack(array, element):
    """The elements as a tensor stores them."""
    if element not in _BITS:
        return array
    bits, per_byte = _BITS[element], 8 // _BITS[element]
    codes = np.zeros(-(-array.size // per_byte) * per_byte, np.uint8)
    codes[: array.size] = np.ascontiguousarray(array).reshape(-1).view(np.uint8) & ((1 << bits) - 1)
    return np.bitwise_or.reduce([codes[i::per_byte] << (i * bits) for i in range(per_byte)]).astype(np.uint8)


def _unpack(raw, element, count):
    if element not in _BITS:
        return np.frombuffer(raw, DTYPES[element]).copy()
    bits, per_byte, packed = _BITS[element], 8 // _BITS[element], np.frombuffer(raw, np.uint8)
    codes = np.stack([packed >> (i * bits) & ((1 << bits) - 1) for i in range(per_byte)], axis=-1).reshape(-1)[:count]
    if DTYPES[element].name.startswith("int"):
        codes = (codes ^ (1 << bits - 1)) - (1 << bits - 1)   # the sign, through the whole byte
    return codes.astype(np.uint8).view(DTYPES[element])
