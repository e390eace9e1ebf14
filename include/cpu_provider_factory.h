// Part of Berth. SPDX-License-Identifier: MIT
//
// The one provider that has an entry point of its own. The CPU kernels are always there, last in line; this function
// says that the program asks for them.
#pragma once

#include "onnxruntime_c_api.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Names the CPU provider in `options`. `use_arena`: nonzero for memory from an arena, zero for plain allocation.
ORT_EXPORT ORT_API_STATUS(OrtSessionOptionsAppendExecutionProvider_CPU, _In_ OrtSessionOptions* options, int use_arena);

#ifdef __cplusplus
}
#endif
