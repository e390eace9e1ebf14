// What execution providers use, and one that looks at a model.
#include <algorithm>
#include <climits>

#include "touch.h"

namespace touch {

void Schemas(const Places&) {
  const Ort::OpSchema add = Ort::GetOpSchema("Add", 13, "");
  std::printf("%d %zu %zu %s %s\n", add.GetSinceVersion(), add.GetNumInputs(), add.GetNumOutputs(),
              add.GetInputName(1).c_str(), add.GetOutputName(0).c_str());
  const Ort::ConstOpSchemaTypeConstraint t = add.GetInputTypeConstraint(0);
  std::printf("%zu %s %zu %zu\n", add.GetTypeConstraintCount(), t.GetTypeParamName().c_str(),
              t.GetInputIndices().size(), t.GetOutputIndices().size());
  const std::vector<std::string> types = t.GetAllowedTypes();
  std::printf("%s\n", YesNo(std::find(types.begin(), types.end(), "tensor(float)") != types.end()));
  std::printf("%s %s\n", add.GetTypeConstraint(0).GetTypeParamName().c_str(),
              add.GetOutputTypeConstraint(0).GetTypeParamName().c_str());
  std::printf("%s\n", YesNo(Ort::GetOpSchema("NoSuchOperator", 13, "") == nullptr));
}

void Kernels(const Places&) {
  const OrtDataType *f32 = nullptr, *i64 = nullptr;
  Ort::ThrowOnError(Ort::GetEpApi().GetTensorDataType(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &f32));
  Ort::ThrowOnError(Ort::GetEpApi().GetTensorDataType(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, &i64));
  Ort::KernelDefBuilder builder;
  builder.SetOperatorType("Add").SetDomain("").SetSinceVersion(13, INT_MAX).SetExecutionProvider("TouchEp");
  builder.SetInputMemType(1, OrtMemTypeCPUInput).SetOutputMemType(0, OrtMemTypeDefault);
  builder.AddTypeConstraint("T", {f32, i64}).AddInputOutputMutableAlias(0, 0);
  const Ort::KernelDef def = builder.Build();
  const Ort::ConstKernelDef view = def.GetConst();
  std::printf("%s '%s' %d %s %s\n", view.GetOperatorType(), view.GetDomain(), view.GetSinceVersion().first,
              YesNo(view.GetSinceVersion().second == INT_MAX), view.GetExecutionProvider());
  std::printf("%d %d\n", view.GetInputMemType(1), view.GetOutputMemType(0));
  Ort::KernelRegistry registry;
  const auto make = [](void*, const OrtKernelInfo*, OrtKernelImpl** kernel) -> OrtStatus* {
    *kernel = nullptr;
    return nullptr;
  };
  std::printf("%s\n", YesNo(registry.AddKernel(def, make, nullptr).IsOK()));
  Ort::KernelDefBuilder other;
  other.SetOperatorType("Identity").SetSinceVersion(1, 12).AddTypeConstraint("T", f32).AddInputOutputAlias(0, 0);
  other.AddInputOutputAliases({0}, {0}).AddInputOutputMutableAliases({0}, {0});
  std::printf("%s %d\n", other.Build().GetOperatorType(), CodeOf([&] { other.AddInputOutputAliases({0}, {}); }));

  const auto cpu = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
  const Ort::ConstMemoryDevice device(Ort::GetEpApi().MemoryInfo_GetMemoryDevice(cpu));
  std::printf("%d %d %u %u %s\n", device.GetDeviceType(), device.GetMemoryType(), device.GetVendorId(),
              device.GetDeviceId(), YesNo(device == device));
}

void Profiles(const Places&) {
  const Ort::ProfilingEvent event(OrtProfilingEventCategory_KERNEL, 1, 2, "add", 100, 7, {{"shape", "[2]"}});
  const Ort::ConstProfilingEvent view = event.GetConst();
  std::printf("%d %s %lld %lld %s %s\n", view.GetCategory(), view.GetName(),
              static_cast<long long>(view.GetTimestampUs()), static_cast<long long>(view.GetDurationUs()),
              view.GetArgValue("shape"), YesNo(view.GetArgValue("none") == nullptr));
  const char *key = "k", *value = "v";
  const Ort::ProfilingEvent other(OrtProfilingEventCategory_API, -1, -1, "call", 0, 0, &key, &value, 1);
  std::printf("%s\n", other.GetArgValue("k"));
}

// touch_ep.cc prints what it sees of the model and claims one node.
void EpLibrary(const Places& places) {
  Ort::Env& env = TheEnv();
  env.RegisterExecutionProviderLibrary("touch_ep", places.ep_library);
  std::vector<Ort::ConstEpDevice> devices;
  for (const auto& device : env.GetEpDevices()) {
    if (device.EpName() == std::string("TouchEp")) devices.push_back(device);
  }
  std::printf("%zu %s %s\n", devices.size(), devices.at(0).EpVendor(), devices[0].EpMetadata().GetValue("touched"));
  std::printf("%s %d\n", YesNo(devices[0].GetMemoryInfo(OrtDeviceMemoryType_DEFAULT) == nullptr),
              CodeOf([&] { devices[0].CreateSyncStream(); }));
  const auto details = env.GetHardwareDeviceEpIncompatibilityDetails("TouchEp", devices[0].Device());
  std::printf("%u %d %s\n", details.GetReasonsBitmask(), details.GetErrorCode(),
              details.GetNotes() != nullptr ? details.GetNotes() : "");
  std::printf("%d\n", Ort::GetModelCompatibilityForEpDevices(devices, "anything"));
  Ort::AllocatorWithDefaultOptions allocator;
  std::printf("%s\n", YesNo(Ort::GetCompatibilityInfoFromModelAllocated(places.digits.c_str(), "TouchEp", allocator) ==
                            nullptr));
  {
    Ort::SessionOptions options;
    options.SetGraphOptimizationLevel(ORT_DISABLE_ALL).AddConfigEntry("session.record_ep_graph_assignment_info", "1");
    options.AppendExecutionProvider_V2(env, devices, std::unordered_map<std::string, std::string>{{"loud", "yes"}});
    Ort::Session session(env, places.digits.c_str(), options);
    for (const auto& subgraph : session.GetEpGraphAssignmentInfo()) {
      if (subgraph.GetEpName() == "TouchEp") std::printf("%s\n", subgraph.GetNodes().at(0).GetOperatorType().c_str());
    }
    std::vector<float> image(64, 0.5f);
    const int64_t shape[] = {1, 1, 8, 8};
    const auto cpu = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
    const auto input = Ort::Value::CreateTensor<float>(cpu, image.data(), image.size(), shape, 4);
    const char *in = "image", *out = "probabilities";
    const auto outputs = session.Run(Ort::RunOptions{nullptr}, &in, &input, 1, &out, 1);
    std::printf("%.3f\n", outputs[0].GetTensorData<float>()[0]);
  }
  env.UnregisterExecutionProviderLibrary("touch_ep");
}

}  // namespace touch
