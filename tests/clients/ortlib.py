"""Drives any library of ONNX Runtime's C API by its path: ours, or ONNX Runtime's own. Functions are called through the table,
by the offsets of tests/abi/ort_abi.json.

    with Library(path) as library:
        library.register("name", "/path/ep.so")
        session = library.session("model.onnx", ep="MyEp")
        outputs = session.run({"x": array})

A failed call raises OrtError with code and text.
"""
import ctypes as c
import json
import pathlib

import numpy as np

API_VERSION = 29
_ABI = json.loads((pathlib.Path(__file__).parent.parent / "abi" / "ort_abi.json").read_text())["tables"]["OrtApi"]["members"]
_OFFSETS = {member["name"]: member["offset"] for member in _ABI}
# Functions that give no status.
_RESULTS = {
    "GetErrorCode": c.c_int, "GetErrorMessage": c.c_char_p, "EpDevice_EpName": c.c_char_p, "EpDevice_EpVendor": c.c_char_p,
    "EpDevice_EpMetadata": c.c_void_p, "GetKeyValue": c.c_char_p,
}
_TYPES = {np.dtype(t): i for t, i in (("float32", 1), ("uint8", 2), ("int8", 3), ("uint16", 4), ("int16", 5), ("int32", 6),
                                      ("int64", 7), ("bool", 9), ("float64", 11), ("uint32", 12), ("uint64", 13))}
_DTYPES = {i: t for t, i in _TYPES.items()}


class OrtError(Exception):
    def __init__(self, code, text):
        super().__init__(f"{code}: {text}")
        self.code, self.text = code, text


class _Base(c.Structure):
    _fields_ = [("GetApi", c.CFUNCTYPE(c.c_void_p, c.c_uint32)), ("GetVersionString", c.CFUNCTYPE(c.c_char_p))]


class Library:
    def __init__(self, path):
        library = c.CDLL(str(path))
        library.OrtGetApiBase.restype = c.POINTER(_Base)
        self.base = library.OrtGetApiBase().contents
        self.api = self.base.GetApi(API_VERSION)
        self.env = c.c_void_p()
        self.call("CreateEnv", 3, b"test", c.byref(self.env))
        self.registered = []
        self.sessions = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def function(self, name):
        address = c.c_void_p.from_address(self.api + _OFFSETS[name]).value
        return c.CFUNCTYPE(_RESULTS.get(name, c.c_void_p))(address)

    def call(self, name, *arguments):
        result = self.function(name)(*arguments)
        if name in _RESULTS or name.startswith("Release") or result is None:
            return result
        code, text = self.call("GetErrorCode", c.c_void_p(result)), self.call("GetErrorMessage", c.c_void_p(result)).decode()
        self.call("ReleaseStatus", c.c_void_p(result))
        raise OrtError(code, text)

    def register(self, name, path):
        self.call("RegisterExecutionProviderLibrary", self.env, name.encode(), str(path).encode())
        self.registered.append(name)

    def unregister(self, name):
        self.call("UnregisterExecutionProviderLibrary", self.env, name.encode())
        self.registered.remove(name)

    def devices(self):
        """(EP name, EP device) of each."""
        array, count = c.POINTER(c.c_void_p)(), c.c_size_t()
        self.call("GetEpDevices", self.env, c.byref(array), c.byref(count))
        return [(self.call("EpDevice_EpName", c.c_void_p(array[i])).decode(), array[i]) for i in range(count.value)]

    def session(self, model, ep=None, entries=None):
        session = Session(self, model, ep, entries or {})
        self.sessions.append(session)
        return session

    def close(self):
        for session in self.sessions:
            session.close()
        for name in list(self.registered):
            self.unregister(name)
        self.call("ReleaseEnv", self.env)


class Session:
    """`model`: a path, or bytes. `ep`: the name of the EP whose devices are appended."""

    def __init__(self, library, model, ep, entries):
        self.library, self.handle = library, c.c_void_p()
        options = c.c_void_p()
        library.call("CreateSessionOptions", c.byref(options))
        try:
            for key, value in {"session.record_ep_graph_assignment_info": "1", **entries}.items():
                library.call("AddSessionConfigEntry", options, key.encode(), value.encode())
            if ep is not None:
                devices = [device for name, device in library.devices() if name == ep]
                array = (c.c_void_p * len(devices))(*devices)
                library.call("SessionOptionsAppendExecutionProvider_V2", options, library.env, array, c.c_size_t(len(devices)), None, None,
                             c.c_size_t(0))
            if isinstance(model, bytes):
                library.call("CreateSessionFromArray", library.env, model, c.c_size_t(len(model)), options, c.byref(self.handle))
            else:
                library.call("CreateSession", library.env, str(model).encode(), options, c.byref(self.handle))
        finally:
            library.call("ReleaseSessionOptions", options)

    def close(self):
        if self.handle:
            self.library.call("ReleaseSession", self.handle)
            self.handle = c.c_void_p()

    def names(self, kind):
        """Of "Input" or "Output"."""
        library, count, allocator = self.library, c.c_size_t(), c.c_void_p()
        library.call("GetAllocatorWithDefaultOptions", c.byref(allocator))
        library.call(f"SessionGet{kind}Count", self.handle, c.byref(count))
        names = []
        for i in range(count.value):
            text = c.c_char_p()
            library.call(f"SessionGet{kind}Name", self.handle, c.c_size_t(i), allocator, c.byref(text))
            names.append(text.value.decode())
            library.call("AllocatorFree", allocator, text)
        return names

    def assignment(self):
        """EP name to operator types, as the session tells it."""
        library, groups, count = self.library, c.POINTER(c.c_void_p)(), c.c_size_t()
        library.call("Session_GetEpGraphAssignmentInfo", self.handle, c.byref(groups), c.byref(count))
        result = {}
        for i in range(count.value):
            group, name, nodes, node_count = c.c_void_p(groups[i]), c.c_char_p(), c.POINTER(c.c_void_p)(), c.c_size_t()
            library.call("EpAssignedSubgraph_GetEpName", group, c.byref(name))
            library.call("EpAssignedSubgraph_GetNodes", group, c.byref(nodes), c.byref(node_count))
            for k in range(node_count.value):
                op_type = c.c_char_p()
                library.call("EpAssignedNode_GetOperatorType", c.c_void_p(nodes[k]), c.byref(op_type))
                result.setdefault(name.value.decode(), []).append(op_type.value.decode())
        return result

    def run(self, feeds):
        library, info = self.library, c.c_void_p()
        library.call("CreateCpuMemoryInfo", 0, 0, c.byref(info))
        arrays = {name: np.ascontiguousarray(array) for name, array in feeds.items()}
        values = [self._value(info, array) for array in arrays.values()]
        outputs = self.names("Output")
        results = (c.c_void_p * len(outputs))()
        try:
            library.call("Run", self.handle, None, _texts(arrays), (c.c_void_p * len(values))(*values), c.c_size_t(len(values)),
                         _texts(outputs), c.c_size_t(len(outputs)), results)
            return [self._array(c.c_void_p(result)) for result in results]
        finally:
            for value in [*values, *filter(None, results)]:
                library.call("ReleaseValue", c.c_void_p(value))
            library.call("ReleaseMemoryInfo", info)

    def _value(self, info, array):
        value, shape = c.c_void_p(), (c.c_int64 * array.ndim)(*array.shape)
        self.library.call("CreateTensorWithDataAsOrtValue", info, c.c_void_p(array.ctypes.data), c.c_size_t(array.nbytes), shape,
                          c.c_size_t(array.ndim), _TYPES[array.dtype], c.byref(value))
        return value.value

    def _array(self, value):
        library, info, element, rank, data = self.library, c.c_void_p(), c.c_int(), c.c_size_t(), c.c_void_p()
        library.call("GetTensorTypeAndShape", value, c.byref(info))
        library.call("GetTensorElementType", info, c.byref(element))
        library.call("GetDimensionsCount", info, c.byref(rank))
        dims = (c.c_int64 * rank.value)()
        library.call("GetDimensions", info, dims, rank)
        library.call("ReleaseTensorTypeAndShapeInfo", info)
        library.call("GetTensorMutableData", value, c.byref(data))
        dtype = _DTYPES[element.value]
        count = int(np.prod(list(dims), dtype=np.int64))
        raw = c.string_at(data, count * dtype.itemsize) if count else b""
        return np.frombuffer(raw, dtype).reshape(list(dims)).copy()


def _texts(texts):
    return (c.c_char_p * len(texts))(*[text.encode() for text in texts])


def onnxruntime_library():
    """ONNX Runtime's own library out of the Python package."""
    import onnxruntime

    return next((pathlib.Path(onnxruntime.__file__).parent / "capi").glob("libonnxruntime.so.*"))
