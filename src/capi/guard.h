// The exception guard of the C edge: every function of a table runs its body in here.
//
//   OrtStatus* ORT_API_CALL CreateThing(const OrtEnv* env, OrtThing** out) noexcept {
//     return Guard([&]() -> Status {
//       BERTH_RETURN_IF_ERROR(CheckHandle(env, "env"));
//       BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
//       ...
//       return Ok();
//     });
//   }
//
// Results are written only on success. Exceptions become ORT_RUNTIME_EXCEPTION (std::bad_alloc: ORT_FAIL).
#pragma once

#include <exception>
#include <new>
#include <string_view>
#include <utility>

#include <onnxruntime_c_api.h>

#include "base/ort_status.h"

namespace berth::capi {

template <typename Body>
OrtStatus* Guard(Body&& body) noexcept {
  try {
    return ToOrtStatus(std::forward<Body>(body)());
  } catch (const std::bad_alloc&) {
    return ToOrtStatus(Status(ORT_FAIL, "out of memory"));
  } catch (const std::exception& e) {
    return ToOrtStatus(Status(ORT_RUNTIME_EXCEPTION, e.what()));
  } catch (...) {
    return ToOrtStatus(Status(ORT_RUNTIME_EXCEPTION, "unknown exception"));
  }
}

// Copies a C string into memory of `allocator` (the caller's), as the functions that return text do.
StatusOr<char*> CopyText(OrtAllocator* allocator, std::string_view text);

// The way text is asked for by size: `*size` is the room in `out` on entry and the room that is needed, terminator
// included, on return. A null `out` only asks. Too little room is ORT_INVALID_ARGUMENT, with `*size` set all the same.
Status FillText(std::string_view text, char* out, size_t* size);

}  // namespace berth::capi
