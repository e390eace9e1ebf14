// The end of objects that programs have pointers to.
//
// With the environment variable BERTH_KEEP_HANDLES=1, and in builds of CMake's type Debug, their memory is never used again, so
// that a released handle is told whenever it comes back. Else it is told until its memory is somebody else's.
#pragma once

#include <memory>

#include "base/handle.h"

namespace berth {

// Whether released handles keep their memory.
bool KeepsReleasedHandles();

// Keeps memory whose object is gone; only its first word may be read from now on.
void KeepReleasedHandle(void* memory, size_t bytes) noexcept;

// Destroys what `new` made, where there is no tag: the destructor leaves a first word behind that tells.
template <typename T>
void DeleteTold(T* object) noexcept {
  if (!KeepsReleasedHandles()) {
    delete object;
    return;
  }
  std::destroy_at(object);
  KeepReleasedHandle(object, sizeof(T));
}

template <typename T>
bool IsLive(const T* object) {
  return object != nullptr && object->tag == T::kKind;
}

// What the Release functions of the tables do: nothing with null, a handle of another family, or a released one.
template <typename T>
void ReleaseHandle(T* object) noexcept {
  if (IsLive(object)) DeleteTold(object);
}

}  // namespace berth
