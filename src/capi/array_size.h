// Numbers of elements that a caller says are in an array.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/status.h"

namespace berth::capi {

// ORT_INVALID_ARGUMENT for more elements than memory can hold: -1 in a size, most of the time.
template <typename T>
Status CheckArraySize(const T*, size_t count, const char* name) {
  if (count <= PTRDIFF_MAX / sizeof(T)) return Ok();
  return InvalidArgument("argument \"", name, "\": ", count, " elements seen, more than memory holds");
}

}  // namespace berth::capi
