"""Calls functions of the C API with legal arguments and with each of them spoiled, one call in a process of its own, and prints
how each ended: `name/variant` and a status code, "crash", "hangs", or "void" where there is no status.

usage: parity_cases.py LIBRARY OWN     OWN 1: also handles of another family, of which ONNX Runtime cannot tell

A row of CALLS is a legal call: Python values, or names of objects that `Objects` makes. From it come, for each argument: null for
a pointer, a name that does not exist for text, 0 and a large number for a size.
"""
import ctypes as c
import json
import os
import pathlib
import signal
import sys

import numpy as np
import ortlib
import ortvalues
from onnx import TensorProto, helper

_TABLES = json.loads((pathlib.Path(__file__).parent.parent / "abi" / "ort_abi.json").read_text())["tables"]
SIGNATURES = {member["name"]: member["signature"] for member in _TABLES["OrtApi"]["members"]}

CALLS = {
    "CreateIoBinding": ["session", "&"], "BindInput": ["binding", b"x", "tensor"], "BindOutput": ["binding", b"y", "tensor"],
    "BindOutputToDevice": ["binding", b"y", "memory"], "GetBoundOutputNames": ["binding", "allocator", "&", "&", "&"],
    "GetBoundOutputValues": ["binding", "allocator", "&", "&"], "SynchronizeBoundInputs": ["binding"],
    "SynchronizeBoundOutputs": ["binding"], "RunWithBinding": ["session", "run_options", "binding"],
    "ClearBoundInputs": ["binding"], "ClearBoundOutputs": ["binding"],
    "SessionGetMemoryInfoForInputs": ["session", "&", 1], "SessionGetMemoryInfoForOutputs": ["session", "&", 1],
    "SessionGetEpDeviceForInputs": ["session", "&", 1], "SessionGetEpDeviceForOutputs": ["session", "&", 1],
    "SetEpDynamicOptions": ["session", "texts", "texts", 1],
    "AddInitializer": ["options", b"w", "borrowed"], "AddExternalInitializers": ["options", "texts", "borrowed_array", 1],
    "AddExternalInitializersFromFilesInMemory": ["options", "texts", "texts", "sizes", 1],
    "AddFreeDimensionOverride": ["options", b"DATA_BATCH", 3], "AddFreeDimensionOverrideByName": ["options", b"N", 3],
    "SetOptimizedModelFilePath": ["options", b"/tmp/none"], "SessionOptionsSetLoadCancellationFlag": ["options", True],
    "CreatePrepackedWeightsContainer": ["&"],
    "EnableProfiling": ["options", b"profile"], "DisableProfiling": ["options"],
    "RunOptionsEnableProfiling": ["run_options", b"profile"],
    "RunOptionsDisableProfiling": ["run_options"], "SessionEndProfiling": ["session", "allocator", "&"],
    "SessionGetProfilingStartTimeNs": ["session", "&"],
    "SetUserLoggingFunction": ["options", None, None], "SetSessionLogSeverityLevel": ["options", 2],
    "RunOptionsSetRunLogSeverityLevel": ["run_options", 2], "SetSessionLogId": ["options", b"id"],
    "CreateThreadingOptions": ["&"], "SetGlobalIntraOpNumThreads": ["threading", 2],
    "SetGlobalInterOpNumThreads": ["threading", 2],
    "SetGlobalSpinControl": ["threading", 1], "SetGlobalDenormalAsZero": ["threading"],
    "SetGlobalIntraOpThreadAffinity": ["threading", b"1"], "SetGlobalCustomCreateThreadFn": ["threading", None],
    "SetGlobalCustomThreadCreationOptions": ["threading", None], "SetGlobalCustomJoinThreadFn": ["threading", None],
    "SessionOptionsSetCustomCreateThreadFn": ["options", None], "SessionOptionsSetCustomThreadCreationOptions": ["options", None],
    "SessionOptionsSetCustomJoinThreadFn": ["options", None], "DisablePerSessionThreads": ["options"],
    "CreateAllocator": ["session", "memory", "&"], "RegisterAllocator": ["env", "allocator"],
    "UnregisterAllocator": ["env", "memory"],
    "CreateAndRegisterAllocator": ["env", "memory", None],
    "CreateAndRegisterAllocatorV2": ["env", b"CPUExecutionProvider", "memory", None, None, None, 0],
    "CreateArenaCfg": [0, -1, -1, -1, "&"], "CreateArenaCfgV2": ["arena_keys", "sizes", 1, "&"],
    "CreateSharedAllocator": ["env", "device", 0, 0, None, "&"], "GetSharedAllocator": ["env", "memory", "&"],
    "ReleaseSharedAllocator": ["env", "device", 0], "CopyTensors": ["env", "tensor_array", "tensor_array", None, 1],
    "IsSparseTensor": ["sparse", "&"], "CreateSparseTensorAsOrtValue": ["allocator", "dense", 2, 1, "&"],
    "CreateSparseTensorWithValuesAsOrtValue": ["memory", "floats", "dense", 2, "three", 1, 1, "&"],
    "FillSparseTensorCoo": ["empty_sparse", "memory", "three", 1, "floats", "coo", 3],
    "FillSparseTensorCsr": ["empty_sparse", "memory", "three", 1, "floats", "inner", 3, "outer", 4],
    "FillSparseTensorBlockSparse": ["empty_sparse", "memory", "blocks", 3, "floats", "two_one", 2, "zeros"],
    "UseCooIndices": ["sparse_values", "coo", 3], "UseCsrIndices": ["sparse_values", "inner", 3, "outer", 4],
    "UseBlockSparseIndices": ["sparse_values", "two_one", 2, "zeros"], "GetSparseTensorFormat": ["sparse", "&"],
    "GetSparseTensorValuesTypeAndShape": ["sparse", "&"], "GetSparseTensorValues": ["sparse", "&"],
    "GetSparseTensorIndicesTypeShape": ["sparse", 0, "&"], "GetSparseTensorIndices": ["sparse", 0, "&", "&"],
    "CreateOpaqueValue": [b"domain", b"type", "floats", 4, "&"], "GetOpaqueValue": [b"domain", b"type", "tensor", "floats", 4],
    "CreateCUDAProviderOptions": ["&"], "UpdateCUDAProviderOptions": ["block", "texts", "texts", 1],
    "CreateTensorRTProviderOptions": ["&"], "CreateROCMProviderOptions": ["&"], "CreateCANNProviderOptions": ["&"],
    "CreateDnnlProviderOptions": ["&"], "GetCUDAProviderOptionsAsString": ["block", "allocator", "&"],
    "SetCurrentGpuDeviceId": [0], "GetCurrentGpuDeviceId": ["&"], "EnableOrtCustomOps": ["options"],
    "GetExecutionProviderApi": [b"DML", 0, "&"],
    "SessionOptionsAppendExecutionProvider": ["options", b"CPU", "texts", "texts", 1],
    "SessionOptionsAppendExecutionProvider_CUDA": ["options", "block"],
    "SessionOptionsAppendExecutionProvider_ROCM": ["options", "block"],
    "SessionOptionsAppendExecutionProvider_TensorRT": ["options", "block"],
    "SessionOptionsAppendExecutionProvider_OpenVINO": ["options", "block"],
    "SessionOptionsAppendExecutionProvider_OpenVINO_V2": ["options", "texts", "texts", 1],
    "SessionOptionsAppendExecutionProvider_VitisAI": ["options", "texts", "texts", 1],
    "SessionOptionsAppendExecutionProvider_MIGraphX": ["options", "block"],
    "SessionOptionsAppendExecutionProvider_CANN": ["options", "block"],
    "SessionOptionsAppendExecutionProvider_Dnnl": ["options", "block"],
}
ENUMS = {("CreateSharedAllocator", 2), ("CreateSharedAllocator", 3), ("ReleaseSharedAllocator", 2), ("GetSparseTensorIndices", 1),
         ("GetSparseTensorIndicesTypeShape", 1), ("CreateSparseTensorAsOrtValue", 3),
         ("CreateSparseTensorWithValuesAsOrtValue", 6)}
LARGE = 77
HANDLES = {"session", "binding", "tensor", "borrowed", "memory", "run_options", "options", "threading", "env", "device", "sparse",
           "empty_sparse", "sparse_values"}


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
        self.tensor_array, self.borrowed_array = (c.c_void_p * 1)(self.tensor.value), (c.c_void_p * 1)(self.borrowed.value)

    def argument(self, value):
        if value == "&":
            return (c.c_uint64 * 4)()
        if isinstance(value, str):
            return getattr(self, value)
        return c.c_int64(value) if isinstance(value, int) and not isinstance(value, bool) else value


def variants(name, row, own):
    """(variant, arguments) of a row: the legal call first."""
    yield "legal", row
    for i, value in enumerate(row):
        def spoiled(bad):
            return [*row[:i], bad, *row[i + 1:]]
        if isinstance(value, (str, bytes)):
            yield f"null {i}", spoiled(None)
        if isinstance(value, bytes):
            yield f"unknown {i}", spoiled(b"no such name")
            yield f"empty {i}", spoiled(b"")
        if isinstance(value, int) and not isinstance(value, bool) and not (name, i) in ENUMS:
            yield f"zero {i}", spoiled(0)
        if (name, i) in ENUMS:
            yield f"unknown {i}", spoiled(LARGE)
        if own and value in HANDLES:
            yield f"other family {i}", spoiled("block" if value == "threading" else "threading")


def outcome(library, objects, name, row):
    """The call, in a child."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            library.call(name, *[objects.argument(value) for value in row])
            code = 0
        except ortlib.OrtError as error:
            code = error.code
        os.write(writer, bytes([code]))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "hangs" if os.WTERMSIG(status) == signal.SIGALRM else "crash"
    return str(told[0])


def main():
    # Where there is no status, there is nothing to read either.
    for name in CALLS:
        if SIGNATURES[name].startswith("void"):
            ortlib._RESULTS[name] = None
    own = sys.argv[2] == "1"
    with ortlib.Library(sys.argv[1]) as library:
        objects = Objects(library)
        for name, row in CALLS.items():
            for variant, arguments in variants(name, row, own):
                print(f"{name}/{variant}\t{outcome(library, objects, name, arguments)}", flush=True)
        os._exit(0)


if __name__ == "__main__":
    main()
