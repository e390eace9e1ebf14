// Environment, options, sessions, bindings, compiling.
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <span>

#include "touch.h"

namespace touch {

void Environment(const Places&) {
  Ort::ThreadingOptions threads;
  threads.SetGlobalIntraOpNumThreads(1).SetGlobalInterOpNumThreads(1).SetGlobalSpinControl(0).SetGlobalDenormalAsZero();
  Ort::Env& env = TheEnv();
  const Ort::Env again(ORT_LOGGING_LEVEL_ERROR, "again");
  std::printf("%s\n", YesNo(static_cast<OrtEnv*>(again) == static_cast<OrtEnv*>(env)));
  env.DisableTelemetryEvents().UpdateEnvWithCustomLogLevel(ORT_LOGGING_LEVEL_ERROR);
  const std::vector<Ort::ConstHardwareDevice> hardware = env.GetHardwareDevices();
  std::printf("%s %s\n", YesNo(env.GetNumHardwareDevices() == hardware.size()), YesNo(!hardware.empty()));
  for (const Ort::ConstEpDevice& device : env.GetEpDevices()) {
    if (device.Device().Type() != OrtHardwareDeviceType_CPU) continue;
    std::printf("%s %s %s %s\n", device.GetName(), device.EpName(), YesNo(device.EpMetadata() != nullptr),
                YesNo(device.Device().Metadata() != nullptr));
    std::printf("%zu %s\n", device.EpOptions().GetKeyValuePairs().size(),
                YesNo(device.Device().Vendor() != nullptr && device.EpVendor() != nullptr));
  }
  std::printf("%d\n", CodeOf([&] { env.RegisterExecutionProviderLibrary("none", ORT_TSTR("/no/such/library.so")); }));
  std::printf("%d\n", CodeOf([&] { env.UnregisterExecutionProviderLibrary("none"); }));

  Ort::AllocatorWithDefaultOptions allocator;
  const int64_t two = 2;
  std::vector<Ort::Value> from, to;
  for (std::vector<Ort::Value>* list : {&from, &to}) {
    for (int i = 0; i < 2; ++i) list->push_back(Ort::Value::CreateTensor<float>(allocator, &two, 1));
  }
  // From host to host a library may copy or refuse; what it says it did is there.
  for (Ort::Value& value : from)
    std::iota(value.GetTensorMutableData<float>(), value.GetTensorMutableData<float>() + 2, 5.f);
  const bool copied = env.CopyTensors(from, to, nullptr).IsOK();
  std::printf("%s\n", YesNo(!copied || to[1].GetTensorData<float>()[1] == 6));
  std::printf("%s\n", YesNo(env.CopyTensor(from[0], to[0], nullptr).IsOK() == copied));
  to.pop_back();
  std::printf("%d\n", env.CopyTensors(from, to, nullptr).GetErrorCode());

  const auto cpu = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
  const Ort::ArenaCfg arena(0, -1, -1, -1);
  env.CreateAndRegisterAllocator(cpu, arena);
  env.UnregisterAllocator(cpu);
}

void Options(const Places&) {
  Ort::SessionOptions options;
  options.SetIntraOpNumThreads(1)
      .SetInterOpNumThreads(1)
      .SetGraphOptimizationLevel(ORT_ENABLE_BASIC)
      .SetDeterministicCompute(true);
  options.EnableCpuMemArena().DisableCpuMemArena().EnableMemPattern().DisableMemPattern();
  options.SetExecutionMode(ORT_SEQUENTIAL).SetLogId("touch").SetLogSeverityLevel(3).DisableProfiling();
  options.AddFreeDimensionOverride("DATA_BATCH", 2)
      .AddFreeDimensionOverrideByName("N", 2)
      .SetLoadCancellationFlag(false);
  options.AddConfigEntry("session.dynamic_block_base", "4");
  std::printf("%s %s %s\n", options.GetConfigEntry("session.dynamic_block_base").c_str(),
              YesNo(options.HasConfigEntry("absent")), options.GetConfigEntryOrDefault("absent", "default").c_str());
  std::printf("%s %d\n", YesNo(options.GetMemPatternEnabled()), options.GetExecutionMode());
  std::printf("%d\n", CodeOf([&] { options.GetConfigEntry("absent"); }));
  Ort::SessionOptions copy = options.GetConst().Clone();
  copy.AddConfigEntry("only.in.copy", "1");
  std::printf("%s %s\n", YesNo(copy.HasConfigEntry("only.in.copy")), YesNo(options.HasConfigEntry("only.in.copy")));
  options.GetUnowned().AddConfigEntry("by.view", "1");
  std::printf("%s\n", YesNo(options.HasConfigEntry("by.view")));

  Ort::CustomOpConfigs configs;
  configs.AddConfig("my_op", "device", "CPU").AddConfig("my_op", "level", "2");
  std::printf("%zu %s\n", configs.GetFlattenedConfigs().size(),
              configs.GetFlattenedConfigs().at("custom_op.my_op.level").c_str());
  std::printf(
      "%s\n",
      YesNo(CodeOf([&] { options.RegisterCustomOpsLibrary(ORT_TSTR("no_such_library.so"), configs); }) != ORT_OK));
  std::printf("%s\n", YesNo(CodeOf([&] { options.RegisterCustomOpsUsingFunction("NoSuchFunctionAtAll"); }) != ORT_OK));

  Ort::RunOptions run;
  run.SetRunTag("tag").SetRunLogSeverityLevel(2).SetRunLogVerbosityLevel(1).AddConfigEntry("a", "b");
  std::printf("%s %d %d %s %s\n", run.GetRunTag(), run.GetRunLogSeverityLevel(), run.GetRunLogVerbosityLevel(),
              run.GetConfigEntry("a"), YesNo(run.GetConfigEntry("c") == nullptr));
  run.SetTerminate().UnsetTerminate().SetSyncStream(nullptr);
  std::printf("%s\n",
              YesNo(CodeOf([] { Ort::LoraAdapter::CreateLoraAdapterFromArray("nonsense", 8, nullptr); }) != ORT_OK));
  std::printf("%s\n", YesNo(CodeOf([] { Ort::LoraAdapter::CreateLoraAdapter(ORT_TSTR("no.onnx_adapter"), nullptr); }) !=
                            ORT_OK));
}

// ORT's built-in providers are in neither library.
void Providers(const Places&) {
  Ort::SessionOptions options;
  options.AppendExecutionProvider_CPU(1);
  const auto refused = [](auto f) { return YesNo(CodeOf(f) != ORT_OK); };
  std::printf("%s", refused([&] { options.AppendExecutionProvider_CUDA(OrtCUDAProviderOptions{}); }));
  std::printf(" %s", refused([&] { options.AppendExecutionProvider_CUDA_V2(*Ort::CUDAProviderOptions()); }));
  std::printf(" %s", refused([&] { options.AppendExecutionProvider_ROCM(OrtROCMProviderOptions{}); }));
  std::printf(" %s", refused([&] { options.AppendExecutionProvider_TensorRT(OrtTensorRTProviderOptions{}); }));
  std::printf(" %s", refused([&] { options.AppendExecutionProvider_TensorRT_V2(*Ort::TensorRTProviderOptions()); }));
  std::printf(" %s", refused([&] { options.AppendExecutionProvider_MIGraphX(OrtMIGraphXProviderOptions{}); }));
  std::printf(" %s", refused([&] { options.AppendExecutionProvider_OpenVINO(OrtOpenVINOProviderOptions{}); }));
  std::printf(" %s", refused([&] { options.AppendExecutionProvider_OpenVINO_V2({{"device_type", "CPU"}}); }));
  std::printf(" %s", refused([&] { options.AppendExecutionProvider_VitisAI(); }));
  std::printf(" %s\n", refused([&] { options.AppendExecutionProvider("NoSuchProvider", {{"a", "b"}}); }));

  // Devices in any contiguous range.
  Ort::Env& env = TheEnv();
  std::vector<Ort::ConstEpDevice> devices;
  for (const auto& device : env.GetEpDevices()) {
    if (device.EpName() == std::string("CPUExecutionProvider")) devices.push_back(device);
  }
  const Ort::ConstEpDevice array[] = {devices.at(0)};
  Ort::SessionOptions a, b, c, d;
  a.AppendExecutionProvider_V2(env, devices, Ort::KeyValuePairs{});
  b.AppendExecutionProvider_V2(env, array, std::unordered_map<std::string, std::string>{});
  c.AppendExecutionProvider_V2(env, std::span<const Ort::ConstEpDevice>(devices), Ort::KeyValuePairs{});
  d.AppendExecutionProvider_V2(env, {devices[0]}, Ort::KeyValuePairs{});
  std::printf("%d\n", CodeOf([&] {
                d.AppendExecutionProvider_V2(env, std::vector<Ort::ConstEpDevice>{}, Ort::KeyValuePairs{});
              }));
  d.SetEpSelectionPolicy(OrtExecutionProviderDevicePolicy_PREFER_CPU);
}

namespace {

std::vector<float> Image() {
  std::vector<float> image(64);
  for (size_t i = 0; i < image.size(); ++i) image[i] = static_cast<float>(i % 7) / 7;
  return image;
}

void Print(const float* values) {
  for (int i = 0; i < 10; ++i) std::printf("%.3f ", values[i]);
  std::printf("\n");
}

constexpr int64_t kImageShape[] = {1, 1, 8, 8}, kScoreShape[] = {1, 10};

}  // namespace

void Sessions(const Places& places) {
  Ort::SessionOptions options;
  options.AddConfigEntry("session.record_ep_graph_assignment_info", "1")
      .SetIntraOpNumThreads(1)
      .SetGraphOptimizationLevel(ORT_DISABLE_ALL);
  Ort::Session session(TheEnv(), places.digits.c_str(), options);
  Ort::AllocatorWithDefaultOptions allocator;
  std::printf("%zu %zu %zu\n", session.GetInputCount(), session.GetOutputCount(),
              session.GetOverridableInitializerCount());
  std::printf("%s %s %s %s\n", session.GetInputNames()[0].c_str(), session.GetOutputNames()[0].c_str(),
              session.GetInputNameAllocated(0, allocator).get(), session.GetOutputNameAllocated(0, allocator).get());
  std::printf("%zu %d\n", session.GetOverridableInitializerNames().size(),
              CodeOf([&] { session.GetInputTypeInfo(5); }));
  const auto type = session.GetInputTypeInfo(0);
  std::printf("%d %s\n", type.GetONNXType(), Text(type.GetTensorTypeAndShapeInfo().GetShape()).c_str());
  std::printf("%s\n", Text(session.GetOutputTypeInfo(0).GetTensorTypeAndShapeInfo().GetShape()).c_str());

  const Ort::ModelMetadata about = session.GetModelMetadata();
  std::printf("%s|%s|%s|%s|%s|%lld\n", about.GetProducerNameAllocated(allocator).get(),
              about.GetGraphNameAllocated(allocator).get(), about.GetDomainAllocated(allocator).get(),
              about.GetDescriptionAllocated(allocator).get(), about.GetGraphDescriptionAllocated(allocator).get(),
              static_cast<long long>(about.GetVersion()));
  std::printf("%zu %s\n", about.GetCustomMetadataMapKeysAllocated(allocator).size(),
              YesNo(about.LookupCustomMetadataMapAllocated("absent", allocator) == nullptr));

  std::vector<float> image = Image();
  const auto cpu = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
  const auto input = Ort::Value::CreateTensor<float>(cpu, image.data(), image.size(), kImageShape, 4);
  const char *in = "image", *out = "probabilities";
  const auto outputs = session.Run(Ort::RunOptions{nullptr}, &in, &input, 1, &out, 1);
  Print(outputs.at(0).GetTensorData<float>());
  float scores[10];
  auto target = Ort::Value::CreateTensor<float>(cpu, scores, 10, kScoreShape, 2);
  session.GetUnowned().Run(Ort::RunOptions(), &in, &input, 1, &out, &target, 1);
  Print(scores);
  const char* wrong = "picture";
  std::printf("%d\n", CodeOf([&] { session.Run(Ort::RunOptions{nullptr}, &wrong, &input, 1, &out, 1); }));
  Ort::RunOptions stopped;
  stopped.SetTerminate();
  std::printf("%s\n", YesNo(CodeOf([&] { session.Run(stopped, &in, &input, 1, &out, 1); }) != ORT_OK));

  const Ort::ConstSession view = session.GetConst();
  for (const Ort::ConstEpAssignedSubgraph& subgraph : view.GetEpGraphAssignmentInfo()) {
    for (const Ort::ConstEpAssignedNode& node : subgraph.GetNodes()) {
      std::printf("%s %s '%s' %s\n", subgraph.GetEpName().c_str(), node.GetName().c_str(), node.GetDomain().c_str(),
                  node.GetOperatorType().c_str());
    }
  }
  std::printf("%s %s\n", view.GetMemoryInfoForInputs()[0].GetAllocatorName().c_str(),
              view.GetMemoryInfoForOutputs()[0].GetAllocatorName().c_str());
  std::printf("%zu %zu\n", view.GetEpDeviceForInputs().size(), view.GetEpDeviceForOutputs().size());
  std::printf("%d\n", CodeOf([&] { session.SetEpDynamicOptions(nullptr, nullptr, 0); }));
  std::printf("%d\n", CodeOf([&] { Ort::Session(TheEnv(), ORT_TSTR("no.onnx"), options); }));

  const Ort::PrepackedWeightsContainer shared;
  const Ort::Session first(TheEnv(), places.digits.c_str(), options, shared),
      second(TheEnv(), places.digits.c_str(), options, shared);
  std::printf("%zu\n", second.GetOutputCount());
  Ort::Allocator from_session(session, Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault));
  from_session.Free(from_session.Alloc(8));
  std::printf("%d\n", session.GetOpset(""));
}

void Binding(const Places& places) {
  Ort::Session session(TheEnv(), places.digits.c_str(), Ort::SessionOptions{});
  std::vector<float> image = Image();
  const auto cpu = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
  const auto input = Ort::Value::CreateTensor<float>(cpu, image.data(), image.size(), kImageShape, 4);
  Ort::IoBinding binding(session);
  binding.BindInput("image", input);
  binding.BindOutput("probabilities", cpu);
  binding.SynchronizeInputs();
  session.Run(Ort::RunOptions{nullptr}, binding);
  binding.SynchronizeOutputs();
  std::printf("%s\n", binding.GetOutputNames().at(0).c_str());
  Print(binding.GetConst().GetOutputValues().at(0).GetTensorData<float>());
  float scores[10];
  const auto target = Ort::Value::CreateTensor<float>(cpu, scores, 10, kScoreShape, 2);
  binding.ClearBoundOutputs();
  binding.GetUnowned().BindOutput("probabilities", target);
  session.Run(Ort::RunOptions{nullptr}, binding);
  Print(scores);
  binding.ClearBoundInputs();
  std::printf("%zu %d\n", binding.GetOutputNames().size(), CodeOf([&] { binding.BindInput("picture", input); }));
}

void Asynchronous(const Places& places) {
  Ort::SessionOptions options;
  options.SetIntraOpNumThreads(2);
  Ort::Session session(TheEnv(), places.digits.c_str(), options);
  std::vector<float> image = Image();
  const auto cpu = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
  const auto input = Ort::Value::CreateTensor<float>(cpu, image.data(), image.size(), kImageShape, 4);
  struct Result {
    std::mutex mutex;
    std::condition_variable done;
    bool ready = false;
    int code = -1;
  } result;
  const auto callback = [](void* data, OrtValue**, size_t count, OrtStatusPtr status) {
    auto& r = *static_cast<Result*>(data);
    const Ort::Status taken(status);
    const std::lock_guard lock(r.mutex);
    r.code = count == 1 ? taken.GetErrorCode() : -2;
    r.ready = true;
    r.done.notify_one();
  };
  const char *in = "image", *out = "probabilities";
  Ort::Value output(nullptr);
  const Ort::RunOptions run;
  session.RunAsync(run, &in, &input, 1, &out, &output, 1, callback, &result);
  std::unique_lock lock(result.mutex);
  result.done.wait(lock, [&] { return result.ready; });
  std::printf("%d\n", result.code);
  Print(output.GetTensorData<float>());
}

void Compiled(const Places& places) {
  Ort::SessionOptions options;
  Ort::AllocatorWithDefaultOptions allocator;
  void* buffer = nullptr;
  size_t size = 0;
  Ort::ModelCompilationOptions compile(TheEnv(), options);
  compile.SetInputModelPath(places.digits.c_str())
      .SetEpContextEmbedMode(true)
      .SetGraphOptimizationLevel(ORT_DISABLE_ALL);
  compile.SetOutputModelBuffer(allocator, &buffer, &size).SetFlags(OrtCompileApiFlags_NONE);
  const Ort::Status status = Ort::CompileModel(TheEnv(), compile);
  std::printf("%d %s\n", status.GetErrorCode(), YesNo(size > 0));
  if (buffer != nullptr) allocator.Free(buffer);
  Ort::ModelCompilationOptions strict(TheEnv(), options.GetConst());
  strict.SetInputModelPath(places.digits.c_str()).SetFlags(OrtCompileApiFlags_ERROR_IF_NO_NODES_COMPILED);
  strict.SetOutputModelWriteFunc([](void*, const void*, size_t) -> OrtStatus* { return nullptr; }, nullptr);
  std::printf("%s\n", YesNo(Ort::CompileModel(TheEnv(), strict).IsOK()));
}

}  // namespace touch
