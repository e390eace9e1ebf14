#include "session/session_options.h"

#include <cstring>

#include "capi/array_size.h"
#include "capi/bind.h"
#include "capi/guard.h"
#include "capi/tables.h"
#include "session/environment.h"

namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL CreateSessionOptions(OrtSessionOptions** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "options"));
    *out = new OrtSessionOptions();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL CloneSessionOptions(const OrtSessionOptions* from, OrtSessionOptions** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(from, "in_options"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out_options"));
    *out = new OrtSessionOptions(*from);
    return Ok();
  });
}

// Changes one member of the options.
template <typename T, typename V>
OrtStatus* Set(OrtSessionOptions* options, T OrtSessionOptions::*member, V value) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    options->*member = value;
    return Ok();
  });
}

// The same for text.
OrtStatus* SetText(OrtSessionOptions* options, std::string OrtSessionOptions::*member, const char* text,
                   const char* name) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(text, name));
    options->*member = text;
    return Ok();
  });
}

Status InRange(const char* what, int value, int low, int high) {
  if (value >= low && value <= high) return Ok();
  return InvalidArgument("SessionOptions: ", what, ": ", value, " seen, ", low, " to ", high, " wanted");
}

OrtStatus* ORT_API_CALL SetExecutionMode(OrtSessionOptions* options, ExecutionMode mode) noexcept {
  if (OrtStatus* status = ToOrtStatus(InRange("execution mode", mode, ORT_SEQUENTIAL, ORT_PARALLEL))) return status;
  return Set(options, &OrtSessionOptions::execution_mode, mode);
}
OrtStatus* ORT_API_CALL GetExecutionMode(const OrtSessionOptions* options, ExecutionMode* out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    *out = options->execution_mode;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL EnableMemPattern(OrtSessionOptions* options) noexcept {
  return Set(options, &OrtSessionOptions::enable_mem_pattern, true);
}
OrtStatus* ORT_API_CALL DisableMemPattern(OrtSessionOptions* options) noexcept {
  return Set(options, &OrtSessionOptions::enable_mem_pattern, false);
}
OrtStatus* ORT_API_CALL GetMemPatternEnabled(const OrtSessionOptions* options, int* out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    *out = options->enable_mem_pattern;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL EnableCpuMemArena(OrtSessionOptions* options) noexcept {
  return Set(options, &OrtSessionOptions::enable_cpu_mem_arena, true);
}
OrtStatus* ORT_API_CALL DisableCpuMemArena(OrtSessionOptions* options) noexcept {
  return Set(options, &OrtSessionOptions::enable_cpu_mem_arena, false);
}
OrtStatus* ORT_API_CALL SetLogId(OrtSessionOptions* options, const char* id) noexcept {
  return SetText(options, &OrtSessionOptions::log_id, id, "logid");
}
OrtStatus* ORT_API_CALL SetLogVerbosity(OrtSessionOptions* options, int level) noexcept {
  return Set(options, &OrtSessionOptions::log_verbosity, level);
}
OrtStatus* ORT_API_CALL SetLogSeverity(OrtSessionOptions* options, int level) noexcept {
  if (OrtStatus* status = ToOrtStatus(InRange("logging level", level, ORT_LOGGING_LEVEL_VERBOSE, ORT_LOGGING_LEVEL_FATAL))) {
    return status;
  }
  return Set(options, &OrtSessionOptions::log_severity, static_cast<OrtLoggingLevel>(level));
}
OrtStatus* ORT_API_CALL SetUserLoggingFunction(OrtSessionOptions* options, OrtLoggingFunction function, void* param) noexcept {
  if (OrtStatus* status = Set(options, &OrtSessionOptions::log_param, param)) return status;
  return Set(options, &OrtSessionOptions::log_function, function);
}
OrtStatus* ORT_API_CALL SetOptimizationLevel(OrtSessionOptions* options, GraphOptimizationLevel level) noexcept {
  const bool known = (level >= ORT_DISABLE_ALL && level <= ORT_ENABLE_LAYOUT) || level == ORT_ENABLE_ALL;
  if (!known) {
    return ToOrtStatus(InvalidArgument("SessionOptions: graph optimization level ", static_cast<int>(level), ": no such level"));
  }
  return Set(options, &OrtSessionOptions::optimization_level, level);
}
OrtStatus* ORT_API_CALL SetIntraOpNumThreads(OrtSessionOptions* options, int threads) noexcept {
  if (OrtStatus* status = ToOrtStatus(InRange("intra-op threads", threads, 0, 65536))) return status;
  return Set(options, &OrtSessionOptions::intra_op_threads, threads);
}
OrtStatus* ORT_API_CALL SetInterOpNumThreads(OrtSessionOptions* options, int threads) noexcept {
  if (OrtStatus* status = ToOrtStatus(InRange("inter-op threads", threads, 0, 65536))) return status;
  return Set(options, &OrtSessionOptions::inter_op_threads, threads);
}
OrtStatus* ORT_API_CALL DisablePerSessionThreads(OrtSessionOptions* options) noexcept {
  return Set(options, &OrtSessionOptions::use_per_session_threads, false);
}
OrtStatus* ORT_API_CALL SetDeterministicCompute(OrtSessionOptions* options, bool value) noexcept {
  return Set(options, &OrtSessionOptions::deterministic_compute, value);
}

OrtStatus* ORT_API_CALL AddSessionConfigEntry(OrtSessionOptions* options, const char* key, const char* value) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(key, "config_key"));
    BERTH_RETURN_IF_ERROR(NotNull(value, "config_value"));
    return options->AddConfigEntry(key, value);
  });
}

OrtStatus* ORT_API_CALL HasSessionConfigEntry(const OrtSessionOptions* options, const char* key, int* out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(key, "config_key"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    *out = options->config.Find(key) != nullptr;
    return Ok();
  });
}

OrtStatus* ORT_API_CALL GetSessionConfigEntry(const OrtSessionOptions* options, const char* key, char* value,
                                              size_t* size) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(key, "config_key"));
    BERTH_RETURN_IF_ERROR(NotNull(size, "size"));
    const char* found = options->config.Find(key);
    if (found == nullptr) return InvalidArgument("SessionOptions: config entry \"", key, "\": not set");
    return FillText(found, value, size);
  });
}

OrtStatus* ORT_API_CALL GetSessionOptionsConfigEntries(const OrtSessionOptions* options,
                                                       OrtKeyValuePairs** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    *out = new OrtKeyValuePairs(options->config);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL AppendExecutionProviderV2(OrtSessionOptions* options, OrtEnv* env,
                                                  const OrtEpDevice* const* devices, size_t device_count,
                                                  const char* const* keys, const char* const* values,
                                                  size_t option_count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "session_options"));
    BERTH_RETURN_IF_ERROR(CheckHandle(env, "env"));
    if (device_count > 0) BERTH_RETURN_IF_ERROR(NotNull(devices, "ep_devices"));
    if (option_count > 0) {
      BERTH_RETURN_IF_ERROR(NotNull(keys, "ep_option_keys"));
      BERTH_RETURN_IF_ERROR(NotNull(values, "ep_option_vals"));
    }
    BERTH_RETURN_IF_ERROR(CheckArraySize(devices, device_count, "ep_devices"));
    BERTH_RETURN_IF_ERROR(CheckArraySize(keys, option_count, "ep_option_keys"));
    return options->AppendEp(*env, {devices, device_count}, {keys, option_count}, {values, option_count});
  });
}

OrtStatus* ORT_API_CALL SetWeightlessSourceModelBuffer(OrtSessionOptions* options, const void* data, size_t size) noexcept {
  if (OrtStatus* status = ToOrtStatus(NotNull(data, "source_model_data"))) return status;
  if (size == 0) {
    return ToOrtStatus(InvalidArgument("SessionOptionsSetWeightlessSourceModelBuffer: 0 bytes seen, a model wanted"));
  }
  return Set(options, &OrtSessionOptions::weightless_source, std::span(static_cast<const std::byte*>(data), size));
}

OrtStatus* ORT_API_CALL SetEpSelectionPolicy(OrtSessionOptions* options, OrtExecutionProviderDevicePolicy policy) noexcept {
  if (OrtStatus* status = ToOrtStatus(CheckPolicy(policy))) return status;
  return Set(options, &OrtSessionOptions::selection, SelectionPolicy{.policy = policy});
}

// Without a delegate it is the default policy.
OrtStatus* ORT_API_CALL SetEpSelectionPolicyDelegate(OrtSessionOptions* options, EpSelectionDelegate delegate,
                                                     void* state) noexcept {
  return Set(options, &OrtSessionOptions::selection, SelectionPolicy{.delegate = delegate, .delegate_state = state});
}

}  // namespace

OrtStatus* AppendCpuProvider(OrtSessionOptions* options, int use_arena) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    if (!options->cpu_place) options->cpu_place = options->eps.size();
    options->enable_cpu_mem_arena = use_arena != 0;
    return Ok();
  });
}

void BindSessionOptions(OrtApi& api) {
  api.CreateSessionOptions = CreateSessionOptions;
  api.ReleaseSessionOptions = ReleaseHandle<OrtSessionOptions>;
  api.CloneSessionOptions = CloneSessionOptions;
  api.SetSessionExecutionMode = SetExecutionMode;
  api.GetSessionExecutionMode = GetExecutionMode;
  api.EnableMemPattern = EnableMemPattern;
  api.DisableMemPattern = DisableMemPattern;
  api.GetMemPatternEnabled = GetMemPatternEnabled;
  api.EnableCpuMemArena = EnableCpuMemArena;
  api.DisableCpuMemArena = DisableCpuMemArena;
  api.SetSessionLogId = SetLogId;
  api.SetSessionLogVerbosityLevel = SetLogVerbosity;
  api.SetSessionLogSeverityLevel = SetLogSeverity;
  api.SetUserLoggingFunction = SetUserLoggingFunction;
  api.SetSessionGraphOptimizationLevel = SetOptimizationLevel;
  api.SetIntraOpNumThreads = SetIntraOpNumThreads;
  api.SetInterOpNumThreads = SetInterOpNumThreads;
  api.DisablePerSessionThreads = DisablePerSessionThreads;
  api.SetDeterministicCompute = SetDeterministicCompute;
  api.AddSessionConfigEntry = AddSessionConfigEntry;
  api.HasSessionConfigEntry = HasSessionConfigEntry;
  api.GetSessionConfigEntry = GetSessionConfigEntry;
  api.GetSessionOptionsConfigEntries = GetSessionOptionsConfigEntries;
  api.SessionOptionsSetWeightlessSourceModelBuffer = SetWeightlessSourceModelBuffer;
  api.SessionOptionsSetEpSelectionPolicy = SetEpSelectionPolicy;
  api.SessionOptionsSetEpSelectionPolicyDelegate = SetEpSelectionPolicyDelegate;
  api.SessionOptionsAppendExecutionProvider_V2 = AppendExecutionProviderV2;
}

}  // namespace berth::capi
