// The exported symbols. Each stands in one version node for every ONNX Runtime release whose clients we run: a program
// linked to release 1.N.P asks the loader for VERS_1.N.P and gets the same function. New links get the default node.
#include <cpu_provider_factory.h>

#include "capi/tables.h"

extern "C" {

const OrtApiBase* ORT_API_CALL BerthGetApiBase(void) noexcept { return berth::capi::ApiBase(); }

OrtStatusPtr ORT_API_CALL BerthAppendCpuProvider(OrtSessionOptions* options, int use_arena) noexcept {
  return berth::capi::AppendCpuProvider(options, use_arena);
}

#ifdef __ELF__
// One line a release, written by exports.cmake. `at` is "@@" for the default node, else "@".
#define BERTH_VERSION_NODE(suffix, at, node)                                                                  \
  ORT_EXPORT __attribute__((alias("BerthGetApiBase"))) const OrtApiBase* ORT_API_CALL OrtGetApiBase_##suffix( \
      void) noexcept;                                                                                         \
  __asm__(".symver OrtGetApiBase_" #suffix ", OrtGetApiBase" at node);                                        \
  ORT_EXPORT __attribute__((alias("BerthAppendCpuProvider"))) OrtStatusPtr ORT_API_CALL                       \
      OrtSessionOptionsAppendExecutionProvider_CPU_##suffix(OrtSessionOptions* options, int use_arena) noexcept; \
  __asm__(".symver OrtSessionOptionsAppendExecutionProvider_CPU_" #suffix                                     \
          ", OrtSessionOptionsAppendExecutionProvider_CPU" at node);
#include "capi/version_nodes.inc"
#else
const OrtApiBase* ORT_API_CALL OrtGetApiBase(void) noexcept { return BerthGetApiBase(); }

ORT_API_STATUS_IMPL(OrtSessionOptionsAppendExecutionProvider_CPU, OrtSessionOptions* options, int use_arena) {
  return BerthAppendCpuProvider(options, use_arena);
}
#endif

}  // extern "C"
