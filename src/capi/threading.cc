#include "session/threading_options.h"

#include <cstring>

#include "capi/bind.h"
#include "capi/guard.h"
#include "session/environment.h"
#include "session/session_options.h"

namespace berth::capi {
namespace {

constexpr size_t kMaxAffinity = 4096;

OrtStatus* ORT_API_CALL CreateThreadingOptions(OrtThreadingOptions** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    *out = new OrtThreadingOptions();
    return Ok();
  });
}

// Changes one member of the options, of an environment's pools or of a session.
template <typename Options, typename T, typename V>
OrtStatus* Set(Options* options, T Options::*member, V value) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    options->*member = value;
    return Ok();
  });
}

OrtStatus* SetThreads(OrtThreadingOptions* options, int OrtThreadingOptions::*which, int threads) noexcept {
  if (options != nullptr && threads < 0) {
    return ToOrtStatus(InvalidArgument("ThreadingOptions: ", threads, " threads seen, at least 0 wanted"));
  }
  return Set(options, which, threads);
}
OrtStatus* ORT_API_CALL SetIntraOpNumThreads(OrtThreadingOptions* options, int threads) noexcept {
  return SetThreads(options, &OrtThreadingOptions::intra_op_threads, threads);
}
OrtStatus* ORT_API_CALL SetInterOpNumThreads(OrtThreadingOptions* options, int threads) noexcept {
  return SetThreads(options, &OrtThreadingOptions::inter_op_threads, threads);
}

OrtStatus* ORT_API_CALL SetSpinControl(OrtThreadingOptions* options, int allow) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "tp_options"));
    if (allow != 0 && allow != 1) return InvalidArgument("SetGlobalSpinControl: ", allow, " seen, 0 or 1 wanted");
    options->spins = allow == 1;
    options->spins_set = true;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SetDenormalAsZero(OrtThreadingOptions* options) noexcept {
  return Set(options, &OrtThreadingOptions::denormals_are_zero, true);
}
OrtStatus* ORT_API_CALL SetAffinity(OrtThreadingOptions* options, const char* affinity) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "tp_options"));
    BERTH_RETURN_IF_ERROR(NotNull(affinity, "affinity_string"));
    const size_t size = std::strlen(affinity);
    if (size == 0 || size > kMaxAffinity) {
      return InvalidArgument("SetGlobalIntraOpThreadAffinity: ", size, " characters seen, 1 to ", kMaxAffinity, " wanted");
    }
    options->intra_op_affinity = affinity;
    return Ok();
  });
}

template <typename Options>
struct ThreadFunctions {
  static OrtStatus* ORT_API_CALL SetCreate(Options* options, OrtCustomCreateThreadFn function) noexcept {
    return Set(options, &Options::create_thread, function);
  }
  static OrtStatus* ORT_API_CALL SetCreateOptions(Options* options, void* creation_options) noexcept {
    return Set(options, &Options::create_thread_options, creation_options);
  }
  static OrtStatus* ORT_API_CALL SetJoin(Options* options, OrtCustomJoinThreadFn function) noexcept {
    return Set(options, &Options::join_thread, function);
  }
};

OrtStatus* ORT_API_CALL SetThreadPoolCallbacks(OrtEnv* env, const OrtThreadPoolCallbacksConfig* config) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(env, "env"));
    BERTH_RETURN_IF_ERROR(NotNull(config, "config"));
    if (config->version < 25 || config->version > ORT_API_VERSION) {
      return InvalidArgument("SetPerSessionThreadPoolCallbacks: version ", config->version, " seen, ORT_API_VERSION (25 to ",
                             ORT_API_VERSION, ") wanted");
    }
    const bool any = config->on_enqueue != nullptr || config->on_start_work != nullptr || config->on_stop_work != nullptr ||
                     config->on_abandon != nullptr;
    env->SetThreadCallbacks(any ? std::optional(*config) : std::nullopt);
    return Ok();
  });
}

}  // namespace

void BindThreading(OrtApi& api) {
  api.CreateThreadingOptions = CreateThreadingOptions;
  api.ReleaseThreadingOptions = ReleaseHandle<OrtThreadingOptions>;
  api.SetGlobalIntraOpNumThreads = SetIntraOpNumThreads;
  api.SetGlobalInterOpNumThreads = SetInterOpNumThreads;
  api.SetGlobalSpinControl = SetSpinControl;
  api.SetGlobalDenormalAsZero = SetDenormalAsZero;
  api.SetGlobalIntraOpThreadAffinity = SetAffinity;
  api.SetGlobalCustomCreateThreadFn = ThreadFunctions<OrtThreadingOptions>::SetCreate;
  api.SetGlobalCustomThreadCreationOptions = ThreadFunctions<OrtThreadingOptions>::SetCreateOptions;
  api.SetGlobalCustomJoinThreadFn = ThreadFunctions<OrtThreadingOptions>::SetJoin;
  api.SessionOptionsSetCustomCreateThreadFn = ThreadFunctions<OrtSessionOptions>::SetCreate;
  api.SessionOptionsSetCustomThreadCreationOptions = ThreadFunctions<OrtSessionOptions>::SetCreateOptions;
  api.SessionOptionsSetCustomJoinThreadFn = ThreadFunctions<OrtSessionOptions>::SetJoin;
  api.SetPerSessionThreadPoolCallbacks = SetThreadPoolCallbacks;
}

}  // namespace berth::capi
