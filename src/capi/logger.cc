#include "base/log.h"

#include "capi/bind.h"
#include "capi/guard.h"

namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL LogMessage(const OrtLogger* logger, OrtLoggingLevel level, const char* message,
                                   const ORTCHAR_T* file, int line, const char* function) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(logger, "logger"));
    BERTH_RETURN_IF_ERROR(NotNull(message, "message"));
    if (level < ORT_LOGGING_LEVEL_VERBOSE || level > ORT_LOGGING_LEVEL_FATAL) {
      return InvalidArgument("Logger_LogMessage: logging level ", static_cast<int>(level), ": no such level");
    }
    const auto severity = static_cast<Severity>(level);
    if (!logger->Passes(severity)) return Ok();
    std::string location;
    for (const ORTCHAR_T* c = file; c != nullptr && *c != 0; ++c) location += static_cast<char>(*c);
    absl::StrAppend(&location, ":", line, " ", function != nullptr ? function : "");
    logger->Write(severity, "plugin", location.c_str(), message);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL GetSeverity(const OrtLogger* logger, OrtLoggingLevel* out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(logger, "logger"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    *out = static_cast<OrtLoggingLevel>(logger->severity.load());
    return Ok();
  });
}

}  // namespace

void BindLogger(OrtApi& api) {
  api.Logger_LogMessage = LogMessage;
  api.Logger_GetLoggingSeverityLevel = GetSeverity;
}

}  // namespace berth::capi
