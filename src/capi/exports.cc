// The exported symbols. Each stands in one version node for every ONNX Runtime release whose clients we run: a program
// linked to release 1.N.P asks the loader for VERS_1.N.P and gets the same function. New links get the default node.
#include <cpu_provider_factory.h>

#include "capi/tables.h"

extern "C" {

const OrtApiBase* ORT_API_CALL OrtGetApiBase(void) noexcept { return berth::capi::ApiBase(); }

ORT_API_STATUS_IMPL(OrtSessionOptionsAppendExecutionProvider_CPU, OrtSessionOptions* options, int use_arena) {
  const OrtApi* api = berth::capi::OrtApiTable();
  return use_arena != 0 ? api->EnableCpuMemArena(options) : api->DisableCpuMemArena(options);
}

#ifdef __ELF__
// BERTH_VERSION_NODE(suffix, node): one line a release, written by exports.cmake. The default node is in exports.map.
#define BERTH_VERSION_NODE(suffix, node)                                                                            \
  __attribute__((visibility("default"), alias("OrtGetApiBase"))) const OrtApiBase* ORT_API_CALL                     \
      OrtGetApiBase_##suffix(void) noexcept;                                                                        \
  __asm__(".symver OrtGetApiBase_" #suffix ", OrtGetApiBase@" node);                                                \
  __attribute__((visibility("default"), alias("OrtSessionOptionsAppendExecutionProvider_CPU"))) OrtStatusPtr        \
      ORT_API_CALL OrtSessionOptionsAppendExecutionProvider_CPU_##suffix(OrtSessionOptions* options,                \
                                                                         int use_arena) noexcept;                   \
  __asm__(".symver OrtSessionOptionsAppendExecutionProvider_CPU_" #suffix                                           \
          ", OrtSessionOptionsAppendExecutionProvider_CPU@" node);
#include "capi/version_nodes.inc"
#endif

}  // extern "C"
