// Part of Berth. SPDX-License-Identifier: MIT
//
// A part of onnxruntime_cxx_api.h: sessions, bound inputs and outputs, compiling models ahead of time.
#pragma once

#include "graph.h"
#include "session_options.h"

namespace Ort {

namespace detail {

template <typename T>
struct ConstSessionImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  size_t GetInputCount() const { return Out<size_t>(GetApi().SessionGetInputCount, this->p_); }
  size_t GetOutputCount() const { return Out<size_t>(GetApi().SessionGetOutputCount, this->p_); }
  /// Weights that a run may replace.
  size_t GetOverridableInitializerCount() const {
    return Out<size_t>(GetApi().SessionGetOverridableInitializerCount, this->p_);
  }
  std::vector<std::string> GetInputNames() const { return Names(GetInputCount(), GetApi().SessionGetInputName); }
  std::vector<std::string> GetOutputNames() const { return Names(GetOutputCount(), GetApi().SessionGetOutputName); }
  std::vector<std::string> GetOverridableInitializerNames() const {
    return Names(GetOverridableInitializerCount(), GetApi().SessionGetOverridableInitializerName);
  }
  AllocatedStringPtr GetInputNameAllocated(size_t index, OrtAllocator* allocator) const {
    return AllocatedText(allocator, GetApi().SessionGetInputName, this->p_, index);
  }
  AllocatedStringPtr GetOutputNameAllocated(size_t index, OrtAllocator* allocator) const {
    return AllocatedText(allocator, GetApi().SessionGetOutputName, this->p_, index);
  }
  AllocatedStringPtr GetOverridableInitializerNameAllocated(size_t index, OrtAllocator* allocator) const {
    return AllocatedText(allocator, GetApi().SessionGetOverridableInitializerName, this->p_, index);
  }
  Ort::TypeInfo GetInputTypeInfo(size_t index) const { return Type(GetApi().SessionGetInputTypeInfo, index); }
  Ort::TypeInfo GetOutputTypeInfo(size_t index) const { return Type(GetApi().SessionGetOutputTypeInfo, index); }
  Ort::TypeInfo GetOverridableInitializerTypeInfo(size_t index) const {
    return Type(GetApi().SessionGetOverridableInitializerTypeInfo, index);
  }
  /// Names and types together.
  std::vector<ValueInfo> GetInputs() const {
    std::vector<ValueInfo> infos;
    for (const std::string& name : GetInputNames()) infos.emplace_back(name, GetInputTypeInfo(infos.size()).GetConst());
    return infos;
  }
  std::vector<ValueInfo> GetOutputs() const {
    std::vector<ValueInfo> infos;
    for (const std::string& name : GetOutputNames()) {
      infos.emplace_back(name, GetOutputTypeInfo(infos.size()).GetConst());
    }
    return infos;
  }

  // Where inputs are wanted and outputs will lie, and which devices read and make them; empty where nothing says so.
  std::vector<ConstMemoryInfo> GetMemoryInfoForInputs() const {
    return Filled<ConstMemoryInfo>(GetApi().SessionGetInputCount, GetApi().SessionGetMemoryInfoForInputs, this->p_);
  }
  std::vector<ConstMemoryInfo> GetMemoryInfoForOutputs() const {
    return Filled<ConstMemoryInfo>(GetApi().SessionGetOutputCount, GetApi().SessionGetMemoryInfoForOutputs, this->p_);
  }
  std::vector<ConstEpDevice> GetEpDeviceForInputs() const {
    return Filled<ConstEpDevice>(GetApi().SessionGetInputCount, GetApi().SessionGetEpDeviceForInputs, this->p_);
  }
  std::vector<ConstEpDevice> GetEpDeviceForOutputs() const {
    return Filled<ConstEpDevice>(GetApi().SessionGetOutputCount, GetApi().SessionGetEpDeviceForOutputs, this->p_);
  }
  /// Which EP got which nodes. Needs the session entry session.record_ep_graph_assignment_info=1. Borrowed.
  std::vector<ConstEpAssignedSubgraph> GetEpGraphAssignmentInfo() const {
    return Borrowed<ConstEpAssignedSubgraph>(GetApi().Session_GetEpGraphAssignmentInfo, this->p_);
  }

  ModelMetadata GetModelMetadata() const {
    return ModelMetadata(Out<OrtModelMetadata*>(GetApi().SessionGetModelMetadata, this->p_));
  }
  /// The version of the domain's operators that the model uses.
  int GetOpset(const std::string& domain) const {
    return Out<int>(GetModelEditorApi().SessionGetOpsetForDomain, this->p_, domain.c_str());
  }
  uint64_t GetProfilingStartTimeNs() const {
    return Out<uint64_t>(GetApi().SessionGetProfilingStartTimeNs, this->p_);
  }

 private:
  template <typename F>
  std::vector<std::string> Names(size_t count, F name) const {
    AllocatorWithDefaultOptions allocator;
    std::vector<std::string> names;
    for (size_t i = 0; i < count; ++i) names.emplace_back(AllocatedText(allocator, name, this->p_, i).get());
    return names;
  }
  template <typename F>
  Ort::TypeInfo Type(F type, size_t index) const {
    return Ort::TypeInfo(Out<OrtTypeInfo*>(type, this->p_, index));
  }
};

template <typename T>
struct SessionImpl : ConstSessionImpl<T> {
  using B = ConstSessionImpl<T>;
  using B::B;

  /// Runs the model and gives the outputs in the order of `output_names`.
  std::vector<Value> Run(const RunOptions& run_options, const char* const* input_names, const Value* input_values,
                         size_t input_count, const char* const* output_names, size_t output_count) {
    std::vector<Value> outputs;
    outputs.reserve(output_count);
    for (size_t i = 0; i < output_count; ++i) outputs.emplace_back(nullptr);
    Run(run_options, input_names, input_values, input_count, output_names, outputs.data(), output_count);
    return outputs;
  }
  /// The same into values of the caller; empty ones are filled.
  void Run(const RunOptions& run_options, const char* const* input_names, const Value* input_values, size_t input_count,
           const char* const* output_names, Value* output_values, size_t output_count) {
    ThrowOnError(GetApi().Run(this->p_, run_options, input_names, RawValues(input_values), input_count, output_names,
                              output_count, RawValues(output_values)));
  }
  /// Runs on bound inputs and outputs.
  void Run(const RunOptions& run_options, const IoBinding& io_binding);
  /// Starts a run and returns; `callback` gets the result on another thread. All arguments must stay valid until then.
  void RunAsync(const RunOptions& run_options, const char* const* input_names, const Value* input_values,
                size_t input_count, const char* const* output_names, Value* output_values, size_t output_count,
                RunAsyncCallbackFn callback, void* user_data) {
    ThrowOnError(GetApi().RunAsync(this->p_, run_options, input_names, RawValues(input_values), input_count,
                                   output_names, output_count, RawValues(output_values), callback, user_data));
  }
  /// The path of the profile.
  AllocatedStringPtr EndProfilingAllocated(OrtAllocator* allocator) {
    return AllocatedText(allocator, GetApi().SessionEndProfiling, this->p_);
  }
  void SetEpDynamicOptions(const char* const* keys, const char* const* values, size_t kv_len) {
    ThrowOnError(GetApi().SetEpDynamicOptions(this->p_, keys, values, kv_len));
  }
  /// Adds what was built to the session's model and makes the session ready to run.
  void FinalizeModelEditorSession(const Model& model, const SessionOptions& options,
                                  OrtPrepackedWeightsContainer* prepacked_weights_container = nullptr) {
    ThrowOnError(GetModelEditorApi().ApplyModelToModelEditorSession(this->p_, model));
    ThrowOnError(GetModelEditorApi().FinalizeModelEditorSession(this->p_, options, prepacked_weights_container));
  }
  void ReleaseCapturedGraph(int graph_annotation_id) {
    ThrowOnError(GetApi().SessionReleaseCapturedGraph(this->p_, graph_annotation_id));
  }
};

}  // namespace detail

/// A session, borrowed to look at.
using ConstSession = detail::ConstSessionImpl<detail::Unowned<const OrtSession>>;
/// A session, borrowed.
using UnownedSession = detail::SessionImpl<detail::Unowned<OrtSession>>;

/// A model, ready to run. Many threads may run it. Options are copied; bytes of a model may go after the constructor.
struct Session : detail::SessionImpl<OrtSession> {
  explicit Session(std::nullptr_t) {}
  explicit Session(OrtSession* p) : SessionImpl(p) {}
  Session(const Env& env, const ORTCHAR_T* model_path, const SessionOptions& options) {
    ThrowOnError(GetApi().CreateSession(env, model_path, options, &p_));
  }
  Session(const Env& env, const ORTCHAR_T* model_path, const SessionOptions& options,
          OrtPrepackedWeightsContainer* prepacked_weights_container) {
    ThrowOnError(GetApi().CreateSessionWithPrepackedWeightsContainer(env, model_path, options,
                                                                     prepacked_weights_container, &p_));
  }
  Session(const Env& env, const void* model_data, size_t model_data_length, const SessionOptions& options) {
    ThrowOnError(GetApi().CreateSessionFromArray(env, model_data, model_data_length, options, &p_));
  }
  Session(const Env& env, const void* model_data, size_t model_data_length, const SessionOptions& options,
          OrtPrepackedWeightsContainer* prepacked_weights_container) {
    ThrowOnError(GetApi().CreateSessionFromArrayWithPrepackedWeightsContainer(
        env, model_data, model_data_length, options, prepacked_weights_container, &p_));
  }
  /// From a model that was built.
  Session(const Env& env, const Model& model, const SessionOptions& options) {
    ThrowOnError(GetModelEditorApi().CreateSessionFromModel(env, model, options, &p_));
  }
  /// Loads a model to be added to; FinalizeModelEditorSession makes it ready to run.
  static Session CreateModelEditorSession(const Env& env, const ORTCHAR_T* model_path, const SessionOptions& options) {
    return Session(detail::Out<OrtSession*>(GetModelEditorApi().CreateModelEditorSession, env, model_path, options));
  }
  static Session CreateModelEditorSession(const Env& env, const void* model_data, size_t model_data_length,
                                          const SessionOptions& options) {
    return Session(detail::Out<OrtSession*>(GetModelEditorApi().CreateModelEditorSessionFromArray, env, model_data,
                                            model_data_length, options));
  }
  ConstSession GetConst() const { return ConstSession(p_); }
  UnownedSession GetUnowned() const { return UnownedSession(p_); }
};

namespace detail {

template <typename T>
struct ConstIoBindingImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  std::vector<std::string> GetOutputNames() const { return GetOutputNames(AllocatorWithDefaultOptions()); }
  std::vector<std::string> GetOutputNames(OrtAllocator* allocator) const {
    char* buffer = nullptr;
    size_t *lengths = nullptr, count = 0;
    ThrowOnError(GetApi().GetBoundOutputNames(this->p_, allocator, &buffer, &lengths, &count));
    const AllocatedStringPtr texts(buffer, AllocatedFree(allocator));
    const std::unique_ptr<size_t, AllocatedFree> sizes(lengths, AllocatedFree(allocator));
    std::vector<std::string> names;
    for (size_t i = 0; i < count; buffer += lengths[i++]) names.emplace_back(buffer, lengths[i]);
    return names;
  }
  /// The values are the caller's.
  std::vector<Value> GetOutputValues() const { return GetOutputValues(AllocatorWithDefaultOptions()); }
  std::vector<Value> GetOutputValues(OrtAllocator* allocator) const {
    OrtValue** raw = nullptr;
    size_t count = 0;
    ThrowOnError(GetApi().GetBoundOutputValues(this->p_, allocator, &raw, &count));
    const std::unique_ptr<OrtValue*, AllocatedFree> array(raw, AllocatedFree(allocator));
    return Handles<Value>(raw, count);
  }
};

template <typename T>
struct IoBindingImpl : ConstIoBindingImpl<T> {
  using B = ConstIoBindingImpl<T>;
  using B::B;

  void BindInput(const char* name, const Value& value) { ThrowOnError(GetApi().BindInput(this->p_, name, value)); }
  /// Runs write into the value.
  void BindOutput(const char* name, const Value& value) { ThrowOnError(GetApi().BindOutput(this->p_, name, value)); }
  /// Runs allocate the output in this memory.
  void BindOutput(const char* name, const OrtMemoryInfo* mem_info) {
    ThrowOnError(GetApi().BindOutputToDevice(this->p_, name, mem_info));
  }
  void ClearBoundInputs() { GetApi().ClearBoundInputs(this->p_); }
  void ClearBoundOutputs() { GetApi().ClearBoundOutputs(this->p_); }
  void SynchronizeInputs() { ThrowOnError(GetApi().SynchronizeBoundInputs(this->p_)); }
  void SynchronizeOutputs() { ThrowOnError(GetApi().SynchronizeBoundOutputs(this->p_)); }
};

}  // namespace detail

/// Bound inputs and outputs, borrowed to look at.
using ConstIoBinding = detail::ConstIoBindingImpl<detail::Unowned<const OrtIoBinding>>;
/// Bound inputs and outputs, borrowed.
using UnownedIoBinding = detail::IoBindingImpl<detail::Unowned<OrtIoBinding>>;

/// Inputs and outputs of a session, bound to values and memory. The session must outlive it.
struct IoBinding : detail::IoBindingImpl<OrtIoBinding> {
  explicit IoBinding(std::nullptr_t) {}
  explicit IoBinding(Session& session) { ThrowOnError(GetApi().CreateIoBinding(session, &p_)); }
  ConstIoBinding GetConst() const { return ConstIoBinding(p_); }
  UnownedIoBinding GetUnowned() const { return UnownedIoBinding(p_); }
};

template <typename T>
void detail::SessionImpl<T>::Run(const RunOptions& run_options, const IoBinding& io_binding) {
  ThrowOnError(GetApi().RunWithBinding(this->p_, run_options, io_binding));
}

/// What to compile and where the result goes; for CompileModel.
struct ModelCompilationOptions : detail::Base<OrtModelCompilationOptions> {
  using Base::Base;
  explicit ModelCompilationOptions(std::nullptr_t) {}
  ModelCompilationOptions(const Env& env, const SessionOptions& session_options)
      : ModelCompilationOptions(env, session_options.GetConst()) {}
  ModelCompilationOptions(const Env& env, ConstSessionOptions session_options) {
    ThrowOnError(GetCompileApi().CreateModelCompilationOptionsFromSessionOptions(env, session_options, &p_));
  }

  // The model; what is in memory is borrowed until CompileModel returns.
  ModelCompilationOptions& SetInputModelPath(const ORTCHAR_T* path) {
    return Set(GetCompileApi().ModelCompilationOptions_SetInputModelPath(p_, path));
  }
  ModelCompilationOptions& SetInputModelFromBuffer(const void* data, size_t size) {
    return Set(GetCompileApi().ModelCompilationOptions_SetInputModelFromBuffer(p_, data, size));
  }
  ModelCompilationOptions& SetInputModel(const OrtModel* model) {
    return Set(GetCompileApi().ModelCompilationOptions_SetInputModel(p_, model));
  }

  // The result: a file, memory of `allocator`, or a function that gets it piece by piece.
  ModelCompilationOptions& SetOutputModelPath(const ORTCHAR_T* path) {
    return Set(GetCompileApi().ModelCompilationOptions_SetOutputModelPath(p_, path));
  }
  ModelCompilationOptions& SetOutputModelBuffer(OrtAllocator* allocator, void** buffer, size_t* size) {
    return Set(GetCompileApi().ModelCompilationOptions_SetOutputModelBuffer(p_, allocator, buffer, size));
  }
  ModelCompilationOptions& SetOutputModelWriteFunc(OrtWriteBufferFunc write_func, void* state) {
    return Set(GetCompileApi().ModelCompilationOptions_SetOutputModelWriteFunc(p_, write_func, state));
  }
  /// Weights of at least this size go to a file.
  ModelCompilationOptions& SetOutputModelExternalInitializersFile(const ORTCHAR_T* path, size_t size_threshold) {
    return Set(GetCompileApi().ModelCompilationOptions_SetOutputModelExternalInitializersFile(p_, path, size_threshold));
  }
  /// A function decides where each weight goes.
  ModelCompilationOptions& SetOutputModelGetInitializerLocationFunc(OrtGetInitializerLocationFunc func, void* state) {
    return Set(GetCompileApi().ModelCompilationOptions_SetOutputModelGetInitializerLocationFunc(p_, func, state));
  }

  /// Whether compiled data is kept in the model or in files beside it.
  ModelCompilationOptions& SetEpContextEmbedMode(bool embed) {
    return Set(GetCompileApi().ModelCompilationOptions_SetEpContextEmbedMode(p_, embed));
  }
  /// From what EPs name their files.
  ModelCompilationOptions& SetEpContextBinaryInformation(const ORTCHAR_T* output_directory,
                                                         const ORTCHAR_T* model_name) {
    return Set(
        GetCompileApi().ModelCompilationOptions_SetEpContextBinaryInformation(p_, output_directory, model_name));
  }
  /// OrtCompileApiFlags, or-ed.
  ModelCompilationOptions& SetFlags(uint32_t flags) {
    return Set(GetCompileApi().ModelCompilationOptions_SetFlags(p_, flags));
  }
  ModelCompilationOptions& SetGraphOptimizationLevel(GraphOptimizationLevel level) {
    return Set(GetCompileApi().ModelCompilationOptions_SetGraphOptimizationLevel(p_, level));
  }
  /// Leaves weights out, where the EP can do without.
  ModelCompilationOptions& SetWeightlessEnabled(bool use_weightless) {
    return Set(GetCompileApi().ModelCompilationOptions_SetWeightlessEnabled(p_, use_weightless));
  }

 private:
  ModelCompilationOptions& Set(OrtStatus* status) {
    ThrowOnError(status);
    return *this;
  }
};

/// Compiles a model ahead of time: what EPs compile is kept in a new model that loads fast.
inline Status CompileModel(const Env& env, const ModelCompilationOptions& options) {
  return Status(GetCompileApi().CompileModel(env, options));
}

}  // namespace Ort
