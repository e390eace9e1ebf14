// Part of Berth. SPDX-License-Identifier: MIT
//
// The C++ API: owning classes over onnxruntime_c_api.h, header-only.
//
//   Ort::Env env(ORT_LOGGING_LEVEL_WARNING, "app");
//   Ort::Session session(env, ORT_TSTR("model.onnx"), Ort::SessionOptions{});
//
//   - A class owns its object and moves, but does not copy; a class named Const... or Unowned... borrows.
//   - Every failed call throws Ort::Exception with code and text.
//   - Threads: as the C functions underneath.
#pragma once

#include "onnxruntime_c_api.h"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace Ort {

/// What a failed call throws.
class Exception : public std::exception {
 public:
  Exception(std::string&& text, OrtErrorCode code) : message_(std::move(text)), code_(code) {}
  OrtErrorCode GetOrtErrorCode() const { return code_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  std::string message_;
  OrtErrorCode code_;
};

/// The C function table of the library that the program is linked with.
inline const OrtApi& GetApi() {
  static const OrtApi* const api = OrtGetApiBase()->GetApi(ORT_API_VERSION);
  if (api == nullptr) throw Exception("the library is older than these headers", ORT_FAIL);
  return *api;
}

/// "1.30.0".
inline std::string GetVersionString() { return OrtGetApiBase()->GetVersionString(); }
inline std::string GetBuildInfoString() { return GetApi().GetBuildInfoString(); }

/// Throws unless the status is success; releases it.
inline void ThrowOnError(OrtStatus* status) {
  if (status == nullptr) return;
  std::string text = GetApi().GetErrorMessage(status);
  const OrtErrorCode code = GetApi().GetErrorCode(status);
  GetApi().ReleaseStatus(status);
  throw Exception(std::move(text), code);
}

namespace detail {

// How each type is released.
#define ORT_CXX_RELEASE(NAME) \
  inline void Release(Ort##NAME* object) noexcept { GetApi().Release##NAME(object); }
ORT_CXX_RELEASE(Env)
ORT_CXX_RELEASE(KeyValuePairs)
ORT_CXX_RELEASE(MemoryInfo)
ORT_CXX_RELEASE(ModelMetadata)
ORT_CXX_RELEASE(RunOptions)
ORT_CXX_RELEASE(Session)
ORT_CXX_RELEASE(SessionOptions)
ORT_CXX_RELEASE(TensorTypeAndShapeInfo)
ORT_CXX_RELEASE(TypeInfo)
ORT_CXX_RELEASE(Value)
#undef ORT_CXX_RELEASE

/// Owns one object of the C API, or none.
template <typename T>
class Base {
 public:
  using contained_type = T;

  Base() = default;
  explicit Base(T* object) noexcept : object_(object) {}
  Base(Base&& other) noexcept : object_(other.release()) {}
  Base& operator=(Base&& other) noexcept {
    if (this != &other) {
      if (object_ != nullptr) Release(object_);
      object_ = other.release();
    }
    return *this;
  }
  Base(const Base&) = delete;
  Base& operator=(const Base&) = delete;
  ~Base() {
    if (object_ != nullptr) Release(object_);
  }

  operator T*() const noexcept { return object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }
  /// Gives the object away; the caller releases it.
  T* release() noexcept { return std::exchange(object_, nullptr); }

 protected:
  T* object_ = nullptr;
};

/// Borrows one object of the C API.
template <typename T>
class View {
 public:
  View() = default;
  explicit View(const T* object) noexcept : object_(object) {}
  operator const T*() const noexcept { return object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }

 protected:
  const T* object_ = nullptr;
};

}  // namespace detail

/// The default CPU allocator; nothing to release.
struct AllocatorWithDefaultOptions {
  AllocatorWithDefaultOptions() { ThrowOnError(GetApi().GetAllocatorWithDefaultOptions(&allocator_)); }
  operator OrtAllocator*() const { return allocator_; }
  void* Alloc(size_t size) { return allocator_->Alloc(allocator_, size); }
  void Free(void* data) { allocator_->Free(allocator_, data); }

 private:
  OrtAllocator* allocator_ = nullptr;
};

namespace detail {
struct AllocatedFree {
  explicit AllocatedFree(OrtAllocator* a = nullptr) : allocator(a) {}
  void operator()(void* data) const {
    if (data != nullptr) allocator->Free(allocator, data);
  }
  OrtAllocator* allocator;
};
}  // namespace detail
/// Text in memory of an allocator.
using AllocatedStringPtr = std::unique_ptr<char, detail::AllocatedFree>;

/// A string map, sorted by key.
class KeyValuePairs : public detail::Base<OrtKeyValuePairs> {
 public:
  using Base::Base;
  KeyValuePairs() { GetApi().CreateKeyValuePairs(&object_); }
  explicit KeyValuePairs(const std::unordered_map<std::string, std::string>& pairs) : KeyValuePairs() {
    for (const auto& [key, value] : pairs) Add(key.c_str(), value.c_str());
  }
  void Add(const char* key, const char* value) { GetApi().AddKeyValuePair(object_, key, value); }
  void Remove(const char* key) { GetApi().RemoveKeyValuePair(object_, key); }
  /// Null when absent.
  const char* GetValue(const char* key) const { return GetApi().GetKeyValue(object_, key); }
  /// Parallel lists, valid until the next change.
  void GetKeyValuePairs(std::vector<const char*>& keys, std::vector<const char*>& values) const {
    const char *const *k = nullptr, *const *v = nullptr;
    size_t count = 0;
    GetApi().GetKeyValuePairs(object_, &k, &v, &count);
    keys.assign(k, k + count);
    values.assign(v, v + count);
  }
};

/// The same, borrowed.
class ConstKeyValuePairs : public detail::View<OrtKeyValuePairs> {
 public:
  using View::View;
  const char* GetValue(const char* key) const { return GetApi().GetKeyValue(object_, key); }
  void GetKeyValuePairs(std::vector<const char*>& keys, std::vector<const char*>& values) const {
    const char *const *k = nullptr, *const *v = nullptr;
    size_t count = 0;
    GetApi().GetKeyValuePairs(object_, &k, &v, &count);
    keys.assign(k, k + count);
    values.assign(v, v + count);
  }
};

/// A piece of hardware. Valid while the environment lives.
class ConstHardwareDevice : public detail::View<OrtHardwareDevice> {
 public:
  using View::View;
  OrtHardwareDeviceType Type() const { return GetApi().HardwareDevice_Type(object_); }
  uint32_t VendorId() const { return GetApi().HardwareDevice_VendorId(object_); }
  uint32_t DeviceId() const { return GetApi().HardwareDevice_DeviceId(object_); }
  const char* Vendor() const { return GetApi().HardwareDevice_Vendor(object_); }
  ConstKeyValuePairs Metadata() const { return ConstKeyValuePairs(GetApi().HardwareDevice_Metadata(object_)); }
};

/// An execution provider on a piece of hardware. Valid until an EP library is registered or unregistered.
class ConstEpDevice : public detail::View<OrtEpDevice> {
 public:
  using View::View;
  const char* EpName() const { return GetApi().EpDevice_EpName(object_); }
  const char* GetName() const { return EpName(); }
  const char* EpVendor() const { return GetApi().EpDevice_EpVendor(object_); }
  ConstKeyValuePairs EpMetadata() const { return ConstKeyValuePairs(GetApi().EpDevice_EpMetadata(object_)); }
  ConstKeyValuePairs EpOptions() const { return ConstKeyValuePairs(GetApi().EpDevice_EpOptions(object_)); }
  ConstHardwareDevice Device() const { return ConstHardwareDevice(GetApi().EpDevice_Device(object_)); }
};

/// The process' environment; further ones share it.
class Env : public detail::Base<OrtEnv> {
 public:
  using Base::Base;
  explicit Env(OrtLoggingLevel level = ORT_LOGGING_LEVEL_WARNING, const char* log_id = "") {
    ThrowOnError(GetApi().CreateEnv(level, log_id, &object_));
  }
  Env(OrtLoggingLevel level, const char* log_id, OrtLoggingFunction function, void* param) {
    ThrowOnError(GetApi().CreateEnvWithCustomLogger(function, param, level, log_id, &object_));
  }
  Env& UpdateEnvWithCustomLogLevel(OrtLoggingLevel level) {
    ThrowOnError(GetApi().UpdateEnvWithCustomLogLevel(object_, level));
    return *this;
  }
  Env& RegisterExecutionProviderLibrary(const char* name, const std::basic_string<ORTCHAR_T>& path) {
    ThrowOnError(GetApi().RegisterExecutionProviderLibrary(object_, name, path.c_str()));
    return *this;
  }
  Env& UnregisterExecutionProviderLibrary(const char* name) {
    ThrowOnError(GetApi().UnregisterExecutionProviderLibrary(object_, name));
    return *this;
  }
  std::vector<ConstEpDevice> GetEpDevices() const {
    const OrtEpDevice* const* devices = nullptr;
    size_t count = 0;
    ThrowOnError(GetApi().GetEpDevices(object_, &devices, &count));
    std::vector<ConstEpDevice> result;
    for (size_t i = 0; i < count; ++i) result.emplace_back(devices[i]);
    return result;
  }
  std::vector<ConstHardwareDevice> GetHardwareDevices() const {
    size_t count = 0;
    ThrowOnError(GetApi().GetNumHardwareDevices(object_, &count));
    std::vector<const OrtHardwareDevice*> devices(count);
    ThrowOnError(GetApi().GetHardwareDevices(object_, devices.data(), count));
    std::vector<ConstHardwareDevice> result;
    for (const OrtHardwareDevice* device : devices) result.emplace_back(device);
    return result;
  }
};

class SessionOptions : public detail::Base<OrtSessionOptions> {
 public:
  using Base::Base;
  SessionOptions() { ThrowOnError(GetApi().CreateSessionOptions(&object_)); }
  SessionOptions Clone() const {
    OrtSessionOptions* copy = nullptr;
    ThrowOnError(GetApi().CloneSessionOptions(object_, &copy));
    return SessionOptions(copy);
  }
  SessionOptions& SetIntraOpNumThreads(int threads) { return Do(GetApi().SetIntraOpNumThreads(object_, threads)); }
  SessionOptions& SetInterOpNumThreads(int threads) { return Do(GetApi().SetInterOpNumThreads(object_, threads)); }
  SessionOptions& SetGraphOptimizationLevel(GraphOptimizationLevel level) {
    return Do(GetApi().SetSessionGraphOptimizationLevel(object_, level));
  }
  SessionOptions& SetExecutionMode(ExecutionMode mode) { return Do(GetApi().SetSessionExecutionMode(object_, mode)); }
  SessionOptions& SetLogId(const char* id) { return Do(GetApi().SetSessionLogId(object_, id)); }
  SessionOptions& SetLogSeverityLevel(int level) { return Do(GetApi().SetSessionLogSeverityLevel(object_, level)); }
  SessionOptions& AddConfigEntry(const char* key, const char* value) {
    return Do(GetApi().AddSessionConfigEntry(object_, key, value));
  }
  /// `devices`: all of one EP. The order of calls is the EPs' priority.
  SessionOptions& AppendExecutionProvider_V2(Env& env, const std::vector<ConstEpDevice>& devices,
                                             const KeyValuePairs& ep_options) {
    std::vector<const OrtEpDevice*> raw(devices.begin(), devices.end());
    std::vector<const char*> keys, values;
    ep_options.GetKeyValuePairs(keys, values);
    return Do(GetApi().SessionOptionsAppendExecutionProvider_V2(object_, env, raw.data(), raw.size(), keys.data(),
                                                                values.data(), keys.size()));
  }
  SessionOptions& AppendExecutionProvider_V2(Env& env, const std::vector<ConstEpDevice>& devices,
                                             const std::unordered_map<std::string, std::string>& ep_options) {
    return AppendExecutionProvider_V2(env, devices, KeyValuePairs(ep_options));
  }

 private:
  SessionOptions& Do(OrtStatus* status) {
    ThrowOnError(status);
    return *this;
  }
};

class RunOptions : public detail::Base<OrtRunOptions> {
 public:
  using Base::Base;
  RunOptions() { ThrowOnError(GetApi().CreateRunOptions(&object_)); }
  /// No options at all.
  explicit RunOptions(std::nullptr_t) {}
  RunOptions& SetRunTag(const char* tag) { return Do(GetApi().RunOptionsSetRunTag(object_, tag)); }
  RunOptions& SetTerminate() { return Do(GetApi().RunOptionsSetTerminate(object_)); }
  RunOptions& UnsetTerminate() { return Do(GetApi().RunOptionsUnsetTerminate(object_)); }
  RunOptions& AddConfigEntry(const char* key, const char* value) {
    return Do(GetApi().AddRunConfigEntry(object_, key, value));
  }

 private:
  RunOptions& Do(OrtStatus* status) {
    ThrowOnError(status);
    return *this;
  }
};

class MemoryInfo : public detail::Base<OrtMemoryInfo> {
 public:
  using Base::Base;
  MemoryInfo(const char* name, OrtAllocatorType type, int id, OrtMemType mem_type) {
    ThrowOnError(GetApi().CreateMemoryInfo(name, type, id, mem_type, &object_));
  }
  static MemoryInfo CreateCpu(OrtAllocatorType type, OrtMemType mem_type) {
    OrtMemoryInfo* info = nullptr;
    ThrowOnError(GetApi().CreateCpuMemoryInfo(type, mem_type, &info));
    return MemoryInfo(info);
  }
};

namespace detail {
inline std::vector<int64_t> ShapeOf(const OrtTensorTypeAndShapeInfo* info) {
  size_t rank = 0;
  ThrowOnError(GetApi().GetDimensionsCount(info, &rank));
  std::vector<int64_t> shape(rank);
  if (rank > 0) ThrowOnError(GetApi().GetDimensions(info, shape.data(), rank));
  return shape;
}

/// Questions to a tensor's type, for the owning and the borrowing class.
template <typename Owner>
class TensorInfoQuestions {
 public:
  ONNXTensorElementDataType GetElementType() const {
    ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    ThrowOnError(GetApi().GetTensorElementType(Raw(), &type));
    return type;
  }
  size_t GetDimensionsCount() const { return GetShape().size(); }
  /// -1 for a dimension that is not known.
  std::vector<int64_t> GetShape() const { return ShapeOf(Raw()); }
  /// "" for a dimension without a name.
  std::vector<const char*> GetSymbolicDimensions() const {
    std::vector<const char*> names(GetShape().size(), "");
    if (!names.empty()) ThrowOnError(GetApi().GetSymbolicDimensions(Raw(), names.data(), names.size()));
    return names;
  }
  size_t GetElementCount() const {
    size_t count = 0;
    ThrowOnError(GetApi().GetTensorShapeElementCount(Raw(), &count));
    return count;
  }

 private:
  const OrtTensorTypeAndShapeInfo* Raw() const { return static_cast<const Owner&>(*this); }
};
}  // namespace detail

class TensorTypeAndShapeInfo : public detail::Base<OrtTensorTypeAndShapeInfo>,
                               public detail::TensorInfoQuestions<TensorTypeAndShapeInfo> {
 public:
  using Base::Base;
};
class ConstTensorTypeAndShapeInfo : public detail::View<OrtTensorTypeAndShapeInfo>,
                                    public detail::TensorInfoQuestions<ConstTensorTypeAndShapeInfo> {
 public:
  using View::View;
};

class TypeInfo : public detail::Base<OrtTypeInfo> {
 public:
  using Base::Base;
  ONNXType GetONNXType() const {
    ONNXType type = ONNX_TYPE_UNKNOWN;
    ThrowOnError(GetApi().GetOnnxTypeFromTypeInfo(object_, &type));
    return type;
  }
  /// Borrowed; empty when the type is no tensor.
  ConstTensorTypeAndShapeInfo GetTensorTypeAndShapeInfo() const {
    const OrtTensorTypeAndShapeInfo* info = nullptr;
    ThrowOnError(GetApi().CastTypeInfoToTensorInfo(object_, &info));
    return ConstTensorTypeAndShapeInfo(info);
  }
};

/// The element type of a C++ type.
template <typename T>
struct TypeToTensorType;
#define ORT_CXX_TENSOR_TYPE(CPP, ONNX)                                                                \
  template <>                                                                                         \
  struct TypeToTensorType<CPP> {                                                                      \
    static constexpr ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_##ONNX;           \
  };
ORT_CXX_TENSOR_TYPE(float, FLOAT)
ORT_CXX_TENSOR_TYPE(double, DOUBLE)
ORT_CXX_TENSOR_TYPE(int8_t, INT8)
ORT_CXX_TENSOR_TYPE(int16_t, INT16)
ORT_CXX_TENSOR_TYPE(int32_t, INT32)
ORT_CXX_TENSOR_TYPE(int64_t, INT64)
ORT_CXX_TENSOR_TYPE(uint8_t, UINT8)
ORT_CXX_TENSOR_TYPE(uint16_t, UINT16)
ORT_CXX_TENSOR_TYPE(uint32_t, UINT32)
ORT_CXX_TENSOR_TYPE(uint64_t, UINT64)
ORT_CXX_TENSOR_TYPE(bool, BOOL)
#undef ORT_CXX_TENSOR_TYPE

class Value : public detail::Base<OrtValue> {
 public:
  using Base::Base;
  explicit Value(std::nullptr_t) {}

  /// A tensor over memory of the caller, who keeps it alive.
  template <typename T>
  static Value CreateTensor(const OrtMemoryInfo* info, T* data, size_t count, const int64_t* shape, size_t rank) {
    return CreateTensor(info, data, count * sizeof(T), shape, rank, TypeToTensorType<T>::type);
  }
  static Value CreateTensor(const OrtMemoryInfo* info, void* data, size_t bytes, const int64_t* shape, size_t rank,
                            ONNXTensorElementDataType type) {
    OrtValue* value = nullptr;
    ThrowOnError(GetApi().CreateTensorWithDataAsOrtValue(info, data, bytes, shape, rank, type, &value));
    return Value(value);
  }
  /// A tensor in memory of `allocator`.
  template <typename T>
  static Value CreateTensor(OrtAllocator* allocator, const int64_t* shape, size_t rank) {
    return CreateTensor(allocator, shape, rank, TypeToTensorType<T>::type);
  }
  static Value CreateTensor(OrtAllocator* allocator, const int64_t* shape, size_t rank, ONNXTensorElementDataType type) {
    OrtValue* value = nullptr;
    ThrowOnError(GetApi().CreateTensorAsOrtValue(allocator, shape, rank, type, &value));
    return Value(value);
  }

  bool IsTensor() const {
    int is_tensor = 0;
    ThrowOnError(GetApi().IsTensor(object_, &is_tensor));
    return is_tensor != 0;
  }
  TensorTypeAndShapeInfo GetTensorTypeAndShapeInfo() const {
    OrtTensorTypeAndShapeInfo* info = nullptr;
    ThrowOnError(GetApi().GetTensorTypeAndShape(object_, &info));
    return TensorTypeAndShapeInfo(info);
  }
  template <typename T>
  T* GetTensorMutableData() {
    void* data = nullptr;
    ThrowOnError(GetApi().GetTensorMutableData(object_, &data));
    return static_cast<T*>(data);
  }
  template <typename T>
  const T* GetTensorData() const {
    const void* data = nullptr;
    ThrowOnError(GetApi().GetTensorData(object_, &data));
    return static_cast<const T*>(data);
  }
};

/// A node as Session::GetEpGraphAssignmentInfo tells of it.
class ConstEpAssignedNode : public detail::View<OrtEpAssignedNode> {
 public:
  using View::View;
  std::string GetName() const { return Text(GetApi().EpAssignedNode_GetName); }
  std::string GetDomain() const { return Text(GetApi().EpAssignedNode_GetDomain); }
  std::string GetOperatorType() const { return Text(GetApi().EpAssignedNode_GetOperatorType); }

 private:
  template <typename Getter>
  std::string Text(Getter getter) const {
    const char* text = nullptr;
    ThrowOnError(getter(object_, &text));
    return text;
  }
};

/// Nodes that one EP got together.
class ConstEpAssignedSubgraph : public detail::View<OrtEpAssignedSubgraph> {
 public:
  using View::View;
  std::string GetEpName() const {
    const char* name = nullptr;
    ThrowOnError(GetApi().EpAssignedSubgraph_GetEpName(object_, &name));
    return name;
  }
  std::vector<ConstEpAssignedNode> GetNodes() const {
    const OrtEpAssignedNode* const* nodes = nullptr;
    size_t count = 0;
    ThrowOnError(GetApi().EpAssignedSubgraph_GetNodes(object_, &nodes, &count));
    std::vector<ConstEpAssignedNode> result;
    for (size_t i = 0; i < count; ++i) result.emplace_back(nodes[i]);
    return result;
  }
};

class Session : public detail::Base<OrtSession> {
 public:
  using Base::Base;
  Session(const Env& env, const ORTCHAR_T* model_path, const SessionOptions& options) {
    ThrowOnError(GetApi().CreateSession(env, model_path, options, &object_));
  }
  Session(const Env& env, const void* model, size_t size, const SessionOptions& options) {
    ThrowOnError(GetApi().CreateSessionFromArray(env, model, size, options, &object_));
  }

  size_t GetInputCount() const { return Count(GetApi().SessionGetInputCount); }
  size_t GetOutputCount() const { return Count(GetApi().SessionGetOutputCount); }
  AllocatedStringPtr GetInputNameAllocated(size_t index, OrtAllocator* allocator) const {
    return Name(GetApi().SessionGetInputName, index, allocator);
  }
  AllocatedStringPtr GetOutputNameAllocated(size_t index, OrtAllocator* allocator) const {
    return Name(GetApi().SessionGetOutputName, index, allocator);
  }
  std::vector<std::string> GetInputNames() const { return Names(GetInputCount(), GetApi().SessionGetInputName); }
  std::vector<std::string> GetOutputNames() const { return Names(GetOutputCount(), GetApi().SessionGetOutputName); }
  TypeInfo GetInputTypeInfo(size_t index) const { return Type(GetApi().SessionGetInputTypeInfo, index); }
  TypeInfo GetOutputTypeInfo(size_t index) const { return Type(GetApi().SessionGetOutputTypeInfo, index); }

  /// Runs the model; the outputs are the caller's.
  std::vector<Value> Run(const RunOptions& options, const char* const* input_names, const Value* inputs,
                         size_t input_count, const char* const* output_names, size_t output_count) {
    std::vector<Value> outputs;
    for (size_t i = 0; i < output_count; ++i) outputs.emplace_back(nullptr);
    Run(options, input_names, inputs, input_count, output_names, outputs.data(), output_count);
    return outputs;
  }
  /// The same into values that are there already; empty ones are filled.
  void Run(const RunOptions& options, const char* const* input_names, const Value* inputs, size_t input_count,
           const char* const* output_names, Value* outputs, size_t output_count) {
    // A Value is one pointer, so an array of them is an array of pointers.
    static_assert(sizeof(Value) == sizeof(OrtValue*) && std::is_standard_layout_v<Value>);
    ThrowOnError(GetApi().Run(object_, options, input_names, reinterpret_cast<const OrtValue* const*>(inputs), input_count,
                              output_names, output_count, reinterpret_cast<OrtValue**>(outputs)));
  }

  /// Needs the session entry session.record_ep_graph_assignment_info=1. Borrowed from the session.
  std::vector<ConstEpAssignedSubgraph> GetEpGraphAssignmentInfo() const {
    const OrtEpAssignedSubgraph* const* subgraphs = nullptr;
    size_t count = 0;
    ThrowOnError(GetApi().Session_GetEpGraphAssignmentInfo(object_, &subgraphs, &count));
    std::vector<ConstEpAssignedSubgraph> result;
    for (size_t i = 0; i < count; ++i) result.emplace_back(subgraphs[i]);
    return result;
  }

 private:
  template <typename Getter>
  size_t Count(Getter getter) const {
    size_t count = 0;
    ThrowOnError(getter(object_, &count));
    return count;
  }
  template <typename Getter>
  AllocatedStringPtr Name(Getter getter, size_t index, OrtAllocator* allocator) const {
    char* name = nullptr;
    ThrowOnError(getter(object_, index, allocator, &name));
    return AllocatedStringPtr(name, detail::AllocatedFree(allocator));
  }
  template <typename Getter>
  std::vector<std::string> Names(size_t count, Getter getter) const {
    AllocatorWithDefaultOptions allocator;
    std::vector<std::string> names;
    for (size_t i = 0; i < count; ++i) names.emplace_back(Name(getter, i, allocator).get());
    return names;
  }
  template <typename Getter>
  TypeInfo Type(Getter getter, size_t index) const {
    OrtTypeInfo* info = nullptr;
    ThrowOnError(getter(object_, index, &info));
    return TypeInfo(info);
  }
};

}  // namespace Ort
