// OrtApi with the two slots that API 31 put behind it.
//
// A program of API 31 may reach for them; no public header shows them. They answer like every slot that is not filled.
#pragma once

#include <cstddef>

#include <onnxruntime_c_api.h>

namespace berth::capi {

struct OrtModelPackageApi;  // a table of API 31, which this library does not have

using OrtReadNamedBufferFunc = OrtStatus*(ORT_API_CALL*)(void* state, const char* name, OrtAllocator* allocator,
                                                         void** buffer, size_t* size);

struct OrtApi31 {
  OrtApi api;
  OrtStatus*(ORT_API_CALL* SessionOptionsSetEpContextDataReadFunc)(OrtSessionOptions* options,
                                                                   OrtReadNamedBufferFunc read_func,
                                                                   void* state) noexcept;
  const OrtModelPackageApi*(ORT_API_CALL* GetModelPackageApi)() noexcept;
};

static_assert(offsetof(OrtApi31, SessionOptionsSetEpContextDataReadFunc) == 426 * sizeof(void*));
static_assert(offsetof(OrtApi31, GetModelPackageApi) == 427 * sizeof(void*));

}  // namespace berth::capi
