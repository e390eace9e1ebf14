// The status object of the C ABI and its two conversions.
//
// An OrtStatus is made by CreateStatus (by us, or by an EP through our table) and freed by ReleaseStatus; null is success.
#pragma once

#include <string>

#include "base/handle.h"
#include "base/status.h"

struct OrtStatus : berth::Tagged<berth::HandleKind::kStatus> {
  OrtStatus(OrtErrorCode error_code, std::string text) : code(error_code), message(std::move(text)) {}
  OrtErrorCode code;
  std::string message;
};

namespace berth {

// Null for success, else a new OrtStatus that the receiver releases. Null too when memory for the text is short:
// then a static out-of-memory status is returned instead, which ReleaseStatus knows and keeps.
OrtStatus* ToOrtStatus(Status status) noexcept;

// Takes over a status that foreign code returned: frees it and gives its code and text. A null is success; a status that
// says ORT_OK counts as success; a foreign pointer without our tag becomes ORT_FAIL and is left alone.
Status Adopt(OrtStatus* status) noexcept;

// What OrtApi::ReleaseStatus does. Null is allowed.
void ReleaseOrtStatus(OrtStatus* status) noexcept;

}  // namespace berth
