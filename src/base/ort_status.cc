#include "base/ort_status.h"

#include <new>

#include "base/release_handle.h"

namespace berth {
namespace {

// Handed out when there is no memory for a status of its own.
OrtStatus& OutOfMemory() {
  static OrtStatus status(ORT_FAIL, "out of memory");
  return status;
}

}  // namespace

OrtStatus* ToOrtStatus(Status status) noexcept {
  if (status.ok()) return nullptr;
  try {
    return new OrtStatus(status.code(), std::string(status.message()));
  } catch (const std::bad_alloc&) {
    return &OutOfMemory();
  }
}

Status Adopt(OrtStatus* status) noexcept {
  if (status == nullptr) return Ok();
  try {
    if (!CheckHandle(status, "status").ok()) return Status(ORT_FAIL, "a status that CreateStatus did not make");
    Status result(status->code, status->message);
    ReleaseOrtStatus(status);
    return result;
  } catch (const std::bad_alloc&) {
    return Status();
  }
}

void ReleaseOrtStatus(OrtStatus* status) noexcept {
  if (status != &OutOfMemory()) ReleaseHandle(status);
}

}  // namespace berth
