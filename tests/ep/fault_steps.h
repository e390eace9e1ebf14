// What a program does with an EP beside sessions and runs. Each gives what failed first, or success, and releases what it made.
#pragma once

#include "host.h"

namespace berth::testing {

// Memory and a semaphore of "another API": the host's. Success without a step when the EP imports nothing.
inline Result UseMemory(OrtExternalResourceImporter* importer) {
  const OrtInteropApi& interop = *Api().GetInteropApi();
  bool can = false;
  Result step = Take(interop.CanImportMemory(importer, ORT_EXTERNAL_MEMORY_HANDLE_TYPE_D3D12_RESOURCE, &can));
  if (!step.ok()) return step;
  if (!can) return {ORT_FAIL, "memory of that kind cannot be imported"};
  float data[] = {0, 1, 2, 3, 4, 5};
  OrtExternalMemoryDescriptor descriptor{};
  descriptor.version = ORT_API_VERSION;
  descriptor.handle_type = ORT_EXTERNAL_MEMORY_HANDLE_TYPE_D3D12_RESOURCE;
  descriptor.native_handle = data;
  descriptor.size_bytes = sizeof(data);
  OrtExternalMemoryHandle* memory = nullptr;
  step = Take(interop.ImportMemory(importer, &descriptor, &memory));
  if (!step.ok()) return step;
  const int64_t shape[] = {2, 3};
  OrtExternalTensorDescriptor wanted{};
  wanted.version = ORT_API_VERSION;
  wanted.element_type = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  wanted.shape = shape;
  wanted.rank = 2;
  OrtValue* tensor = nullptr;
  step = Take(interop.CreateTensorFromMemory(importer, memory, &wanted, &tensor));
  if (step.ok()) {
    void* seen = nullptr;
    step = Take(Api().GetTensorMutableData(tensor, &seen));
    if (step.ok() && seen != data) step = {ORT_FAIL, "a tensor over other memory"};
    Api().ReleaseValue(tensor);
  }
  interop.ReleaseExternalMemoryHandle(memory);
  return step;
}

inline Result UseSemaphore(OrtExternalResourceImporter* importer, OrtSyncStream* stream) {
  const OrtInteropApi& interop = *Api().GetInteropApi();
  bool can = false;
  Result step = Take(interop.CanImportSemaphore(importer, ORT_EXTERNAL_SEMAPHORE_D3D12_FENCE, &can));
  if (!step.ok()) return step;
  if (!can) return {ORT_FAIL, "semaphores of that kind cannot be imported"};
  OrtExternalSemaphoreDescriptor descriptor{};
  descriptor.version = ORT_API_VERSION;
  descriptor.type = ORT_EXTERNAL_SEMAPHORE_D3D12_FENCE;
  descriptor.native_handle = &descriptor;
  OrtExternalSemaphoreHandle* semaphore = nullptr;
  step = Take(interop.ImportSemaphore(importer, &descriptor, &semaphore));
  if (!step.ok()) return step;
  step = Take(interop.WaitSemaphore(importer, semaphore, stream, 7));
  if (step.ok()) step = Take(interop.SignalSemaphore(importer, semaphore, stream, 8));
  interop.ReleaseExternalSemaphoreHandle(semaphore);
  return step;
}

inline Result UseImporter(const OrtEpDevice* device) {
  OrtExternalResourceImporter* importer = nullptr;
  Result step = Take(Api().GetInteropApi()->CreateExternalResourceImporterForDevice(device, &importer));
  if (!step.ok() || importer == nullptr) return step;
  OrtSyncStream* stream = nullptr;
  step = Take(Api().CreateSyncStreamForEpDevice(device, nullptr, &stream));
  if (step.ok()) step = UseMemory(importer);
  if (step.ok()) step = UseSemaphore(importer, stream);
  Api().ReleaseSyncStream(stream);
  Api().GetInteropApi()->ReleaseExternalResourceImporter(importer);
  return step;
}

inline Result UseGraphics(const OrtEpDevice* device) {
  OrtGraphicsInteropConfig config{};
  config.version = ORT_API_VERSION;
  Result step = Take(Api().GetInteropApi()->InitGraphicsInteropForEpDevice(device, &config));
  return step.ok() ? Take(Api().GetInteropApi()->DeinitGraphicsInteropForEpDevice(device)) : step;
}

inline Result AskIncompatibility(const Env& env, const char* ep) {
  OrtDeviceEpIncompatibilityDetails* details = nullptr;
  const OrtHardwareDevice* hardware = env.Hardware()[0];
  Result step = Take(Api().GetHardwareDeviceEpIncompatibilityDetails(env.get(), ep, hardware, &details));
  Api().ReleaseDeviceEpIncompatibilityDetails(details);
  return step;
}

// The statistics of the environment's allocator for the device.
inline Result AskStatistics(const Env& env, const OrtEpDevice* device) {
  OrtAllocator* allocator = nullptr;
  const OrtMemoryInfo* memory = Api().EpDevice_MemoryInfo(device, OrtDeviceMemoryType_DEFAULT);
  Result step = Take(Api().GetSharedAllocator(env.get(), memory, &allocator));
  if (!step.ok()) return step;
  OrtKeyValuePairs* statistics = nullptr;
  step = Take(Api().AllocatorGetStats(allocator, &statistics));
  Api().ReleaseKeyValuePairs(statistics);
  return step;
}

inline Result SetDynamicOption(const Session& session) {
  const char *key = "ep.dynamic.workload_type", *value = "Efficient";
  return Take(Api().SetEpDynamicOptions(session.get(), &key, &value, 1));
}

inline Result Synchronize(const Session& session) {
  OrtIoBinding* binding = nullptr;
  Result step = Take(Api().CreateIoBinding(session.get(), &binding));
  if (!step.ok()) return step;
  step = Take(Api().SynchronizeBoundInputs(binding));
  Api().ReleaseIoBinding(binding);
  return step;
}

// Compiles the model for the EPs of these options, into `compiled`.
inline Result CompileModel(const Env& env, const SessionSetup& setup, const std::string& model, bool weightless,
                           std::string* compiled) {
  const OrtCompileApi& compiler = *Api().GetCompileApi();
  OrtModelCompilationOptions* options = nullptr;
  OrtAllocator* allocator = nullptr;
  void* data = nullptr;
  size_t size = 0;
  Result step = Take(Api().GetAllocatorWithDefaultOptions(&allocator));
  if (step.ok()) step = Take(compiler.CreateModelCompilationOptionsFromSessionOptions(env.get(), setup.get(), &options));
  if (!step.ok()) return step;
  step = Take(compiler.ModelCompilationOptions_SetInputModelFromBuffer(options, model.data(), model.size()));
  if (step.ok()) step = Take(compiler.ModelCompilationOptions_SetOutputModelBuffer(options, allocator, &data, &size));
  if (step.ok() && weightless) step = Take(compiler.ModelCompilationOptions_SetWeightlessEnabled(options, true));
  if (step.ok()) step = Take(compiler.CompileModel(env.get(), options));
  compiler.ReleaseModelCompilationOptions(options);
  if (data != nullptr) {
    compiled->assign(static_cast<const char*>(data), size);
    step = Take(Api().AllocatorFree(allocator, data));
  }
  return step;
}

}  // namespace berth::testing
