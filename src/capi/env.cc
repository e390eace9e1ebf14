#include <cstring>

#include "capi/bind.h"
#include "capi/guard.h"
#include "capi/tables.h"
#include "session/environment.h"
#include "session/log_function.h"

namespace berth::capi {
namespace {

Status CheckLevel(int level) {
  if (level >= ORT_LOGGING_LEVEL_VERBOSE && level <= ORT_LOGGING_LEVEL_FATAL) return Ok();
  return InvalidArgument("CreateEnv: logging level ", level, " seen: not a valid logging severity level (0 to 4)");
}

OrtStatus* Create(int level, const char* log_id, LogSink sink, const OrtThreadingOptions* threads,
                  const OrtKeyValuePairs* config, OrtEnv** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    BERTH_RETURN_IF_ERROR(NotNull(log_id, "logid"));
    BERTH_RETURN_IF_ERROR(CheckLevel(level));
    OrtEnv::Options options;
    options.log_id = log_id;
    options.severity = static_cast<Severity>(level);
    options.sink = std::move(sink);
    if (config != nullptr) {
      BERTH_RETURN_IF_ERROR(CheckHandle(config, "config_entries"));
      options.config = *config;
    }
    if (threads != nullptr) {
      BERTH_RETURN_IF_ERROR(CheckHandle(threads, "threading_options"));
      options.threads = *threads;
    }
    BERTH_ASSIGN_OR_RETURN(*out, OrtEnv::Acquire(std::move(options), *ApiBase()));
    return Ok();
  });
}

OrtStatus* ORT_API_CALL CreateEnv(OrtLoggingLevel level, const char* log_id, OrtEnv** out) noexcept {
  return Create(level, log_id, {}, nullptr, nullptr, out);
}

OrtStatus* ORT_API_CALL CreateEnvWithCustomLogger(OrtLoggingFunction function, void* param, OrtLoggingLevel level,
                                                  const char* log_id, OrtEnv** out) noexcept {
  return Create(level, log_id, SinkOf(function, param), nullptr, nullptr, out);
}

OrtStatus* ORT_API_CALL CreateEnvWithGlobalThreadPools(OrtLoggingLevel level, const char* log_id,
                                                       const OrtThreadingOptions* threads, OrtEnv** out) noexcept {
  if (OrtStatus* status = ToOrtStatus(NotNull(threads, "tp_options"))) return status;
  return Create(level, log_id, {}, threads, nullptr, out);
}

OrtStatus* ORT_API_CALL CreateEnvWithCustomLoggerAndGlobalThreadPools(OrtLoggingFunction function, void* param,
                                                                      OrtLoggingLevel level, const char* log_id,
                                                                      const OrtThreadingOptions* threads,
                                                                      OrtEnv** out) noexcept {
  if (OrtStatus* status = ToOrtStatus(NotNull(threads, "tp_options"))) return status;
  return Create(level, log_id, SinkOf(function, param), threads, nullptr, out);
}

OrtStatus* ORT_API_CALL CreateEnvWithOptions(const OrtEnvCreationOptions* options, OrtEnv** out) noexcept {
  if (options == nullptr) return ToOrtStatus(NotNull(options, "options"));
  if (options->version < 24 || !IsVersion(options->version)) {
    return ToOrtStatus(InvalidArgument("CreateEnvWithOptions: version ", options->version,
                                       " seen, options with version set equal to ORT_API_VERSION (24 or newer) wanted"));
  }
  if (options->log_id == nullptr) {
    return ToOrtStatus(InvalidArgument("CreateEnvWithOptions: log_id: null seen, a non-null log identifier wanted"));
  }
  return Create(options->logging_severity_level, options->log_id,
                SinkOf(options->custom_logging_function, options->custom_logging_param), options->threading_options,
                options->config_entries, out);
}

void ORT_API_CALL ReleaseEnv(OrtEnv* env) noexcept {
  if (CheckHandle(env, "env").ok()) OrtEnv::Release(env);
}

OrtStatus* ORT_API_CALL UpdateEnvWithCustomLogLevel(OrtEnv* env, OrtLoggingLevel level) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(env, "ort_env"));
    BERTH_RETURN_IF_ERROR(CheckLevel(level));
    env->SetSeverity(static_cast<Severity>(level));
    return Ok();
  });
}

// Nothing is ever reported anywhere, so there is nothing to switch.
OrtStatus* ORT_API_CALL SwitchTelemetry(const OrtEnv* env) noexcept {
  return env != nullptr ? ToOrtStatus(CheckHandle(env, "env")) : nullptr;
}
OrtStatus* ORT_API_CALL SetLanguageProjection(const OrtEnv* env, OrtLanguageProjection) noexcept { return SwitchTelemetry(env); }

// The names that language bindings know; the array and its texts are one release call away.
OrtStatus* ORT_API_CALL GetAvailableProviders(char*** out, int* count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "out_ptr"));
    BERTH_RETURN_IF_ERROR(NotNull(count, "provider_length"));
    // One block, which is freed whatever number comes back with it.
    char* const block = new char[sizeof(char*) + sizeof(kCpuEpName)];
    char** const names = reinterpret_cast<char**>(block);
    names[0] = block + sizeof(char*);
    std::memcpy(names[0], kCpuEpName, sizeof(kCpuEpName));
    *out = names;
    *count = 1;
    return Ok();
  });
}

OrtStatus* ORT_API_CALL ReleaseAvailableProviders(char** names, int) noexcept {
  delete[] reinterpret_cast<char*>(names);
  return nullptr;
}

}  // namespace

void BindEnv(OrtApi& api) {
  api.CreateEnv = CreateEnv;
  api.CreateEnvWithCustomLogger = CreateEnvWithCustomLogger;
  api.CreateEnvWithGlobalThreadPools = CreateEnvWithGlobalThreadPools;
  api.CreateEnvWithCustomLoggerAndGlobalThreadPools = CreateEnvWithCustomLoggerAndGlobalThreadPools;
  api.CreateEnvWithOptions = CreateEnvWithOptions;
  api.ReleaseEnv = ReleaseEnv;
  api.UpdateEnvWithCustomLogLevel = UpdateEnvWithCustomLogLevel;
  api.EnableTelemetryEvents = SwitchTelemetry;
  api.DisableTelemetryEvents = SwitchTelemetry;
  api.SetLanguageProjection = SetLanguageProjection;
  api.GetAvailableProviders = GetAvailableProviders;
  api.ReleaseAvailableProviders = ReleaseAvailableProviders;
}

}  // namespace berth::capi
