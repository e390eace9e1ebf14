// Part of Berth. SPDX-License-Identifier: MIT
//
// A part of onnxruntime_cxx_api.h: what execution providers build and ask.
#pragma once

#include "devices.h"
#include "value.h"

namespace Ort {

namespace detail {
template <typename T>
struct MemoryDeviceImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  OrtMemoryInfoDeviceType GetDeviceType() const { return GetEpApi().MemoryDevice_GetDeviceType(this->p_); }
  OrtDeviceMemoryType GetMemoryType() const { return GetEpApi().MemoryDevice_GetMemoryType(this->p_); }
  uint32_t GetVendorId() const { return GetEpApi().MemoryDevice_GetVendorId(this->p_); }
  uint32_t GetDeviceId() const { return GetEpApi().MemoryDevice_GetDeviceId(this->p_); }
  /// The same device and kind of memory.
  bool operator==(const MemoryDeviceImpl& other) const { return GetEpApi().MemoryDevice_AreEqual(this->p_, other.p_); }
  bool operator!=(const MemoryDeviceImpl& other) const { return !(*this == other); }
};
}  // namespace detail

/// The device of a memory, borrowed: ConstMemoryDevice(Ort::GetEpApi().MemoryInfo_GetMemoryDevice(info)).
using ConstMemoryDevice = detail::MemoryDeviceImpl<detail::Unowned<const OrtMemoryDevice>>;

namespace detail {
template <typename T>
struct ConstKernelDefImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  const char* GetOperatorType() const { return GetEpApi().KernelDef_GetOperatorType(this->p_); }
  const char* GetDomain() const { return GetEpApi().KernelDef_GetDomain(this->p_); }
  /// First and last; INT_MAX for no end.
  std::pair<int, int> GetSinceVersion() const {
    std::pair<int, int> versions;
    ThrowOnError(GetEpApi().KernelDef_GetSinceVersion(this->p_, &versions.first, &versions.second));
    return versions;
  }
  const char* GetExecutionProvider() const { return GetEpApi().KernelDef_GetExecutionProvider(this->p_); }
  OrtMemType GetInputMemType(size_t input_index) const {
    return Out<OrtMemType>(GetEpApi().KernelDef_GetInputMemType, this->p_, input_index);
  }
  OrtMemType GetOutputMemType(size_t output_index) const {
    return Out<OrtMemType>(GetEpApi().KernelDef_GetOutputMemType, this->p_, output_index);
  }
};
}  // namespace detail

/// What a kernel is for, borrowed.
using ConstKernelDef = detail::ConstKernelDefImpl<detail::Unowned<const OrtKernelDef>>;

/// What a kernel is for; from KernelDefBuilder::Build.
struct KernelDef : detail::ConstKernelDefImpl<OrtKernelDef> {
  using Base = detail::ConstKernelDefImpl<OrtKernelDef>;
  using Base::Base;
  explicit KernelDef(std::nullptr_t) {}
  explicit KernelDef(OrtKernelDef* p) : Base(p) {}
  ConstKernelDef GetConst() const { return ConstKernelDef(p_); }
};

/// Builds the description of a kernel.
struct KernelDefBuilder : detail::Base<OrtKernelDefBuilder> {
  KernelDefBuilder() { ThrowOnError(GetEpApi().CreateKernelDefBuilder(&p_)); }
  explicit KernelDefBuilder(std::nullptr_t) {}
  explicit KernelDefBuilder(OrtKernelDefBuilder* p) : Base(p) {}

  KernelDefBuilder& SetOperatorType(const char* op_type) {
    return Set(GetEpApi().KernelDefBuilder_SetOperatorType(p_, op_type));
  }
  KernelDefBuilder& SetDomain(const char* domain) { return Set(GetEpApi().KernelDefBuilder_SetDomain(p_, domain)); }
  /// Both included; INT_MAX for no end.
  KernelDefBuilder& SetSinceVersion(int since_version_start, int since_version_end) {
    return Set(GetEpApi().KernelDefBuilder_SetSinceVersion(p_, since_version_start, since_version_end));
  }
  KernelDefBuilder& SetExecutionProvider(const char* ep_name) {
    return Set(GetEpApi().KernelDefBuilder_SetExecutionProvider(p_, ep_name));
  }
  KernelDefBuilder& SetInputMemType(size_t input_index, OrtMemType mem_type) {
    return Set(GetEpApi().KernelDefBuilder_SetInputMemType(p_, input_index, mem_type));
  }
  KernelDefBuilder& SetOutputMemType(size_t output_index, OrtMemType mem_type) {
    return Set(GetEpApi().KernelDefBuilder_SetOutputMemType(p_, output_index, mem_type));
  }
  /// The types that a type parameter such as "T" may have.
  KernelDefBuilder& AddTypeConstraint(const char* arg_name, const OrtDataType* data_type) {
    return Set(GetEpApi().KernelDefBuilder_AddTypeConstraint(p_, arg_name, &data_type, 1));
  }
  KernelDefBuilder& AddTypeConstraint(const char* arg_name, const std::vector<const OrtDataType*>& data_types) {
    return Set(GetEpApi().KernelDefBuilder_AddTypeConstraint(p_, arg_name, data_types.data(), data_types.size()));
  }
  /// Outputs that are the same memory as inputs.
  KernelDefBuilder& AddInputOutputAlias(int input_index, int output_index) {
    return Set(GetEpApi().KernelDefBuilder_AddInputOutputAliases(p_, &input_index, &output_index, 1));
  }
  KernelDefBuilder& AddInputOutputAliases(const std::vector<int>& inputs, const std::vector<int>& outputs) {
    CheckPairs("AddInputOutputAliases", inputs, outputs);
    return Set(GetEpApi().KernelDefBuilder_AddInputOutputAliases(p_, inputs.data(), outputs.data(), inputs.size()));
  }
  /// Outputs that may be written over inputs.
  KernelDefBuilder& AddInputOutputMutableAlias(int input_index, int output_index) {
    return Set(GetEpApi().KernelDefBuilder_AddInputOutputMutableAliases(p_, &input_index, &output_index, 1));
  }
  KernelDefBuilder& AddInputOutputMutableAliases(const std::vector<int>& inputs, const std::vector<int>& outputs) {
    CheckPairs("AddInputOutputMutableAliases", inputs, outputs);
    return Set(
        GetEpApi().KernelDefBuilder_AddInputOutputMutableAliases(p_, inputs.data(), outputs.data(), inputs.size()));
  }
  KernelDef Build() { return KernelDef(detail::Out<OrtKernelDef*>(GetEpApi().KernelDefBuilder_Build, p_)); }

 private:
  static void CheckPairs([[maybe_unused]] const char* function, const std::vector<int>& inputs,
                         const std::vector<int>& outputs) {
    if (inputs.size() != outputs.size()) {
      ORT_CXX_API_THROW(std::string(function) + ": the lists differ in length", ORT_INVALID_ARGUMENT);
    }
  }
  KernelDefBuilder& Set(OrtStatus* status) {
    ThrowOnError(status);
    return *this;
  }
};

/// The kernels of an EP.
struct KernelRegistry : detail::Base<OrtKernelRegistry> {
  KernelRegistry() { ThrowOnError(GetEpApi().CreateKernelRegistry(&p_)); }
  explicit KernelRegistry(std::nullptr_t) {}
  explicit KernelRegistry(OrtKernelRegistry* p) : Base(p) {}
  /// The description is copied.
  Status AddKernel(const OrtKernelDef* kernel_def, OrtKernelCreateFunc kernel_create_func, void* state) {
    return Status(GetEpApi().KernelRegistry_AddKernel(p_, kernel_def, kernel_create_func, state));
  }
};

namespace detail {
template <typename T>
struct OpSchemaTypeConstraintImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  /// Such as "T".
  std::string GetTypeParamName() const {
    return Out<const char*>(GetEpApi().OpSchemaTypeConstraint_GetTypeParamName, this->p_);
  }
  /// Such as "tensor(float)".
  std::vector<std::string> GetAllowedTypes() const {
    const char* const* types = nullptr;
    size_t count = 0;
    ThrowOnError(GetEpApi().OpSchemaTypeConstraint_GetAllowedTypes(this->p_, &types, &count));
    return std::vector<std::string>(types, types + count);
  }
  std::vector<size_t> GetInputIndices() const { return Indices(GetEpApi().OpSchemaTypeConstraint_GetInputIndices); }
  std::vector<size_t> GetOutputIndices() const { return Indices(GetEpApi().OpSchemaTypeConstraint_GetOutputIndices); }

 private:
  template <typename F>
  std::vector<size_t> Indices(F f) const {
    const size_t* indices = nullptr;
    size_t count = 0;
    ThrowOnError(f(this->p_, &indices, &count));
    return std::vector<size_t>(indices, indices + count);
  }
};
}  // namespace detail

/// A type parameter of an operator, borrowed.
using ConstOpSchemaTypeConstraint = detail::OpSchemaTypeConstraintImpl<detail::Unowned<const OrtOpSchemaTypeConstraint>>;

namespace detail {
template <typename T>
struct OpSchemaImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  int GetSinceVersion() const { return Out<int>(GetEpApi().OpSchema_GetSinceVersion, this->p_); }
  size_t GetNumInputs() const { return Out<size_t>(GetEpApi().OpSchema_GetNumInputs, this->p_); }
  std::string GetInputName(size_t index) const {
    return Out<const char*>(GetEpApi().OpSchema_GetInputName, this->p_, index);
  }
  /// Empty when the type of the input is fixed; so below.
  ConstOpSchemaTypeConstraint GetInputTypeConstraint(size_t index) const {
    return Constraint(GetEpApi().OpSchema_GetInputTypeConstraint, index);
  }
  size_t GetNumOutputs() const { return Out<size_t>(GetEpApi().OpSchema_GetNumOutputs, this->p_); }
  std::string GetOutputName(size_t index) const {
    return Out<const char*>(GetEpApi().OpSchema_GetOutputName, this->p_, index);
  }
  ConstOpSchemaTypeConstraint GetOutputTypeConstraint(size_t index) const {
    return Constraint(GetEpApi().OpSchema_GetOutputTypeConstraint, index);
  }
  size_t GetTypeConstraintCount() const { return Out<size_t>(GetEpApi().OpSchema_GetTypeConstraintCount, this->p_); }
  ConstOpSchemaTypeConstraint GetTypeConstraint(size_t index) const {
    return Constraint(GetEpApi().OpSchema_GetTypeConstraint, index);
  }

 private:
  template <typename F>
  ConstOpSchemaTypeConstraint Constraint(F f, size_t index) const {
    return ConstOpSchemaTypeConstraint(Out<const OrtOpSchemaTypeConstraint*>(f, this->p_, index));
  }
};
}  // namespace detail

/// The definition of an operator.
using OpSchema = detail::OpSchemaImpl<OrtOpSchema>;

/// The definition in the newest version up to the given one; empty when there is none.
inline OpSchema GetOpSchema(const char* name, int max_inclusive_version, const char* domain) {
  return OpSchema(detail::Out<OrtOpSchema*>(GetEpApi().GetOpSchema, name, max_inclusive_version, domain));
}

namespace detail {
template <typename T>
struct SharedPrePackedWeightCacheImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  /// Hands a weight that a kernel laid out over, to be shared.
  Status StoreWeightData(void** buffer_data_ptrs, size_t* buffer_sizes, size_t num_buffers) {
    return Status(GetEpApi().SharedPrePackedWeightCache_StoreWeightData(this->p_, buffer_data_ptrs, buffer_sizes,
                                                                        num_buffers));
  }
};
}  // namespace detail

/// Where OrtKernelImpl::PrePackWeight puts weights to be shared; borrowed.
using UnownedSharedPrePackedWeightCache =
    detail::SharedPrePackedWeightCacheImpl<detail::Unowned<OrtSharedPrePackedWeightCache>>;

namespace detail {
template <typename T>
struct ConstProfilingEventImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  OrtProfilingEventCategory GetCategory() const {
    return Out<OrtProfilingEventCategory>(GetEpApi().ProfilingEvent_GetCategory, this->p_);
  }
  const char* GetName() const { return Out<const char*>(GetEpApi().ProfilingEvent_GetName, this->p_); }
  /// Since profiling began.
  int64_t GetTimestampUs() const { return Out<int64_t>(GetEpApi().ProfilingEvent_GetTimestampUs, this->p_); }
  int64_t GetDurationUs() const { return Out<int64_t>(GetEpApi().ProfilingEvent_GetDurationUs, this->p_); }
  /// Null when it has no argument of this name.
  const char* GetArgValue(const char* key) const {
    return Out<const char*>(GetEpApi().ProfilingEvent_GetArgValue, this->p_, key);
  }
};
}  // namespace detail

/// An event of a profile, borrowed: what OrtEpProfilerImpl::StopEvent gets.
using ConstProfilingEvent = detail::ConstProfilingEventImpl<detail::Unowned<const OrtProfilingEvent>>;

/// An event for a profile. Texts are copied; -1 stands for a process or thread that is not known.
struct ProfilingEvent : detail::ConstProfilingEventImpl<OrtProfilingEvent> {
  explicit ProfilingEvent(std::nullptr_t) {}
  explicit ProfilingEvent(OrtProfilingEvent* p) : ConstProfilingEventImpl(p) {}
  ProfilingEvent(OrtProfilingEventCategory category, int32_t process_id, int32_t thread_id, const char* event_name,
                 int64_t timestamp_us, int64_t duration_us,
                 const std::unordered_map<std::string, std::string>& args = {}) {
    const detail::OptionArrays a(args);
    ThrowOnError(GetEpApi().CreateProfilingEvent(category, process_id, thread_id, event_name, timestamp_us, duration_us,
                                                 a.keys.data(), a.values.data(), a.keys.size(), &p_));
  }
  ProfilingEvent(OrtProfilingEventCategory category, int32_t process_id, int32_t thread_id, const char* event_name,
                 int64_t timestamp_us, int64_t duration_us, const char* const* arg_keys, const char* const* arg_values,
                 size_t num_args) {
    ThrowOnError(GetEpApi().CreateProfilingEvent(category, process_id, thread_id, event_name, timestamp_us, duration_us,
                                                 arg_keys, arg_values, num_args, &p_));
  }
  ConstProfilingEvent GetConst() const { return ConstProfilingEvent(p_); }
};

namespace detail {
template <typename T>
struct ProfilingEventsContainerImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  // The events are copied.
  Status AddEvents(const OrtProfilingEvent* const* events, size_t num_events) {
    return Status(GetEpApi().ProfilingEventsContainer_AddEvents(this->p_, events, num_events));
  }
  Status AddEvents(const std::vector<ProfilingEvent>& events) {
    const std::vector<const OrtProfilingEvent*> raw(events.begin(), events.end());
    return AddEvents(raw.data(), raw.size());
  }
};
}  // namespace detail

/// Takes an EP's events; what OrtEpProfilerImpl::EndProfiling gets. Borrowed.
using UnownedProfilingEventsContainer =
    detail::ProfilingEventsContainerImpl<detail::Unowned<OrtProfilingEventsContainer>>;

/// A copy of the environment's configuration entries. May be called from CreateEpFactories.
inline KeyValuePairs GetEnvConfigEntries() {
  OrtKeyValuePairs* entries = nullptr;
  ThrowOnError(GetEpApi().GetEnvConfigEntries(&entries));
  return KeyValuePairs(entries);
}

}  // namespace Ort
