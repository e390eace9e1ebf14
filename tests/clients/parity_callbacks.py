"""What only lives while the library calls: kernel infos, kernel contexts and shape-inference contexts, handed out by a custom
operator in Python."""
import ctypes as c

import ortvalues
from onnx import TensorProto, helper

# Slots of OrtCustomOp behind its version, in their order.
_SLOTS = """CreateKernel GetName GetExecutionProviderType GetInputType GetInputTypeCount GetOutputType GetOutputTypeCount
    KernelCompute KernelDestroy GetInputCharacteristic GetOutputCharacteristic GetInputMemoryType GetVariadicInputMinArity
    GetVariadicInputHomogeneity GetVariadicOutputMinArity GetVariadicOutputHomogeneity CreateKernelV2 KernelComputeV2
    InferOutputShapeFn GetStartVersion GetEndVersion GetMayInplace ReleaseMayInplace GetAliasMap ReleaseAliasMap""".split()


class _Table(c.Structure):
    _fields_ = [("version", c.c_uint32), *[(slot, c.c_void_p) for slot in _SLOTS]]


def _model():
    """One node of the operator, with a constant and attributes of every kind."""
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [3]) for name in "xy")
    w = helper.make_tensor("w", TensorProto.FLOAT, [2], [1, 2])
    node = helper.make_node("Probe", ["x", "w"], ["y"], "probe", domain="parity", f=1.5, i=7, s="text",
                            fs=[1.0, 2.0], ints=[3, 4, 5], strings=["a", "bc"],
                            t=helper.make_tensor("t", TensorProto.INT64, [2], [8, 9]))
    graph = helper.make_graph([node], "probe", [x], [y], [w])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("parity", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString()


class Probe:
    """Has `visit(name, handle)` called for "shape_context", "kernel_info" and "kernel_context"."""

    def __init__(self, visit):
        self.visit = visit
        self.table = _Table(version=24)
        self.kept = []
        number, text, floats, failed = c.c_int, c.c_char_p(b"Probe"), 1, c.c_void_p
        self._set("GetName", c.c_void_p, lambda op: c.cast(text, c.c_void_p).value, 1)
        self._set("GetExecutionProviderType", c.c_void_p, lambda op: None, 1)
        for kind, count in (("Input", 2), ("Output", 1)):
            self._set(f"Get{kind}Type", number, lambda op, i: floats, 2)
            self._set(f"Get{kind}TypeCount", c.c_size_t, lambda op, count=count: count, 1)
            self._set(f"Get{kind}Characteristic", number, lambda op, i: 0, 2)
        self._set("GetInputMemoryType", number, lambda op, i: 0, 2)
        self._set("GetStartVersion", number, lambda op: 1, 1)
        self._set("GetEndVersion", number, lambda op: 2**31 - 1, 1)
        self._set("KernelDestroy", None, lambda kernel: None, 1)
        self._set("InferOutputShapeFn", failed, lambda op, context: self._call("shape_context", context), 2)
        self._set("CreateKernelV2", failed, self._create, 4)
        self._set("KernelComputeV2", failed, lambda kernel, context: self._call("kernel_context", context), 2)

    def _set(self, slot, result, function, arguments):
        kept = c.CFUNCTYPE(result, *[c.c_void_p] * arguments)(function)
        self.kept.append(kept)
        setattr(self.table, slot, c.cast(kept, c.c_void_p).value)

    def _call(self, name, handle):
        self.visit(name, c.c_void_p(handle))

    def _create(self, op, api, info, kernel):
        c.c_void_p.from_address(kernel).value = 1
        self._call("kernel_info", info)

    def run(self, library):
        """Makes a session of the operator, and runs it."""
        options, domain, session, x = (c.c_void_p() for _ in range(4))
        library.call("CreateSessionOptions", c.byref(options))
        library.call("SetIntraOpNumThreads", options, 1)
        library.call("AddSessionConfigEntry", options, b"a.key", b"a value")
        library.call("CreateCustomOpDomain", b"parity", c.byref(domain))
        library.call("CustomOpDomain_Add", domain, c.byref(self.table))
        library.call("AddCustomOpDomain", options, domain)
        model = _model()
        library.call("CreateSessionFromArray", library.env, model, c.c_size_t(len(model)), options, c.byref(session))
        data, shape, memory = (c.c_float * 3)(1, 2, 3), (c.c_int64 * 1)(3), c.c_void_p()
        library.call("CreateCpuMemoryInfo", 1, 0, c.byref(memory))
        library.call("CreateTensorWithDataAsOrtValue", memory, data, c.c_size_t(12), shape, c.c_size_t(1), 1, c.byref(x))
        library.call("Run", session, None, ortvalues.texts(["x"]), c.byref(x), c.c_size_t(1), ortvalues.texts(["y"]),
                     c.c_size_t(1), (c.c_void_p * 1)())


# Calls within the operator, as parity_rows.py has those without.
OBJECTS = {
    "logger": ["KernelInfo_GetLogger", "kernel_info", "&"], "info_copy": ["CopyKernelInfo", "kernel_info", "&"],
    "relu": ["CreateOp", "kernel_info", b"Relu", b"", 14, "type_names", "float_types", 1, None, 0, 1, 1, "&"],
    "x_value": ["KernelContext_GetInput", "kernel_context", 0, "&"],
}
CALLS = {
    "KernelInfo_GetInputCount": ["kernel_info", "&"], "KernelInfo_GetOutputCount": ["kernel_info", "&"],
    "KernelInfo_GetInputName": ["kernel_info", 1, "room", "room_size"],
    "KernelInfo_GetOutputName": ["kernel_info", 0, "room", "room_size"],
    "KernelInfo_GetInputTypeInfo": ["kernel_info", 1, "&"], "KernelInfo_GetOutputTypeInfo": ["kernel_info", 0, "&"],
    "KernelInfo_GetNodeName": ["kernel_info", "room", "room_size"], "KernelInfo_GetLogger": ["kernel_info", "&"],
    "KernelInfo_GetOperatorDomain": ["kernel_info", "room", "room_size"],
    "KernelInfo_GetOperatorType": ["kernel_info", "room", "room_size"],
    "KernelInfo_GetOperatorSinceVersion": ["kernel_info", "&"], "KernelInfo_GetConfigEntries": ["kernel_info", "&"],
    "KernelInfo_GetEp": ["kernel_info", "&"],
    "KernelInfoGetAttribute_float": ["kernel_info", b"f", "&"], "KernelInfoGetAttribute_int64": ["kernel_info", b"i", "&"],
    "KernelInfoGetAttribute_string": ["kernel_info", b"s", "room", "room_size"],
    "KernelInfoGetAttribute_tensor": ["kernel_info", b"t", "allocator", "&"],
    "KernelInfoGetAttributeArray_float": ["kernel_info", b"fs", "floats", "room_size"],
    "KernelInfoGetAttributeArray_int64": ["kernel_info", b"ints", "coo", "room_size"],
    "KernelInfoGetAttributeArray_string": ["kernel_info", b"strings", "allocator", "&", "&"],
    "KernelInfoGetConstantInput_tensor": ["kernel_info", 1, "&", "&"], "KernelInfoGetAllocator": ["kernel_info", 0, "&"],
    "CopyKernelInfo": ["kernel_info", "&"], "ReleaseKernelInfo": ["info_copy"],
    "CreateOp": OBJECTS["relu"][1:], "ReleaseOp": ["relu"],
    "InvokeOp": ["kernel_context", "kept_relu", "x_array", 1, "tensor_array", 1],
    "Logger_LogMessage": ["logger", 2, b"text", b"file", 1, b"function"],
    "Logger_GetLoggingSeverityLevel": ["logger", "&"],
    "KernelContext_GetInputCount": ["kernel_context", "&"], "KernelContext_GetOutputCount": ["kernel_context", "&"],
    "KernelContext_GetInput": ["kernel_context", 1, "&"], "KernelContext_GetOutput": ["kernel_context", 0, "three", 1, "&"],
    "KernelContext_GetGPUComputeStream": ["kernel_context", "&"], "KernelContext_GetLogger": ["kernel_context", "&"],
    "KernelContext_GetAllocator": ["kernel_context", "memory", "&"],
    "KernelContext_GetResource": ["kernel_context", 0, 0, "&"],
    "KernelContext_ParallelFor": ["kernel_context", "nothing_to_do", 4, 2, None],
    "KernelContext_GetScratchBuffer": ["kernel_context", "memory", 16, "&"],
    "KernelContext_GetSyncStream": ["kernel_context", "&"],
    "KernelContext_GetPreallocatedOutput": ["kernel_context", 0, "&"],
    "ShapeInferContext_GetInputCount": ["shape_context", "&"], "ShapeInferContext_GetInputTypeShape": ["shape_context", 0, "&"],
    "ShapeInferContext_GetAttribute": ["shape_context", b"i", "&"],
    "ShapeInferContext_SetOutputTypeShape": ["shape_context", 0, "named_info"],
}
