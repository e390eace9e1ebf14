#include "session/run_options.h"

#include "capi/bind.h"
#include "capi/guard.h"
#include "session/session_options.h"

namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL CreateRunOptions(OrtRunOptions** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    *out = new OrtRunOptions();
    return Ok();
  });
}

template <typename Change>
OrtStatus* With(OrtRunOptions* options, Change&& change) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    return change(*options);
  });
}

template <typename T, typename Read>
OrtStatus* Get(const OrtRunOptions* options, T* out, Read&& read) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    *out = read(*options);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL SetVerbosity(OrtRunOptions* options, int level) noexcept {
  return With(options, [&](OrtRunOptions& run) {
    run.log_verbosity = level;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SetSeverity(OrtRunOptions* options, int level) noexcept {
  return With(options, [&](OrtRunOptions& run) {
    run.log_severity = level;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SetTag(OrtRunOptions* options, const char* tag) noexcept {
  return With(options, [&](OrtRunOptions& run) {
    run.run_tag = tag != nullptr ? tag : "";
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SetTerminate(OrtRunOptions* options) noexcept {
  return With(options, [&](OrtRunOptions& run) {
    run.terminate = true;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL UnsetTerminate(OrtRunOptions* options) noexcept {
  return With(options, [&](OrtRunOptions& run) {
    run.terminate = false;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL GetVerbosity(const OrtRunOptions* options, int* out) noexcept {
  return Get(options, out, [](const OrtRunOptions& run) { return run.log_verbosity; });
}
OrtStatus* ORT_API_CALL GetSeverity(const OrtRunOptions* options, int* out) noexcept {
  return Get(options, out, [](const OrtRunOptions& run) { return run.log_severity; });
}
OrtStatus* ORT_API_CALL GetTag(const OrtRunOptions* options, const char** out) noexcept {
  return Get(options, out, [](const OrtRunOptions& run) { return run.run_tag.c_str(); });
}

OrtStatus* ORT_API_CALL AddRunConfigEntry(OrtRunOptions* options, const char* key, const char* value) noexcept {
  return With(options, [&](OrtRunOptions& run) -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(key, "config_key"));
    BERTH_RETURN_IF_ERROR(NotNull(value, "config_value"));
    BERTH_RETURN_IF_ERROR(CheckConfigEntry(key, value));
    run.config.Add(key, value);
    return Ok();
  });
}

const char* ORT_API_CALL GetRunConfigEntry(const OrtRunOptions* options, const char* key) noexcept {
  return CheckHandle(options, "options").ok() ? options->config.Find(key) : nullptr;
}

}  // namespace

void BindRunOptions(OrtApi& api) {
  api.CreateRunOptions = CreateRunOptions;
  api.ReleaseRunOptions = ReleaseHandle<OrtRunOptions>;
  api.RunOptionsSetRunLogVerbosityLevel = SetVerbosity;
  api.RunOptionsSetRunLogSeverityLevel = SetSeverity;
  api.RunOptionsSetRunTag = SetTag;
  api.RunOptionsGetRunLogVerbosityLevel = GetVerbosity;
  api.RunOptionsGetRunLogSeverityLevel = GetSeverity;
  api.RunOptionsGetRunTag = GetTag;
  api.RunOptionsSetTerminate = SetTerminate;
  api.RunOptionsUnsetTerminate = UnsetTerminate;
  api.AddRunConfigEntry = AddRunConfigEntry;
  api.GetRunConfigEntry = GetRunConfigEntry;
}

}  // namespace berth::capi
