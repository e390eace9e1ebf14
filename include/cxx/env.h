// Part of Berth. SPDX-License-Identifier: MIT
//
// A part of onnxruntime_cxx_api.h: the environment.
#pragma once

#include "devices.h"
#include "value.h"

namespace Ort {

/// Settings of threads that sessions share.
struct ThreadingOptions : detail::Base<OrtThreadingOptions> {
  ThreadingOptions() { ThrowOnError(GetApi().CreateThreadingOptions(&p_)); }
  /// 0 for one thread a core; so below.
  ThreadingOptions& SetGlobalIntraOpNumThreads(int intra_op_num_threads) {
    return Set(GetApi().SetGlobalIntraOpNumThreads(p_, intra_op_num_threads));
  }
  ThreadingOptions& SetGlobalInterOpNumThreads(int inter_op_num_threads) {
    return Set(GetApi().SetGlobalInterOpNumThreads(p_, inter_op_num_threads));
  }
  ThreadingOptions& SetGlobalSpinControl(int allow_spinning) {
    return Set(GetApi().SetGlobalSpinControl(p_, allow_spinning));
  }
  ThreadingOptions& SetGlobalDenormalAsZero() { return Set(GetApi().SetGlobalDenormalAsZero(p_)); }
  ThreadingOptions& SetGlobalCustomCreateThreadFn(OrtCustomCreateThreadFn create_thread) {
    return Set(GetApi().SetGlobalCustomCreateThreadFn(p_, create_thread));
  }
  ThreadingOptions& SetGlobalCustomThreadCreationOptions(void* creation_options) {
    return Set(GetApi().SetGlobalCustomThreadCreationOptions(p_, creation_options));
  }
  ThreadingOptions& SetGlobalCustomJoinThreadFn(OrtCustomJoinThreadFn join_thread) {
    return Set(GetApi().SetGlobalCustomJoinThreadFn(p_, join_thread));
  }

 private:
  ThreadingOptions& Set(OrtStatus* status) {
    ThrowOnError(status);
    return *this;
  }
};

/// The environment of the process: its log, its threads, its EP libraries. Further ones share the first; the last to go
/// ends it.
struct Env : detail::Base<OrtEnv> {
  explicit Env(std::nullptr_t) {}
  explicit Env(OrtEnv* p) : Base(p) {}
  Env(OrtLoggingLevel logging_level = ORT_LOGGING_LEVEL_WARNING, const char* logid = "") {
    ThrowOnError(GetApi().CreateEnv(logging_level, logid, &p_));
  }
  /// Log lines go to a function, which any thread may call.
  Env(OrtLoggingLevel logging_level, const char* logid, OrtLoggingFunction logging_function, void* logger_param) {
    ThrowOnError(GetApi().CreateEnvWithCustomLogger(logging_function, logger_param, logging_level, logid, &p_));
  }
  /// With threads for sessions whose options say DisablePerSessionThreads.
  Env(const OrtThreadingOptions* tp_options, OrtLoggingLevel logging_level = ORT_LOGGING_LEVEL_WARNING,
      const char* logid = "") {
    ThrowOnError(GetApi().CreateEnvWithGlobalThreadPools(logging_level, logid, tp_options, &p_));
  }
  /// Both.
  Env(const OrtThreadingOptions* tp_options, OrtLoggingFunction logging_function, void* logger_param,
      OrtLoggingLevel logging_level = ORT_LOGGING_LEVEL_WARNING, const char* logid = "") {
    ThrowOnError(GetApi().CreateEnvWithCustomLoggerAndGlobalThreadPools(logging_function, logger_param, logging_level,
                                                                        logid, tp_options, &p_));
  }
  explicit Env(const OrtEnvCreationOptions* options) { ThrowOnError(GetApi().CreateEnvWithOptions(options, &p_)); }

  Env& EnableTelemetryEvents() { return Do(GetApi().EnableTelemetryEvents(p_)); }
  Env& DisableTelemetryEvents() { return Do(GetApi().DisableTelemetryEvents(p_)); }
  Env& UpdateEnvWithCustomLogLevel(OrtLoggingLevel level) {
    return Do(GetApi().UpdateEnvWithCustomLogLevel(p_, level));
  }
  /// Functions around the work of the threads of sessions made from now on.
  Env& SetPerSessionThreadPoolCallbacks(const OrtThreadPoolCallbacksConfig& config) {
    return Do(GetApi().SetPerSessionThreadPoolCallbacks(p_, &config));
  }

  // Allocators that sessions can share.
  Env& CreateAndRegisterAllocator(const OrtMemoryInfo* mem_info, const OrtArenaCfg* arena_cfg) {
    return Do(GetApi().CreateAndRegisterAllocator(p_, mem_info, arena_cfg));
  }
  Env& CreateAndRegisterAllocatorV2(const std::string& provider_type, const OrtMemoryInfo* mem_info,
                                    const std::unordered_map<std::string, std::string>& options,
                                    const OrtArenaCfg* arena_cfg) {
    const detail::OptionArrays o(options);
    return Do(GetApi().CreateAndRegisterAllocatorV2(p_, provider_type.c_str(), mem_info, arena_cfg, o.keys.data(),
                                                    o.values.data(), o.keys.size()));
  }
  Env& RegisterAllocator(OrtAllocator* allocator) { return Do(GetApi().RegisterAllocator(p_, allocator)); }
  Env& UnregisterAllocator(const OrtMemoryInfo* mem_info) { return Do(GetApi().UnregisterAllocator(p_, mem_info)); }
  /// Makes the environment's allocator for this memory of an EP device anew.
  UnownedAllocator CreateSharedAllocator(const OrtEpDevice* ep_device, OrtDeviceMemoryType mem_type,
                                         OrtAllocatorType allocator_type, const OrtKeyValuePairs* allocator_options) {
    return UnownedAllocator(detail::Out<OrtAllocator*>(GetApi().CreateSharedAllocator, p_, ep_device, mem_type,
                                                       allocator_type, allocator_options));
  }
  /// Empty when the environment has none for this memory.
  UnownedAllocator GetSharedAllocator(const OrtMemoryInfo* mem_info) {
    return UnownedAllocator(detail::Out<OrtAllocator*>(GetApi().GetSharedAllocator, p_, mem_info));
  }
  void ReleaseSharedAllocator(const OrtEpDevice* ep_device, OrtDeviceMemoryType mem_type) {
    ThrowOnError(GetApi().ReleaseSharedAllocator(p_, ep_device, mem_type));
  }

  /// Loads an EP library. A relative path starts at the folder of the ONNX Runtime library.
  Env& RegisterExecutionProviderLibrary(const char* registration_name, const std::basic_string<ORTCHAR_T>& path) {
    return Do(GetApi().RegisterExecutionProviderLibrary(p_, registration_name, path.c_str()));
  }
  /// Unloads it. No session may use it any more.
  Env& UnregisterExecutionProviderLibrary(const char* registration_name) {
    return Do(GetApi().UnregisterExecutionProviderLibrary(p_, registration_name));
  }
  /// All devices of all EPs, the CPU first.
  std::vector<ConstEpDevice> GetEpDevices() const {
    return detail::Borrowed<ConstEpDevice>(GetApi().GetEpDevices, p_);
  }
  size_t GetNumHardwareDevices() const { return detail::Out<size_t>(GetApi().GetNumHardwareDevices, p_); }
  std::vector<ConstHardwareDevice> GetHardwareDevices() const {
    return detail::Filled<ConstHardwareDevice>(GetApi().GetNumHardwareDevices, GetApi().GetHardwareDevices, p_);
  }
  /// Why an EP cannot use a device.
  DeviceEpIncompatibilityDetails GetHardwareDeviceEpIncompatibilityDetails(const char* ep_name,
                                                                           ConstHardwareDevice hw) const {
    return DeviceEpIncompatibilityDetails(detail::Out<OrtDeviceEpIncompatibilityDetails*>(
        GetApi().GetHardwareDeviceEpIncompatibilityDetails, p_, ep_name, hw));
  }

  /// Copies tensors between devices, on a stream or, with null, at once. The targets are there already, of the types
  /// and shapes of their sources.
  Status CopyTensors(const std::vector<Value>& src_tensors, const std::vector<Value>& dst_tensors,
                     OrtSyncStream* stream) const {
    if (src_tensors.size() != dst_tensors.size()) {
      return Status("Env::CopyTensors: the lists differ in length", ORT_INVALID_ARGUMENT);
    }
    std::vector<OrtValue*> targets(dst_tensors.begin(), dst_tensors.end());
    return Status(GetApi().CopyTensors(p_, detail::RawValues(src_tensors.data()), targets.data(), stream,
                                       targets.size()));
  }
  Status CopyTensor(const OrtValue* src_tensor, OrtValue* dst_tensor, OrtSyncStream* stream) const {
    return Status(GetApi().CopyTensors(p_, &src_tensor, &dst_tensor, stream, 1));
  }

 private:
  Env& Do(OrtStatus* status) {
    ThrowOnError(status);
    return *this;
  }
};

}  // namespace Ort
