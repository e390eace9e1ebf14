// An application's log function as a sink.
#pragma once

#include "base/log.h"

namespace berth {

// Empty for null.
inline LogSink SinkOf(OrtLoggingFunction function, void* param) {
  if (function == nullptr) return {};
  return [function, param](Severity severity, const char* category, const char* logger_id, const char* location,
                           const char* message) {
    function(param, static_cast<OrtLoggingLevel>(severity), category, logger_id, location, message);
  };
}

}  // namespace berth
