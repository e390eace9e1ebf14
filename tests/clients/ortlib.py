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

import ortvalues

API_VERSION = 29
_ABI = json.loads((pathlib.Path(__file__).parent.parent / "abi" / "ort_abi.json").read_text())["tables"]["OrtApi"]["members"]
_OFFSETS = {member["name"]: member["offset"] for member in _ABI}
# Functions that give no status.
_RESULTS = {
    "GetErrorCode": c.c_int, "GetErrorMessage": c.c_char_p, "EpDevice_EpName": c.c_char_p, "EpDevice_EpVendor": c.c_char_p,
    "EpDevice_EpMetadata": c.c_void_p, "GetKeyValue": c.c_char_p, "GetKeyValuePairs": None,
}
# Releases that give one, unlike the others.
_TELLING_RELEASES = {"ReleaseAvailableProviders", "ReleaseSharedAllocator"}


class OrtError(Exception):
    def __init__(self, code, text):
        super().__init__(f"{code}: {text}")
        self.code, self.text = code, text


class _Base(c.Structure):
    _fields_ = [("GetApi", c.CFUNCTYPE(c.c_void_p, c.c_uint32)), ("GetVersionString", c.CFUNCTYPE(c.c_char_p))]


class Library:
    def __init__(self, path, level=3):
        """`level`: of what it logs."""
        library = c.CDLL(str(path))
        library.OrtGetApiBase.restype = c.POINTER(_Base)
        self.base = library.OrtGetApiBase().contents
        self.api = self.base.GetApi(API_VERSION)
        self.env = c.c_void_p()
        self.call("CreateEnv", level, b"test", c.byref(self.env))
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
        if name in _RESULTS or (name.startswith("Release") and name not in _TELLING_RELEASES) or result is None:
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

    def session(self, model, ep=None, entries=None, threads=0):
        session = Session(self, model, ep, entries or {}, threads)
        self.sessions.append(session)
        return session

    def close(self):
        for session in self.sessions:
            session.close()
        for name in list(self.registered):
            self.unregister(name)
        self.call("ReleaseEnv", self.env)


class Session:
    """`model`: a path, or bytes. `ep`: the name of the EP whose devices are appended. `threads`: within operators; 0: all."""

    def __init__(self, library, model, ep, entries, threads=0):
        self.library, self.handle = library, c.c_void_p()
        options = c.c_void_p()
        library.call("CreateSessionOptions", c.byref(options))
        try:
            for key, value in {"session.record_ep_graph_assignment_info": "1", **entries}.items():
                library.call("AddSessionConfigEntry", options, key.encode(), value.encode())
            library.call("SetIntraOpNumThreads", options, threads)
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

    def groups(self):
        """(EP name, operator types) of each group of nodes, as the session tells it."""
        library, groups, count = self.library, c.POINTER(c.c_void_p)(), c.c_size_t()
        library.call("Session_GetEpGraphAssignmentInfo", self.handle, c.byref(groups), c.byref(count))
        result = []
        for i in range(count.value):
            group, name, nodes, node_count = c.c_void_p(groups[i]), c.c_char_p(), c.POINTER(c.c_void_p)(), c.c_size_t()
            library.call("EpAssignedSubgraph_GetEpName", group, c.byref(name))
            library.call("EpAssignedSubgraph_GetNodes", group, c.byref(nodes), c.byref(node_count))
            op_types = [c.c_char_p() for _ in range(node_count.value)]
            for k, op_type in enumerate(op_types):
                library.call("EpAssignedNode_GetOperatorType", c.c_void_p(nodes[k]), c.byref(op_type))
            result.append((name.value.decode(), [op_type.value.decode() for op_type in op_types]))
        return result

    def assignment(self):
        """EP name to operator types."""
        result = {}
        for name, op_types in self.groups():
            result.setdefault(name, []).extend(op_types)
        return result

    def run(self, feeds, options=None):
        """Values by input name, as ortvalues.py has them; gives those of all outputs. `options`: an OrtRunOptions."""
        library, values, results = self.library, {}, []
        try:
            for name, value in feeds.items():
                values[name] = ortvalues.make(library, value)
            results = self.run_values(values, self.names("Output"), options)
            return [ortvalues.take(library, result) for result in results]
        finally:
            for value in [*values.values(), *results]:
                library.call("ReleaseValue", value)

    def run_values(self, feeds, outputs, options=None):
        """The same with OrtValues, which the caller releases."""
        results = (c.c_void_p * len(outputs))()
        values = (c.c_void_p * len(feeds))(*[value.value for value in feeds.values()])
        self.library.call("Run", self.handle, options, ortvalues.texts(feeds), values, c.c_size_t(len(values)),
                          ortvalues.texts(outputs), c.c_size_t(len(outputs)), results)
        return [c.c_void_p(result) for result in results]


def onnxruntime_library():
    """ONNX Runtime's own library out of the Python package."""
    import onnxruntime

    return next((pathlib.Path(onnxruntime.__file__).parent / "capi").glob("libonnxruntime.so.*"))
