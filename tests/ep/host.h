// A host under test, through its C API alone: the runtime library is opened by path, so that one test program runs on
// any. BERTH_TEST_RUNTIME names another one than ours.
#pragma once

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <onnxruntime_c_api.h>

#include "ep_paths.h"
#include "tiny_model.h"

namespace berth::testing {

// Code and text of an OrtStatus.
struct Result {
  OrtErrorCode code = ORT_OK;
  std::string text;
  bool ok() const { return code == ORT_OK; }
  bool Says(std::string_view part) const { return text.find(part) != std::string::npos; }
};

inline std::ostream& operator<<(std::ostream& out, const Result& result) {
  return out << "code " << result.code << ": " << result.text;
}

inline const char* FaultPath(std::string_view fault) {
  for (const FaultLibrary& library : kFaultLibraries) {
    if (fault == library.fault) return library.path;
  }
  ADD_FAILURE() << "no fault library " << fault;
  return "";
}

inline const OrtApi& Api() {
  static const OrtApi* api = [] {
    const char* path = std::getenv("BERTH_TEST_RUNTIME");
    void* library = dlopen(path != nullptr ? path : kRuntimeLibrary, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
      std::fprintf(stderr, "%s\n", dlerror());
      std::abort();
    }
    auto get = reinterpret_cast<const OrtApiBase* (*)()>(dlsym(library, "OrtGetApiBase"));
    return get()->GetApi(ORT_API_VERSION);
  }();
  return *api;
}

inline Result Take(OrtStatus* status) {
  if (status == nullptr) return {};
  Result result{Api().GetErrorCode(status), Api().GetErrorMessage(status)};
  Api().ReleaseStatus(status);
  return result;
}

// Keeps an EP library open, so that its counters and records can be read after the host has let go of it.
class OpenLibrary {
 public:
  explicit OpenLibrary(const char* path) : handle_(dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
    EXPECT_NE(handle_, nullptr) << dlerror();
  }
  OpenLibrary(const OpenLibrary&) = delete;
  ~OpenLibrary() {
    if (handle_ != nullptr) dlclose(handle_);
  }
  template <typename Function>
  Function* Get(const char* symbol) const {
    return reinterpret_cast<Function*>(dlsym(handle_, symbol));
  }

 private:
  void* handle_;
};

using Options = std::vector<std::pair<const char*, const char*>>;

// An environment that keeps what is logged.
class Env {
 public:
  explicit Env(const Options& config = {}) {
    OrtKeyValuePairs* entries = nullptr;
    Api().CreateKeyValuePairs(&entries);
    for (const auto& [key, value] : config) Api().AddKeyValuePair(entries, key, value);
    OrtEnvCreationOptions options{};
    options.version = ORT_API_VERSION;
    options.logging_severity_level = ORT_LOGGING_LEVEL_INFO;
    options.log_id = "test";
    options.custom_logging_function = Log;
    options.custom_logging_param = this;
    options.config_entries = entries;
    created_ = Take(Api().CreateEnvWithOptions(&options, &env_));
    Api().ReleaseKeyValuePairs(entries);
    EXPECT_EQ(created_.ok(), env_ != nullptr);
  }
  Env(const Env&) = delete;
  ~Env() { Release(); }
  void Release() {
    if (env_ != nullptr) Api().ReleaseEnv(env_);
    env_ = nullptr;
  }

  const Result& created() const { return created_; }
  OrtEnv* get() const { return env_; }
  std::vector<const OrtHardwareDevice*> Hardware() const {
    size_t count = 0;
    EXPECT_TRUE(Take(Api().GetNumHardwareDevices(env_, &count)).ok());
    std::vector<const OrtHardwareDevice*> devices(count);
    if (count > 0) {
      EXPECT_TRUE(Take(Api().GetHardwareDevices(env_, devices.data(), count)).ok());
    }
    return devices;
  }
  Result Register(const char* name, const char* path) {
    return Take(Api().RegisterExecutionProviderLibrary(env_, name, path));
  }
  Result Unregister(const char* name) { return Take(Api().UnregisterExecutionProviderLibrary(env_, name)); }
  std::vector<const OrtEpDevice*> Devices() const {
    const OrtEpDevice* const* devices = nullptr;
    size_t count = 0;
    EXPECT_TRUE(Take(Api().GetEpDevices(env_, &devices, &count)).ok());
    return {devices, devices + count};
  }
  // Those of one EP.
  std::vector<const OrtEpDevice*> Devices(std::string_view ep) const {
    std::vector<const OrtEpDevice*> found;
    for (const OrtEpDevice* device : Devices()) {
      if (Api().EpDevice_EpName(device) == ep) found.push_back(device);
    }
    return found;
  }
  // Whether a line of this severity or worse contains `part`.
  bool Logged(OrtLoggingLevel severity, std::string_view part) const {
    std::lock_guard lock(mutex_);
    for (const auto& [level, line] : lines_) {
      if (level >= severity && line.find(part) != std::string::npos) return true;
    }
    return false;
  }
  // All lines of this severity or worse.
  std::vector<std::string> Lines(OrtLoggingLevel severity) const {
    std::lock_guard lock(mutex_);
    std::vector<std::string> found;
    for (const auto& [level, line] : lines_) {
      if (level >= severity) found.push_back(line);
    }
    return found;
  }

 private:
  static void ORT_API_CALL Log(void* self, OrtLoggingLevel severity, const char*, const char*, const char*,
                               const char* message) {
    auto* env = static_cast<Env*>(self);
    std::lock_guard lock(env->mutex_);
    env->lines_.emplace_back(severity, message);
  }
  OrtEnv* env_ = nullptr;
  Result created_;
  mutable std::mutex mutex_;
  std::vector<std::pair<OrtLoggingLevel, std::string>> lines_;
};

// Session options, and what was appended to them.
class SessionSetup {
 public:
  SessionSetup() { EXPECT_TRUE(Take(Api().CreateSessionOptions(&options_)).ok()); }
  SessionSetup(const SessionSetup&) = delete;
  ~SessionSetup() { Api().ReleaseSessionOptions(options_); }

  Result Append(const Env& env, const std::vector<const OrtEpDevice*>& devices, const Options& options = {}) {
    std::vector<const char*> keys, values;
    for (const auto& [key, value] : options) {
      keys.push_back(key);
      values.push_back(value);
    }
    return Take(Api().SessionOptionsAppendExecutionProvider_V2(options_, env.get(), devices.data(), devices.size(),
                                                               keys.data(), values.data(), keys.size()));
  }
  Result Policy(int policy) {
    return Take(Api().SessionOptionsSetEpSelectionPolicy(options_, static_cast<OrtExecutionProviderDevicePolicy>(policy)));
  }
  Result Delegate(EpSelectionDelegate delegate, void* state) {
    return Take(Api().SessionOptionsSetEpSelectionPolicyDelegate(options_, delegate, state));
  }
  SessionSetup& Config(const char* key, const char* value) {
    EXPECT_TRUE(Take(Api().AddSessionConfigEntry(options_, key, value)).ok());
    return *this;
  }
  OrtSessionOptions* get() const { return options_; }

 private:
  OrtSessionOptions* options_ = nullptr;
};

// A session on a tiny model.
class Session {
 public:
  Session(const Env& env, const SessionSetup& setup, const std::string& model = MulModel()) {
    created_ = Take(Api().CreateSessionFromArray(env.get(), model.data(), model.size(), setup.get(), &session_));
  }
  Session(const Session&) = delete;
  ~Session() { Release(); }
  void Release() {
    if (session_ != nullptr) Api().ReleaseSession(session_);
    session_ = nullptr;
  }

  const Result& created() const { return created_; }
  OrtSession* get() const { return session_; }

  // X holds `x` six times; `y` gets the output, from memory that was given for it when `give` says so.
  Result Run(float x, std::vector<float>* y = nullptr, const char* output = "Y", bool give = false,
             const OrtRunOptions* options = nullptr) {
    OrtMemoryInfo* memory = nullptr;
    EXPECT_TRUE(Take(Api().CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &memory)).ok());
    float data[6] = {x, x, x, x, x, x};
    const int64_t dims[] = {2, 3};
    OrtValue *input = nullptr, *result = nullptr;
    EXPECT_TRUE(Take(Api().CreateTensorWithDataAsOrtValue(memory, data, sizeof(data), dims, 2,
                                                          ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &input)).ok());
    float given[6] = {};
    if (give) {
      EXPECT_TRUE(Take(Api().CreateTensorWithDataAsOrtValue(memory, given, sizeof(given), dims, 2,
                                                            ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &result)).ok());
    }
    Api().ReleaseMemoryInfo(memory);
    const char* input_name = "X";
    Result ran = Take(Api().Run(session_, options, &input_name, &input, 1, &output, 1, &result));
    Api().ReleaseValue(input);
    if (result != nullptr && y != nullptr) {
      void* values = nullptr;
      EXPECT_TRUE(Take(Api().GetTensorMutableData(result, &values)).ok());
      y->assign(static_cast<float*>(values), static_cast<float*>(values) + 6);
    }
    if (result != nullptr) Api().ReleaseValue(result);
    return ran;
  }

 private:
  OrtSession* session_ = nullptr;
  Result created_;
};

// What X = 2 times W is.
inline const std::vector<float> kTwiceW = {0, 2, 4, 6, 8, 10};

}  // namespace berth::testing
