// Part of Berth. SPDX-License-Identifier: MIT
//
// A part of onnxruntime_cxx_api.h: options of runs and sessions, and what is put into them.
#pragma once

#include "env.h"

namespace Ort {

/// Options of ORT's built-in TensorRT provider.
struct TensorRTProviderOptions : detail::Base<OrtTensorRTProviderOptionsV2> {
  TensorRTProviderOptions(std::nullptr_t) {}
  TensorRTProviderOptions() { ThrowOnError(GetApi().CreateTensorRTProviderOptions(&p_)); }
  void Update(const std::unordered_map<std::string, std::string>& options) {
    const detail::OptionArrays o(options);
    ThrowOnError(GetApi().UpdateTensorRTProviderOptions(p_, o.keys.data(), o.values.data(), o.keys.size()));
  }
  void UpdateWithValue(const char* key, void* value) {
    ThrowOnError(GetApi().UpdateTensorRTProviderOptionsWithValue(p_, key, value));
  }
  void* GetOptionByName(const char* name) const {
    return detail::Out<void*>(GetApi().GetTensorRTProviderOptionsByName, p_, name);
  }
  std::string GetTensorRTProviderOptionsAsString() const {
    AllocatorWithDefaultOptions allocator;
    return detail::AllocatedText(allocator, GetApi().GetTensorRTProviderOptionsAsString, p_).get();
  }
};

/// Options of ORT's built-in CUDA provider.
struct CUDAProviderOptions : detail::Base<OrtCUDAProviderOptionsV2> {
  CUDAProviderOptions(std::nullptr_t) {}
  CUDAProviderOptions() { ThrowOnError(GetApi().CreateCUDAProviderOptions(&p_)); }
  void Update(const std::unordered_map<std::string, std::string>& options) {
    const detail::OptionArrays o(options);
    ThrowOnError(GetApi().UpdateCUDAProviderOptions(p_, o.keys.data(), o.values.data(), o.keys.size()));
  }
  void UpdateWithValue(const char* key, void* value) {
    ThrowOnError(GetApi().UpdateCUDAProviderOptionsWithValue(p_, key, value));
  }
  void* GetOptionByName(const char* name) const {
    return detail::Out<void*>(GetApi().GetCUDAProviderOptionsByName, p_, name);
  }
  std::string GetCUDAProviderOptionsAsString() const {
    AllocatorWithDefaultOptions allocator;
    return detail::AllocatedText(allocator, GetApi().GetCUDAProviderOptionsAsString, p_).get();
  }
};

/// Custom operators under one domain. It must outlive the sessions that use it.
struct CustomOpDomain : detail::Base<OrtCustomOpDomain> {
  using Base::Base;
  explicit CustomOpDomain(std::nullptr_t) {}
  explicit CustomOpDomain(const char* domain) { ThrowOnError(GetApi().CreateCustomOpDomain(domain, &p_)); }
  /// Borrows the operator.
  void Add(const OrtCustomOp* op) { ThrowOnError(GetApi().CustomOpDomain_Add(p_, op)); }
};

/// Parameters that a run puts in place of a model's own.
struct LoraAdapter : detail::Base<OrtLoraAdapter> {
  using Base::Base;
  explicit LoraAdapter(std::nullptr_t) {}
  /// `allocator` null to leave the data in CPU memory.
  static LoraAdapter CreateLoraAdapter(const std::basic_string<ORTCHAR_T>& adapter_path, OrtAllocator* allocator) {
    return LoraAdapter(detail::Out<OrtLoraAdapter*>(GetApi().CreateLoraAdapter, adapter_path.c_str(), allocator));
  }
  static LoraAdapter CreateLoraAdapterFromArray(const void* bytes, size_t num_bytes, OrtAllocator* allocator) {
    return LoraAdapter(detail::Out<OrtLoraAdapter*>(GetApi().CreateLoraAdapterFromArray, bytes, num_bytes, allocator));
  }
};

/// Options of a run.
struct RunOptions : detail::Base<OrtRunOptions> {
  /// No options at all.
  explicit RunOptions(std::nullptr_t) {}
  RunOptions() { ThrowOnError(GetApi().CreateRunOptions(&p_)); }

  RunOptions& SetRunLogVerbosityLevel(int level) {
    return Set(GetApi().RunOptionsSetRunLogVerbosityLevel(p_, level));
  }
  int GetRunLogVerbosityLevel() const { return detail::Out<int>(GetApi().RunOptionsGetRunLogVerbosityLevel, p_); }
  RunOptions& SetRunLogSeverityLevel(int level) { return Set(GetApi().RunOptionsSetRunLogSeverityLevel(p_, level)); }
  int GetRunLogSeverityLevel() const { return detail::Out<int>(GetApi().RunOptionsGetRunLogSeverityLevel, p_); }
  RunOptions& SetRunTag(const char* run_tag) { return Set(GetApi().RunOptionsSetRunTag(p_, run_tag)); }
  /// Borrowed.
  const char* GetRunTag() const { return detail::Out<const char*>(GetApi().RunOptionsGetRunTag, p_); }
  RunOptions& AddConfigEntry(const char* config_key, const char* config_value) {
    return Set(GetApi().AddRunConfigEntry(p_, config_key, config_value));
  }
  /// Borrowed; null when it is not set.
  const char* GetConfigEntry(const char* config_key) { return GetApi().GetRunConfigEntry(p_, config_key); }
  /// Makes the runs that use these options end with an error; another thread may call it.
  RunOptions& SetTerminate() { return Set(GetApi().RunOptionsSetTerminate(p_)); }
  RunOptions& UnsetTerminate() { return Set(GetApi().RunOptionsUnsetTerminate(p_)); }
  /// Borrows the adapter.
  RunOptions& AddActiveLoraAdapter(const LoraAdapter& adapter) {
    return Set(GetApi().RunOptionsAddActiveLoraAdapter(p_, adapter));
  }
  /// Borrows the stream; null to undo.
  RunOptions& SetSyncStream(OrtSyncStream* stream) {
    GetApi().RunOptionsSetSyncStream(p_, stream);
    return *this;
  }
  RunOptions& EnableProfiling(const ORTCHAR_T* profile_file_prefix) {
    return Set(GetApi().RunOptionsEnableProfiling(p_, profile_file_prefix));
  }
  RunOptions& DisableProfiling() { return Set(GetApi().RunOptionsDisableProfiling(p_)); }

 private:
  RunOptions& Set(OrtStatus* status) {
    ThrowOnError(status);
    return *this;
  }
};

namespace detail {
/// The session entry that holds a setting of a custom operator.
inline std::string MakeCustomOpConfigEntryKey(const char* custom_op_name, const char* config) {
  return std::string("custom_op.") + custom_op_name + "." + config;
}
}  // namespace detail

/// Settings of custom operators, for SessionOptions::RegisterCustomOpsLibrary.
struct CustomOpConfigs {
  CustomOpConfigs& AddConfig(const char* custom_op_name, const char* config_key, const char* config_value) {
    flat_configs_[detail::MakeCustomOpConfigEntryKey(custom_op_name, config_key)] = config_value;
    return *this;
  }
  /// As session entries.
  const std::unordered_map<std::string, std::string>& GetFlattenedConfigs() const { return flat_configs_; }

 private:
  std::unordered_map<std::string, std::string> flat_configs_;
};

namespace detail {
template <typename T>
struct ConstSessionOptionsImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  /// An independent copy.
  SessionOptions Clone() const;
  std::string GetConfigEntry(const char* config_key) const {
    return SizedText(GetApi().GetSessionConfigEntry, this->p_, config_key);
  }
  bool HasConfigEntry(const char* config_key) const {
    return Out<int>(GetApi().HasSessionConfigEntry, this->p_, config_key) != 0;
  }
  std::string GetConfigEntryOrDefault(const char* config_key, const std::string& def) const {
    return HasConfigEntry(config_key) ? GetConfigEntry(config_key) : def;
  }
  bool GetMemPatternEnabled() const { return Out<int>(GetApi().GetMemPatternEnabled, this->p_) != 0; }
  ExecutionMode GetExecutionMode() const { return Out<ExecutionMode>(GetApi().GetSessionExecutionMode, this->p_); }
};

template <typename T>
struct SessionOptionsImpl : ConstSessionOptionsImpl<T> {
  using B = ConstSessionOptionsImpl<T>;
  using B::B;

  // Threads: 0 for one a core.
  SessionOptionsImpl& SetIntraOpNumThreads(int n) { return Set(GetApi().SetIntraOpNumThreads(this->p_, n)); }
  SessionOptionsImpl& SetInterOpNumThreads(int n) { return Set(GetApi().SetInterOpNumThreads(this->p_, n)); }
  SessionOptionsImpl& SetExecutionMode(ExecutionMode mode) {
    return Set(GetApi().SetSessionExecutionMode(this->p_, mode));
  }
  SessionOptionsImpl& DisablePerSessionThreads() { return Set(GetApi().DisablePerSessionThreads(this->p_)); }
  SessionOptionsImpl& SetCustomCreateThreadFn(OrtCustomCreateThreadFn create_thread) {
    return Set(GetApi().SessionOptionsSetCustomCreateThreadFn(this->p_, create_thread));
  }
  SessionOptionsImpl& SetCustomThreadCreationOptions(void* creation_options) {
    return Set(GetApi().SessionOptionsSetCustomThreadCreationOptions(this->p_, creation_options));
  }
  SessionOptionsImpl& SetCustomJoinThreadFn(OrtCustomJoinThreadFn join_thread) {
    return Set(GetApi().SessionOptionsSetCustomJoinThreadFn(this->p_, join_thread));
  }

  // The graph.
  SessionOptionsImpl& SetGraphOptimizationLevel(GraphOptimizationLevel level) {
    return Set(GetApi().SetSessionGraphOptimizationLevel(this->p_, level));
  }
  SessionOptionsImpl& SetOptimizedModelFilePath(const ORTCHAR_T* optimized_model_file) {
    return Set(GetApi().SetOptimizedModelFilePath(this->p_, optimized_model_file));
  }
  /// By the denotation of the dimension.
  SessionOptionsImpl& AddFreeDimensionOverride(const char* dim_denotation, int64_t dim_value) {
    return Set(GetApi().AddFreeDimensionOverride(this->p_, dim_denotation, dim_value));
  }
  SessionOptionsImpl& AddFreeDimensionOverrideByName(const char* dim_name, int64_t dim_value) {
    return Set(GetApi().AddFreeDimensionOverrideByName(this->p_, dim_name, dim_value));
  }
  SessionOptionsImpl& SetDeterministicCompute(bool value) {
    return Set(GetApi().SetDeterministicCompute(this->p_, value));
  }
  /// Another thread may call it while a session is made.
  SessionOptionsImpl& SetLoadCancellationFlag(bool value) {
    return Set(GetApi().SessionOptionsSetLoadCancellationFlag(this->p_, value));
  }

  // Memory.
  SessionOptionsImpl& EnableCpuMemArena() { return Set(GetApi().EnableCpuMemArena(this->p_)); }
  SessionOptionsImpl& DisableCpuMemArena() { return Set(GetApi().DisableCpuMemArena(this->p_)); }
  SessionOptionsImpl& EnableMemPattern() { return Set(GetApi().EnableMemPattern(this->p_)); }
  SessionOptionsImpl& DisableMemPattern() { return Set(GetApi().DisableMemPattern(this->p_)); }

  // Log, profile, entries.
  SessionOptionsImpl& SetLogId(const char* logid) { return Set(GetApi().SetSessionLogId(this->p_, logid)); }
  SessionOptionsImpl& SetLogSeverityLevel(int level) {
    return Set(GetApi().SetSessionLogSeverityLevel(this->p_, level));
  }
  SessionOptionsImpl& EnableProfiling(const ORTCHAR_T* profile_file_prefix) {
    return Set(GetApi().EnableProfiling(this->p_, profile_file_prefix));
  }
  SessionOptionsImpl& DisableProfiling() { return Set(GetApi().DisableProfiling(this->p_)); }
  SessionOptionsImpl& AddConfigEntry(const char* config_key, const char* config_value) {
    return Set(GetApi().AddSessionConfigEntry(this->p_, config_key, config_value));
  }

  // Weights; their memory is borrowed.
  SessionOptionsImpl& AddInitializer(const char* name, const OrtValue* value) {
    return Set(GetApi().AddInitializer(this->p_, name, value));
  }
  SessionOptionsImpl& AddExternalInitializers(const std::vector<std::string>& names, const std::vector<Value>& values) {
    if (names.size() != values.size()) {
      ORT_CXX_API_THROW("AddExternalInitializers: " + std::to_string(names.size()) + " names seen for " +
                            std::to_string(values.size()) + " values", ORT_INVALID_ARGUMENT);
    }
    const std::vector<const char*> raw = CStrings(names);
    return Set(GetApi().AddExternalInitializers(this->p_, raw.data(), RawValues(values.data()), raw.size()));
  }
  /// Contents of the files in which the model keeps weights.
  SessionOptionsImpl& AddExternalInitializersFromFilesInMemory(
      const std::vector<std::basic_string<ORTCHAR_T>>& file_names, const std::vector<char*>& buffers,
      const std::vector<size_t>& lengths) {
    if (file_names.size() != buffers.size() || file_names.size() != lengths.size()) {
      ORT_CXX_API_THROW("AddExternalInitializersFromFilesInMemory: the lists differ in length", ORT_INVALID_ARGUMENT);
    }
    std::vector<const ORTCHAR_T*> raw;
    for (const auto& name : file_names) raw.push_back(name.c_str());
    return Set(GetApi().AddExternalInitializersFromFilesInMemory(this->p_, raw.data(), buffers.data(), lengths.data(),
                                                                 raw.size()));
  }

  // Custom operators.
  /// Borrows the domain.
  SessionOptionsImpl& Add(OrtCustomOpDomain* custom_op_domain) {
    return Set(GetApi().AddCustomOpDomain(this->p_, custom_op_domain));
  }
  SessionOptionsImpl& EnableOrtCustomOps() { return Set(GetApi().EnableOrtCustomOps(this->p_)); }
  SessionOptionsImpl& RegisterCustomOpsLibrary(const ORTCHAR_T* library_name, const CustomOpConfigs& configs = {}) {
    for (const auto& [key, value] : configs.GetFlattenedConfigs()) AddConfigEntry(key.c_str(), value.c_str());
    return Set(GetApi().RegisterCustomOpsLibrary_V2(this->p_, library_name));
  }
  SessionOptionsImpl& RegisterCustomOpsUsingFunction(const char* function_name) {
    return Set(GetApi().RegisterCustomOpsUsingFunction(this->p_, function_name));
  }

  // Execution providers. Those that are named first get nodes first.
  /// `ep_devices`: a vector, an array, a span of devices, all of one EP of a registered library.
  SessionOptionsImpl& AppendExecutionProvider_V2(Env& env, const std::vector<ConstEpDevice>& ep_devices,
                                                 const KeyValuePairs& ep_options) {
    return AppendDevices(env, RawDevices(ep_devices), ep_options);
  }
  SessionOptionsImpl& AppendExecutionProvider_V2(Env& env, const std::vector<ConstEpDevice>& ep_devices,
                                                 const std::unordered_map<std::string, std::string>& ep_options) {
    return AppendDevices(env, RawDevices(ep_devices), KeyValuePairs(ep_options));
  }
  template <typename Devices, typename = IfDevices<Devices>>
  SessionOptionsImpl& AppendExecutionProvider_V2(Env& env, const Devices& ep_devices, const KeyValuePairs& ep_options) {
    return AppendDevices(env, RawDevices(ep_devices), ep_options);
  }
  template <typename Devices, typename = IfDevices<Devices>>
  SessionOptionsImpl& AppendExecutionProvider_V2(Env& env, const Devices& ep_devices,
                                                 const std::unordered_map<std::string, std::string>& ep_options) {
    return AppendDevices(env, RawDevices(ep_devices), KeyValuePairs(ep_options));
  }
  /// Lets the library choose among all devices, unless a provider is named.
  SessionOptionsImpl& SetEpSelectionPolicy(OrtExecutionProviderDevicePolicy policy) {
    return Set(GetApi().SessionOptionsSetEpSelectionPolicy(this->p_, policy));
  }
  /// Lets a function choose; `state` is handed to it.
  SessionOptionsImpl& SetEpSelectionPolicy(EpSelectionDelegate delegate, void* state = nullptr) {
    return Set(GetApi().SessionOptionsSetEpSelectionPolicyDelegate(this->p_, delegate, state));
  }
  /// By a short name: "CPU", and names of ORT's built-in providers.
  SessionOptionsImpl& AppendExecutionProvider(const std::string& provider_name,
                                              const std::unordered_map<std::string, std::string>& options = {}) {
    const OptionArrays o(options);
    return Set(GetApi().SessionOptionsAppendExecutionProvider(this->p_, provider_name.c_str(), o.keys.data(),
                                                              o.values.data(), o.keys.size()));
  }
  /// The CPU provider, which is there and last in line anyway; nonzero for memory from an arena.
  SessionOptionsImpl& AppendExecutionProvider_CPU(int use_arena);

  // ORT's built-in providers, which Berth does not have.
  SessionOptionsImpl& AppendExecutionProvider_CUDA(const OrtCUDAProviderOptions& options) {
    return Set(GetApi().SessionOptionsAppendExecutionProvider_CUDA(this->p_, &options));
  }
  SessionOptionsImpl& AppendExecutionProvider_CUDA_V2(const OrtCUDAProviderOptionsV2& options) {
    return Set(GetApi().SessionOptionsAppendExecutionProvider_CUDA_V2(this->p_, &options));
  }
  SessionOptionsImpl& AppendExecutionProvider_ROCM(const OrtROCMProviderOptions& options) {
    return Set(GetApi().SessionOptionsAppendExecutionProvider_ROCM(this->p_, &options));
  }
  SessionOptionsImpl& AppendExecutionProvider_OpenVINO(const OrtOpenVINOProviderOptions& options) {
    return Set(GetApi().SessionOptionsAppendExecutionProvider_OpenVINO(this->p_, &options));
  }
  SessionOptionsImpl& AppendExecutionProvider_OpenVINO_V2(
      const std::unordered_map<std::string, std::string>& options = {}) {
    const OptionArrays o(options);
    return Set(GetApi().SessionOptionsAppendExecutionProvider_OpenVINO_V2(this->p_, o.keys.data(), o.values.data(),
                                                                          o.keys.size()));
  }
  SessionOptionsImpl& AppendExecutionProvider_TensorRT(const OrtTensorRTProviderOptions& options) {
    return Set(GetApi().SessionOptionsAppendExecutionProvider_TensorRT(this->p_, &options));
  }
  SessionOptionsImpl& AppendExecutionProvider_TensorRT_V2(const OrtTensorRTProviderOptionsV2& options) {
    return Set(GetApi().SessionOptionsAppendExecutionProvider_TensorRT_V2(this->p_, &options));
  }
  SessionOptionsImpl& AppendExecutionProvider_MIGraphX(const OrtMIGraphXProviderOptions& options) {
    return Set(GetApi().SessionOptionsAppendExecutionProvider_MIGraphX(this->p_, &options));
  }
  SessionOptionsImpl& AppendExecutionProvider_CANN(const OrtCANNProviderOptions& options) {
    return Set(GetApi().SessionOptionsAppendExecutionProvider_CANN(this->p_, &options));
  }
  SessionOptionsImpl& AppendExecutionProvider_Dnnl(const OrtDnnlProviderOptions& options) {
    return Set(GetApi().SessionOptionsAppendExecutionProvider_Dnnl(this->p_, &options));
  }
  SessionOptionsImpl& AppendExecutionProvider_VitisAI(
      const std::unordered_map<std::string, std::string>& options = {}) {
    const OptionArrays o(options);
    return Set(GetApi().SessionOptionsAppendExecutionProvider_VitisAI(this->p_, o.keys.data(), o.values.data(),
                                                                      o.keys.size()));
  }

 private:
  SessionOptionsImpl& Set(OrtStatus* status) {
    ThrowOnError(status);
    return *this;
  }
  SessionOptionsImpl& AppendDevices(Env& env, const std::vector<const OrtEpDevice*>& devices,
                                    const KeyValuePairs& options) {
    std::vector<const char*> keys, values;
    if (options != nullptr) options.GetKeyValuePairs(keys, values);
    return Set(GetApi().SessionOptionsAppendExecutionProvider_V2(this->p_, env, devices.data(), devices.size(),
                                                                 keys.data(), values.data(), keys.size()));
  }
};
}  // namespace detail

/// Options of a session, borrowed.
using UnownedSessionOptions = detail::SessionOptionsImpl<detail::Unowned<OrtSessionOptions>>;
/// Options of a session, borrowed to look at.
using ConstSessionOptions = detail::ConstSessionOptionsImpl<detail::Unowned<const OrtSessionOptions>>;

/// Options of a session, which copies them.
struct SessionOptions : detail::SessionOptionsImpl<OrtSessionOptions> {
  explicit SessionOptions(std::nullptr_t) {}
  explicit SessionOptions(OrtSessionOptions* p) : SessionOptionsImpl(p) {}
  SessionOptions() { ThrowOnError(GetApi().CreateSessionOptions(&p_)); }
  UnownedSessionOptions GetUnowned() const { return UnownedSessionOptions(p_); }
  ConstSessionOptions GetConst() const { return ConstSessionOptions(p_); }
};

template <typename T>
SessionOptions detail::ConstSessionOptionsImpl<T>::Clone() const {
  return SessionOptions(Out<OrtSessionOptions*>(GetApi().CloneSessionOptions, this->p_));
}

}  // namespace Ort
