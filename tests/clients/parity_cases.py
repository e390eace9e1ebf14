"""Calls functions of the C API with legal arguments and with each of them spoiled, one call in a process of its own, and prints
how each ended: `name/variant` and a status code, "crash", "hangs", or "void" where there is no status.

usage: parity_cases.py LIBRARY OWN     OWN 1: also handles of another family, of which ONNX Runtime cannot tell

A row of CALLS is a legal call: Python values, or names of objects that `Objects` makes. From it come, for each argument: null for
a pointer, a name that does not exist for text, 0 for a number, a large one for an enumeration. After a call that succeeds the
numbers and texts follow that it has told.
"""
import ctypes as c
import json
import os
import pathlib
import re
import signal
import sys

import numpy as np
import ortlib
import ortvalues
import parity_callbacks
from onnx import TensorProto, helper
from parity_rows import CALLS, OBJECTS

OBJECTS.update(parity_callbacks.OBJECTS)
CALLS.update(parity_callbacks.CALLS)

_TABLES = ["OrtApi", "OrtModelEditorApi", "OrtCompileApi", "OrtInteropApi", "OrtEpApi"]
_DATA = json.loads((pathlib.Path(__file__).parent.parent / "abi" / "ort_abi.json").read_text())
MEMBERS = {member["name"]: (table, member) for table in _TABLES for member in _DATA["tables"][table]["members"]}
SIGNATURES = {name: member["signature"] for name, (_, member) in MEMBERS.items()}
ENUMS = set(_DATA["enums"])
CONTEXTS = ["shape_context", "kernel_info", "kernel_context"]
# Objects that are made in one callback and used in a later one.
KEPT = {"kept_relu": "kernel_context", "x_array": "kernel_context"}
LARGE = 77
# Results that are each library's own: times, texts about the build, the machine as each sees it; a text without an end.
OWN_RESULTS = {"GetBoundOutputNames", "SessionGetProfilingStartTimeNs", "EpDevice_EpVendor", "HardwareDevice_Vendor",
               "HardwareDevice_DeviceId",
               "HardwareDevice_VendorId", "SessionEndProfiling", "GetNumHardwareDevices", "GetEpDevices", "GetAvailableProviders",
               "DeviceEpIncompatibilityDetails_GetNotes", "GetBuildInfoString"}
_NUMBERS = {"int": c.c_int, "size_t": c.c_size_t, "int64_t": c.c_int64, "uint64_t": c.c_uint64, "uint32_t": c.c_uint32,
            "int32_t": c.c_int32, "_Bool": c.c_bool, "float": c.c_float}


def parameters(name):
    """The types of a function's parameters, without `const` and `enum` in front."""
    listed = re.search(r"\(\*\)\((.*)\)$", SIGNATURES[name])[1]
    return [re.sub(r"^(const |enum |struct )+", "", part.strip()) for part in listed.split(",")]


def is_handle(kind):
    return re.fullmatch(r"Ort\w+ \*", kind) is not None and kind != "OrtAllocator *"


def learn_results():
    """Tells ortlib which functions give no status."""
    for name in CALLS:
        result = SIGNATURES[name].split("(*)")[0].strip()
        if result not in ("OrtStatusPtr", "OrtStatus *"):
            ortlib._RESULTS[name] = (None if result == "void" else c.c_char_p if result == "const char *" else
                                     c.c_void_p if result.endswith("*") else _NUMBERS.get(result, c.c_int))


class TablesLibrary(ortlib.Library):
    """With the functions of all tables."""

    def function(self, name):
        table, member = MEMBERS[name]
        start = self.api
        if table != "OrtApi":
            getter = super().function("Get" + table[3:])
            getter.restype = c.c_void_p
            start = getter()
        return c.CFUNCTYPE(ortlib._RESULTS.get(name, c.c_void_p))(c.c_void_p.from_address(start + member["offset"]).value)


class Objects:
    """What legal calls are made with, by name."""

    def __init__(self, library):
        self.library = library
        self.env = library.env
        self.options, self.run_options, self.threading, self.memory, self.allocator = (c.c_void_p() for _ in range(5))
        library.call("CreateSessionOptions", c.byref(self.options))
        library.call("CreateRunOptions", c.byref(self.run_options))
        library.call("CreateThreadingOptions", c.byref(self.threading))
        library.call("CreateCpuMemoryInfo", 1, 0, c.byref(self.memory))
        library.call("GetAllocatorWithDefaultOptions", c.byref(self.allocator))
        library.call("SetIntraOpNumThreads", self.options, 1)
        x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [3]) for name in "xy")
        graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "relu", [x], [y])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8).SerializeToString()
        self.session, self.binding = c.c_void_p(), c.c_void_p()
        library.call("CreateSessionFromArray", library.env, model, c.c_size_t(len(model)), self.options, c.byref(self.session))
        self.tensor = ortvalues.make(library, np.arange(3, dtype=np.float32))
        library.call("CreateIoBinding", self.session, c.byref(self.binding))
        library.call("BindInput", self.binding, b"x", self.tensor)
        library.call("BindOutputToDevice", self.binding, b"y", self.memory)
        self.floats, self.dense, self.three = (c.c_float * 8)(*range(8)), (c.c_int64 * 2)(3, 3), (c.c_int64 * 1)(3)
        self.coo, self.inner, self.outer = (c.c_int64 * 3)(0, 4, 8), (c.c_int64 * 3)(0, 1, 2), (c.c_int64 * 4)(0, 1, 2, 3)
        self.blocks, self.two_one, self.zeros = (c.c_int64 * 3)(1, 1, 1), (c.c_int64 * 2)(2, 1), (c.c_int32 * 4)()
        self.texts, self.arena_keys, self.sizes = ortvalues.texts(["key"]), ortvalues.texts(["max_mem"]), (c.c_size_t * 1)(4)
        self.block = (c.c_uint64 * 64)()
        self.device = c.c_void_p(library.devices()[0][1])
        self.borrowed, self.sparse, self.empty_sparse, self.sparse_values = (c.c_void_p() for _ in range(4))
        three = (self.three, c.c_size_t(1))
        library.call("CreateTensorWithDataAsOrtValue", self.memory, self.floats, c.c_size_t(12), *three, 1, c.byref(self.borrowed))
        for sparse in (self.sparse, self.empty_sparse):
            library.call("CreateSparseTensorAsOrtValue", self.allocator, self.dense, c.c_size_t(2), 1, c.byref(sparse))
        library.call("FillSparseTensorCoo", self.sparse, self.memory, *three, self.floats, self.coo, c.c_size_t(3))
        library.call("CreateSparseTensorWithValuesAsOrtValue", self.memory, self.floats, self.dense, c.c_size_t(2), *three, 1,
                     c.byref(self.sparse_values))
        self.model_bytes, self.model_size = model, c.c_size_t(len(model))
        self.strings = ortvalues.make(library, np.array(["one", "two", "three"], object))
        self.sequence = ortvalues.make(library, [np.arange(3, dtype=np.float32)])
        self.x, self.y, self.three_texts, self.empty_texts = (ortvalues.texts(t) for t in (["x"], ["y"], ["a", "b", "c"], [""]))
        self.one, self.opsets = (c.c_int64 * 1)(1), (c.c_int * 1)(17)
        self.room, self.room_size, self.no_room = (c.c_char * 64)(), (c.c_size_t * 1)(64), (c.c_size_t * 1)(1)
        self.type_names, self.float_types = ortvalues.texts(["T"]), (c.c_int * 1)(1)
        self.nothing_to_do = c.CFUNCTYPE(None, c.c_void_p, c.c_size_t)(lambda data, i: None)
        self.zero_block, self.env_options = (c.c_uint64 * 64)(), (c.c_uint64 * 64)()
        self.env_options[0] = ortlib.API_VERSION | 2 << 32
        self.env_options[1] = c.cast(c.c_char_p(b"id"), c.c_void_p).value
        self.hardware = c.c_void_p(library.call("EpDevice_Device", self.device))
        self.device_array, self.type_array = (c.c_void_p * 1)(self.device.value), (c.c_void_p * 1)(self.made("float_type").value)
        library.call("AddSessionConfigEntry", self.options, b"a.key", b"a value")
        self.value_info_array = (c.c_void_p * 1)(self.made("value_info").value)
        self.node_array = (c.c_void_p * 1)(self.made("node").value)
        self.recorded = library.session(model, threads=1).handle
        groups, count = c.POINTER(c.c_void_p)(), c.c_size_t()
        library.call("Session_GetEpGraphAssignmentInfo", self.recorded, c.byref(groups), c.byref(count))
        self.assigned = c.c_void_p(groups[0])
        library.call("EpAssignedSubgraph_GetNodes", self.assigned, c.byref(groups), c.byref(count))
        self.assigned_node = c.c_void_p(groups[0])
        self.status = c.c_void_p(library.function("CreateStatus")(2, b"text"))
        self.tensor_array, self.borrowed_array = (c.c_void_p * 1)(self.tensor.value), (c.c_void_p * 1)(self.borrowed.value)

    def argument(self, value):
        if value == "&":
            return (c.c_uint64 * 4)()
        if value in OBJECTS and isinstance(value, str):
            return self.made(value)
        if isinstance(value, str):
            return getattr(self, value)
        return c.c_int64(value) if isinstance(value, int) and not isinstance(value, bool) else value


    def made(self, name):
        """A new one, by the call of OBJECTS."""
        function, *row = OBJECTS[name]
        arguments = [self.argument(value) for value in row]
        answer = self.library.call(function, *arguments)
        return c.c_void_p(arguments[row.index("&")][0] if "&" in row else answer)

    def enter(self, context, handle):
        """Within a callback: what is there."""
        setattr(self, context, handle)
        if context == "kernel_info":
            self.kept_relu = self.made("relu")
        if context == "kernel_context":
            self.x_array = (c.c_void_p * 1)(self.made("x_value").value)


def variants(name, row, own):
    """(variant, arguments) of a row: the legal call first."""
    yield "legal", row
    kinds = parameters(name)
    for i, value in enumerate(row):
        def spoiled(bad):
            return [*row[:i], bad, *row[i + 1:]]
        if isinstance(value, (str, bytes)):
            yield f"null {i}", spoiled(None)
        if value == "room_size":
            yield f"short {i}", spoiled("no_room")
        if isinstance(value, bytes):
            yield f"unknown {i}", spoiled(b"no such name")
            yield f"empty {i}", spoiled(b"")
        if isinstance(value, int) and not isinstance(value, bool):
            yield (f"unknown {i}", spoiled(LARGE)) if kinds[i] in ENUMS else (f"zero {i}", spoiled(0))
        if own and isinstance(value, str) and value != "&" and is_handle(kinds[i]):
            yield f"other family {i}", spoiled("zero_block" if value == "threading" else "threading")


def results(name, row, arguments, answer):
    """What a call has told: numbers and texts."""
    told = []
    result = SIGNATURES[name].split("(*)")[0].strip()
    if result == "const char *":
        told.append(answer)
    elif result in _NUMBERS or result in ENUMS:
        told.append(answer)
    for kind, value, argument in zip(parameters(name), row, arguments):
        if value == "room":
            told.append(bytes(argument.value))
        elif value == "room_size":
            told.append(argument[0])
        if value != "&":
            continue
        if kind in ("char **", "char **const"):
            told.append(c.cast(argument, c.POINTER(c.c_char_p))[0])
        elif kind.endswith(" *") and (kind[:-2] in _NUMBERS or kind[:-2] in ENUMS):
            told.append(c.cast(argument, c.POINTER(_NUMBERS.get(kind[:-2], c.c_int)))[0])
    return [] if name in OWN_RESULTS else told


def context_of(row):
    """The callback that a row can be called in alone, or None."""
    for value in row:
        if isinstance(value, str):
            context = value if value in CONTEXTS else KEPT.get(value) or context_of(OBJECTS.get(value, [])[1:])
            if context:
                return context
    return None


def tell(library, objects, name, row, writer):
    """Calls, writes how that ended, and ends the process."""
    try:
        arguments = [objects.argument(value) for value in row]
        answer = library.call(name, *arguments)
        told = " ".join(["0", *map(repr, results(name, row, arguments, answer))])
    except ortlib.OrtError as error:
        told = str(error.code)
    os.write(writer, told.encode())
    os._exit(0)


def outcome(library, objects, name, row):
    """The call, in a child."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        context = context_of(row)
        if context is None:
            tell(library, objects, name, row, writer)

        def visit(entered, handle):
            objects.enter(entered, handle)
            if entered == context:
                tell(library, objects, name, row, writer)

        parity_callbacks.Probe(visit).run(library)
        os.write(writer, b"not called")
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "hangs" if os.WTERMSIG(status) == signal.SIGALRM else "crash"
    return told.decode() if told else "crash"   # a sanitizer ends a process without a signal


def main():
    learn_results()
    own = sys.argv[2] == "1"
    with TablesLibrary(sys.argv[1]) as library:
        objects = Objects(library)
        for name, row in CALLS.items():
            for variant, arguments in variants(name, row, own):
                print(f"{name}/{variant}\t{outcome(library, objects, name, arguments)}", flush=True)
        os._exit(0)


if __name__ == "__main__":
    main()
