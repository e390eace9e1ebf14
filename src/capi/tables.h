// The function tables of the C API: made on first use, never changed, alive as long as the process. Any thread.
//
// Every slot is filled first with an answer that says "not implemented" (unfilled.h); the families then put their functions
// in (bind.h). No slot is null.
#pragma once

#include <onnxruntime_c_api.h>

namespace berth::capi {

// The one OrtApi that GetApi(1..30) returns. The two slots of API 31 lie behind it (slots/api_31.h).
const OrtApi* OrtApiTable() noexcept;
const OrtEpApi* OrtEpApiTable() noexcept;
const OrtModelEditorApi* OrtModelEditorApiTable() noexcept;
const OrtCompileApi* OrtCompileApiTable() noexcept;
const OrtInteropApi* OrtInteropApiTable() noexcept;

// What the exported OrtSessionOptionsAppendExecutionProvider_CPU does (session_options.cc): the CPU kernels always come last,
// so the call only says that the application asked for them.
OrtStatus* AppendCpuProvider(OrtSessionOptions* options, int use_arena) noexcept;

// What OrtGetApiBase returns.
const OrtApiBase* ApiBase() noexcept;

}  // namespace berth::capi
