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
#include <functional>
#include <new>
#include <string_view>
#include <utility>

#include <onnxruntime_c_api.h>

#include "base/ort_status.h"
#include "base/release_handle.h"

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

// The shape of most functions: one object to ask, one place for the answer; `body` runs when both are there.
template <typename T, typename Body>
OrtStatus* Ask(const T* object, const char* name, const void* out, Body&& body) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(object, name));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    return body();
  });
}

// The same where the answer is one value that `read()` gives.
template <typename T, typename Out, typename Read>
OrtStatus* Get(const T* object, const char* name, Out* out, Read&& read) noexcept {
  return Ask(object, name, out, [&] {
    *out = read();
    return Ok();
  });
}

// Copies `from`, or what `pick` takes of each of its elements, into a caller's array that must have room for all of it:
// ORT_INVALID_ARGUMENT otherwise, as for null.
template <typename From, typename To, typename Pick = std::identity>
Status FillArray(const From& from, To* to, size_t room, const char* name, Pick&& pick = {}) {
  BERTH_RETURN_IF_ERROR(NotNull(to, name));
  if (room < from.size()) {
    return InvalidArgument("argument \"", name, "\": room for ", room, " elements seen, ", from.size(), " wanted");
  }
  size_t i = 0;
  for (const auto& element : from) to[i++] = pick(element);
  return Ok();
}

// Whether the word in front of a structure of the ABI is a version: not the tag of a handle, dead or alive.
bool IsVersion(uint32_t word);

// The same for allocators, ours or foreign, which have no tag: ORT_INVALID_ARGUMENT for null, a handle, a released allocator,
// and one without Alloc, Free or Info.
Status CheckAllocator(const OrtAllocator* allocator, const char* name);

// Copies a C string into memory of `allocator` (the caller's), as the functions that return text do.
StatusOr<char*> CopyText(OrtAllocator* allocator, std::string_view text);

// The way text is asked for by size: `*size` is the room in `out` on entry and the room that is needed, terminator
// included, on return. A null `out` only asks. Too little room is ORT_INVALID_ARGUMENT, with `*size` set all the same.
Status FillText(std::string_view text, char* out, size_t* size);

}  // namespace berth::capi
