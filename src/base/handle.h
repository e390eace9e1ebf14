// Type tags for the opaque objects that cross the C ABI, and the one place where such a pointer is checked.
//
// Every opaque class derives first from Tagged<kind>; the tag is its first word, is checked on entry, and is overwritten
// at destruction, so that a handle of another family, and a released one while its memory is untouched, gives a status.
#pragma once

#include <cstdint>

#include "base/status.h"

namespace berth {

enum class HandleKind : uint32_t {
  kDead = 0x44414544,
  kStatus = 0x42540001, kLogger, kEnv, kMemoryDevice, kMemoryInfo, kAllocator, kValue, kTensorInfo, kTypeInfo,
  kSequenceTypeInfo, kMapTypeInfo, kOptionalTypeInfo, kKeyValuePairs, kHardwareDevice, kEpDevice, kSessionOptions,
  kRunOptions, kSession, kModelMetadata, kGraph, kNode, kValueInfo, kOpAttr, kGraphSupportInfo, kNodeComputeContext,
  kKernelContext, kKernelInfo, kAssignedSubgraph, kAssignedNode, kExternalInitializerInfo, kModel, kIoBinding,
  kThreadingOptions, kPrepackedWeights, kCustomOpDomain, kSyncStream, kKernelRegistry, kKernelDef, kKernelDefBuilder,
  kOpSchema, kOpSchemaConstraint, kCompilationOptions, kIncompatibilityDetails, kArenaCfg, kDataType, kProfilingEvent,
  kShapeInferContext, kOp, kProfilingEvents,
};

// First base of every opaque class. Not copyable into another handle's tag: copies keep their own.
template <HandleKind kKindValue>
struct Tagged {
  static constexpr HandleKind kKind = kKindValue;

  Tagged() = default;
  Tagged(const Tagged&) {}
  Tagged& operator=(const Tagged&) { return *this; }
  ~Tagged() { const_cast<volatile HandleKind&>(tag) = HandleKind::kDead; }

  HandleKind tag = kKindValue;
};

// Checks a pointer that came from outside: `name` is the argument as the caller knows it.
// Errors: ORT_INVALID_ARGUMENT for null and for an object of another family.
template <typename T>
Status CheckHandle(const T* handle, const char* name) {
  if (handle == nullptr) return InvalidArgument("argument \"", name, "\": null seen, a live handle wanted");
  if (handle->tag != T::kKind) {
    return InvalidArgument("argument \"", name, "\": ",
                           handle->tag == HandleKind::kDead ? "a released handle" : "a handle of another family",
                           " seen, a live handle of its own family wanted");
  }
  return Ok();
}

// Checks a plain pointer argument (text, array, result).
inline Status NotNull(const void* pointer, const char* name) {
  if (pointer == nullptr) return InvalidArgument("argument \"", name, "\": null seen, a pointer wanted");
  return Ok();
}

}  // namespace berth
