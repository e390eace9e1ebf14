// Part of Berth. SPDX-License-Identifier: MIT
//
// The C++ API: classes over onnxruntime_c_api.h, header-only, C++17.
//
//   Ort::Env env(ORT_LOGGING_LEVEL_WARNING, "app");
//   Ort::Session session(env, ORT_TSTR("model.onnx"), Ort::SessionOptions{});
//
// Conventions:
//   - A class owns one object of the C API: it moves, does not copy, releases it in the end, and is as large as a
//     pointer. Made from nullptr it is empty, to be assigned later. It converts to the C pointer; release() gives it away.
//   - Const... and Unowned... borrow an object, which must outlive them: they copy. Const... look only.
//   - A failed call throws Ort::Exception with code and text; functions that return Ort::Status do not throw. With
//     ORT_NO_EXCEPTIONS a failed call ends the program.
//   - With ORT_API_MANUAL_INIT the program says Ort::InitApi first; see cxx/base.h.
//   - Threads: as the C functions underneath.
//
// The folder cxx holds this header's parts, which are not for inclusion on their own:
//   base.h             errors, the function table, handles
//   element_types.h    Float16_t and its like
//   memory.h           KeyValuePairs, MemoryInfo, Allocator, ArenaCfg, SyncStream, containers of weights
//   type_info.h        TypeInfo and its kinds
//   value.h            Value
//   devices.h          ConstHardwareDevice, ConstEpDevice, which EP got which nodes
//   env.h              ThreadingOptions, Env
//   session_options.h  RunOptions, SessionOptions, CustomOpDomain, LoraAdapter
//   graph.h            ModelMetadata, OpAttr, ValueInfo, Node, Graph, Model
//   session.h          Session, IoBinding, ModelCompilationOptions
//   custom_op.h        Logger, KernelContext, KernelInfo, Op, ShapeInferContext, CustomOpBase
//   ep.h               KernelDef, KernelRegistry, OpSchema, ProfilingEvent
#pragma once

#include "onnxruntime_c_api.h"

#include "cxx/base.h"
#include "cxx/element_types.h"
#include "cxx/memory.h"
#include "cxx/type_info.h"
#include "cxx/value.h"
#include "cxx/devices.h"
#include "cxx/env.h"
#include "cxx/session_options.h"
#include "cxx/graph.h"
#include "cxx/session.h"
#include "cxx/custom_op.h"
#include "cxx/ep.h"

#include "onnxruntime_cxx_inline.h"
