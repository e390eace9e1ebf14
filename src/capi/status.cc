#include "capi/bind.h"
#include "capi/guard.h"

namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL CreateStatus(OrtErrorCode code, const char* message) noexcept {
  try {
    return new OrtStatus(code, message != nullptr ? message : "");
  } catch (...) {
    return ToOrtStatus(Status(ORT_FAIL, "out of memory"));
  }
}

OrtErrorCode ORT_API_CALL GetErrorCode(const OrtStatus* status) noexcept {
  if (status == nullptr) return ORT_OK;
  return CheckHandle(status, "status").ok() ? status->code : ORT_FAIL;
}

const char* ORT_API_CALL GetErrorMessage(const OrtStatus* status) noexcept {
  if (status == nullptr) return "";
  return CheckHandle(status, "status").ok() ? status->message.c_str() : "a status that CreateStatus did not make";
}

void ORT_API_CALL ReleaseStatus(OrtStatus* status) { ReleaseOrtStatus(status); }

}  // namespace

void BindStatus(OrtApi& api) {
  api.CreateStatus = CreateStatus;
  api.GetErrorCode = GetErrorCode;
  api.GetErrorMessage = GetErrorMessage;
  api.ReleaseStatus = ReleaseStatus;
}

}  // namespace berth::capi
