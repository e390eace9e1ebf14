// The calls that the tracing EP gets in many situations: `== situation` and then one call a line, on stdout. Runs on any
// runtime (BERTH_TEST_RUNTIME); scripts/ep_calls.py compares two and writes docs/ep-calls.md.
//
// Names are left out: a host asks for them as often as it likes. Each situation begins with a fresh environment, and what it
// needs but is not about happens before Begin().
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <functional>
#include <sstream>

#include "host.h"

namespace berth::testing {
namespace {

constexpr char kPlain[] = "tracing", kDevice[] = "device", kEvery[] = "every", kEveryDevice[] = "every device";

// Y = Relu(Add(Mul(X, W), X))
std::string ThreeNodes() {
  return TinyModel({{"Mul", "mul", {"X", "W"}, "a"}, {"Add", "add", {"a", "X"}, "b"}, {"Relu", "relu", {"b"}, "Y"}}, "Y");
}
// Y = my.f(X, W), which is Relu(Mul(X, W)).
std::string FunctionModel() {
  return TinyModel({{"f", "call", {"X", "W"}, "Y", "my"}}, "Y", {{"Mul", "", {"a", "c"}, "t"}, {"Relu", "", {"t"}, "b"}});
}

class Situation {
 public:
  explicit Situation(const char* text) : env_(std::make_unique<Env>()) { std::printf("== %s\n", text); }
  ~Situation() {
    session_.reset();
    setup_.reset();
    env_.reset();
  }
  Env& env() { return *env_; }
  Session& session() { return *session_; }
  void Register(const char* name) { Expect(env_->Register(name, kTracingEp)); }
  void Unregister(const char* name) { Tell("unregister", env_->Unregister(name)); }
  void Setup(const Options& options = {}) {
    setup_ = std::make_unique<SessionSetup>();
    Expect(setup_->Append(*env_, env_->Devices("TracingEp"), options));
  }
  SessionSetup& setup() { return *setup_; }
  void Create(const std::string& model = MulModel()) {
    session_ = std::make_unique<Session>(*env_, *setup_, model);
    Tell("session", session_->created());
  }
  void Run(bool give = false, const OrtRunOptions* options = nullptr) {
    Tell("run", session_->Run(2, nullptr, "Y", give, options));
  }
  void Release() { session_.reset(); }
  // What was called up to here does not count.
  void Begin() { library_.Get<void()>("TracingEpClear")(); }
  // Writes what has been called since, and what came of it.
  void Show() {
    std::istringstream lines(library_.Get<const char*()>("TracingEpRecord")());
    for (std::string line; std::getline(lines, line);) {
      if (line != "GetName" && line != "Ep.GetName") std::printf("%s\n", line.c_str());
    }
    Begin();
  }
  // A step of the program, and how it ended.
  void Tell(const char* step, const Result& result) {
    Show();
    std::printf("[%s: %s]\n", step, result.ok() ? "ok" : ("code " + std::to_string(result.code)).c_str());
  }

 private:
  static void Expect(const Result& result) {
    if (!result.ok()) std::printf("[unexpected: %s]\n", result.text.c_str());
  }
  OpenLibrary library_{kTracingEp};
  std::unique_ptr<Env> env_;
  std::unique_ptr<SessionSetup> setup_;
  std::unique_ptr<Session> session_;
};

// ---- registration and devices ----

void Registration(Situation& at, const char* name) {
  at.Begin();
  at.Tell("register", at.env().Register(name, kTracingEp));
  at.Unregister(name);
}

void NameTwice(Situation& at) {
  at.Register(kPlain);
  at.Begin();
  at.Tell("register", at.env().Register(kPlain, kTracingEp));
  at.Tell("unregister", at.env().Unregister("nobody"));
}

void TwoNames(Situation& at) {
  at.Begin();
  at.Tell("register", at.env().Register("device 1", kTracingEp));
  at.Tell("register again", at.env().Register("device 2", kTracingEp));
  at.Unregister("device 1");
  at.Unregister("device 2");
}

void EnvironmentGoes(Situation& at) {
  at.Register(kDevice);
  at.Begin();
  at.env().Release();
  at.Show();
}

void Lists(Situation& at) {
  at.Register(kEvery);
  at.Begin();
  static_cast<void>(at.env().Devices());
  static_cast<void>(at.env().Hardware());
  at.Show();
}

void WhyNot(Situation& at) {
  at.Register(kEvery);
  at.Begin();
  OrtDeviceEpIncompatibilityDetails* details = nullptr;
  Result asked = Take(Api().GetHardwareDeviceEpIncompatibilityDetails(at.env().get(), "TracingEp", at.env().Hardware()[0],
                                                                      &details));
  if (details != nullptr) Api().ReleaseDeviceEpIncompatibilityDetails(details);
  at.Tell("incompatibility details", asked);
  OrtCompiledModelCompatibility answer = OrtCompiledModelCompatibility_EP_NOT_APPLICABLE;
  const auto devices = at.env().Devices("TracingEp");
  at.Tell("model compatibility", Take(Api().GetModelCompatibilityForEpDevices(devices.data(), devices.size(), "text", &answer)));
}

void Interop(Situation& at) {
  at.Register(kEvery);
  const OrtEpDevice* device = at.env().Devices("TracingEp")[0];
  at.Begin();
  const OrtInteropApi& interop = *Api().GetInteropApi();
  OrtExternalResourceImporter* importer = nullptr;
  at.Tell("importer", Take(interop.CreateExternalResourceImporterForDevice(device, &importer)));
  OrtGraphicsInteropConfig config{};
  config.version = ORT_API_VERSION;
  at.Tell("graphics", Take(interop.InitGraphicsInteropForEpDevice(device, &config)));
  at.Tell("graphics end", Take(interop.DeinitGraphicsInteropForEpDevice(device)));
  if (importer != nullptr) interop.ReleaseExternalResourceImporter(importer);
}

void SharedAllocator(Situation& at) {
  at.Register(kDevice);
  const OrtEpDevice* device = at.env().Devices("TracingEp")[0];
  at.Begin();
  OrtAllocator* allocator = nullptr;
  at.Tell("shared allocator", Take(Api().CreateSharedAllocator(at.env().get(), device, OrtDeviceMemoryType_DEFAULT,
                                                               OrtDeviceAllocator, nullptr, &allocator)));
  void* data = allocator != nullptr ? allocator->Alloc(allocator, 8) : nullptr;
  if (data != nullptr) allocator->Free(allocator, data);
  at.Tell("release", Take(Api().ReleaseSharedAllocator(at.env().get(), device, OrtDeviceMemoryType_DEFAULT)));
}

void StreamOfTheEnvironment(Situation& at) {
  at.Register(kDevice);
  const OrtEpDevice* device = at.env().Devices("TracingEp")[0];
  at.Begin();
  OrtSyncStream* stream = nullptr;
  at.Tell("stream", Take(Api().CreateSyncStreamForEpDevice(device, nullptr, &stream)));
  Api().ReleaseSyncStream(stream);
  at.Show();
}

// ---- sessions ----

void Creation(Situation& at, const char* name, const Options& options, const std::string& model) {
  at.Register(name);
  at.Setup(options);
  at.Begin();
  at.Create(model);
  at.Release();
  at.Tell("release", {});
  at.Unregister(name);
}

void Appending(Situation& at) {
  at.Register(kEvery);
  at.Begin();
  at.Setup();
  at.Tell("append", {});
}

void ByDelegate(Situation& at) {
  at.Register(kPlain);
  SessionSetup setup;
  auto choose = [](const OrtEpDevice** devices, size_t count, const OrtKeyValuePairs*, const OrtKeyValuePairs*,
                   const OrtEpDevice** chosen, size_t, size_t* chosen_count, void*) -> OrtStatus* {
    for (size_t i = 0; i < count; ++i) {
      if (std::string_view(Api().EpDevice_EpName(devices[i])) == "TracingEp") chosen[(*chosen_count)++] = devices[i];
    }
    return nullptr;
  };
  setup.Delegate(choose, nullptr);
  at.Begin();
  Session session(at.env(), setup);
  at.Tell("session", session.created());
}

void EveryCallback(Situation& at, const char* name) {
  at.Register(name);
  at.Setup();
  at.Begin();
  at.Create();
  at.Run();
  const char *key = "power", *value = "low";
  at.Tell("dynamic options", Take(Api().SetEpDynamicOptions(at.session().get(), &key, &value, 1)));
  at.Release();
  at.Tell("release", {});
  at.Unregister(name);
}

void Binding(Situation& at) {
  at.Register(kEvery);
  at.Setup();
  at.Create();
  OrtIoBinding* binding = nullptr;
  Take(Api().CreateIoBinding(at.session().get(), &binding));
  at.Begin();
  at.Tell("inputs", Take(Api().SynchronizeBoundInputs(binding)));
  at.Tell("outputs", Take(Api().SynchronizeBoundOutputs(binding)));
  Api().ReleaseIoBinding(binding);
}

void Copies(Situation& at) {
  at.Register(kDevice);
  const OrtEpDevice* device = at.env().Devices("TracingEp")[0];
  OrtAllocator *on_device = nullptr, *on_host = nullptr;
  Take(Api().GetSharedAllocator(at.env().get(), Api().EpDevice_MemoryInfo(device, OrtDeviceMemoryType_DEFAULT), &on_device));
  Take(Api().GetAllocatorWithDefaultOptions(&on_host));
  const int64_t dims[] = {3};
  OrtValue *from = nullptr, *to = nullptr;
  at.Begin();
  Take(Api().CreateTensorAsOrtValue(on_host, dims, 1, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &from));
  Take(Api().CreateTensorAsOrtValue(on_device, dims, 1, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &to));
  at.Tell("copy", Take(Api().CopyTensors(at.env().get(), &from, &to, nullptr, 1)));
  Api().ReleaseValue(from);
  Api().ReleaseValue(to);
  at.Show();
}

// ---- runs ----

void Runs(Situation& at, const char* name, bool give, const char* config, const Options& options) {
  at.Register(name);
  at.Setup(options);
  at.Create();
  OrtRunOptions* run = nullptr;
  Take(Api().CreateRunOptions(&run));
  if (config != nullptr) Take(Api().AddRunConfigEntry(run, config, "1"));
  at.Begin();
  for (int i = 0; i < 2; ++i) at.Run(give, run);
  at.Release();
  at.Tell("release", {});
  Api().ReleaseRunOptions(run);
}

void Capture(Situation& at) {
  at.Register(kPlain);
  at.Setup({{"capture", "1"}});
  at.Create();
  at.Begin();
  for (int i = 0; i < 3; ++i) at.Run(true);
  at.Tell("release graph", Take(Api().SessionReleaseCapturedGraph(at.session().get(), 0)));
}

std::string ProfilePrefix(const char* name) {
  return std::filesystem::path(::testing::TempDir()) / (name + std::to_string(getpid()));
}
void RemoveProfiles(const std::filesystem::path& prefix) {
  for (const auto& entry : std::filesystem::directory_iterator(prefix.parent_path())) {
    if (entry.path().filename().string().starts_with(prefix.filename().string())) std::filesystem::remove(entry.path());
  }
}

void ProfiledSession(Situation& at) {
  at.Register(kEvery);
  at.Setup();
  const std::string prefix = ProfilePrefix("call_order_session");
  Take(Api().EnableProfiling(at.setup().get(), prefix.c_str()));
  at.Begin();
  at.Create();
  at.Run();
  at.Release();
  at.Tell("release", {});
  RemoveProfiles(prefix);
}

void ProfiledRun(Situation& at) {
  at.Register(kEvery);
  at.Setup();
  at.Create();
  const std::string prefix = ProfilePrefix("call_order_run");
  OrtRunOptions* run = nullptr;
  Take(Api().CreateRunOptions(&run));
  Take(Api().RunOptionsEnableProfiling(run, prefix.c_str()));
  at.Begin();
  at.Run(false, run);
  Api().ReleaseRunOptions(run);
  RemoveProfiles(prefix);
}

// ---- compiling ahead ----

void CompileApi(Situation& at) {
  at.Register(kEvery);
  at.Setup();
  const OrtCompileApi& compile = *Api().GetCompileApi();
  OrtModelCompilationOptions* options = nullptr;
  Take(compile.CreateModelCompilationOptionsFromSessionOptions(at.env().get(), at.setup().get(), &options));
  const std::string model = MulModel();
  Take(compile.ModelCompilationOptions_SetInputModelFromBuffer(options, model.data(), model.size()));
  OrtAllocator* allocator = nullptr;
  Take(Api().GetAllocatorWithDefaultOptions(&allocator));
  void* bytes = nullptr;
  size_t size = 0;
  Take(compile.ModelCompilationOptions_SetOutputModelBuffer(options, allocator, &bytes, &size));
  at.Begin();
  at.Tell("compile", Take(compile.CompileModel(at.env().get(), options)));
  if (bytes != nullptr) allocator->Free(allocator, bytes);
  compile.ReleaseModelCompilationOptions(options);
}

struct Row {
  const char* text;
  std::function<void(Situation&)> go;
};

Row Failing(const char* text, const char* callback) {
  return {text, [callback](Situation& at) { Creation(at, kPlain, {{"fail", callback}}, MulModel()); }};
}
Row FailingRun(const char* text, const char* callback) {
  return {text, [callback](Situation& at) { Runs(at, kPlain, false, nullptr, {{"fail", callback}}); }};
}

std::vector<Row> Rows() {
  using S = Situation;
  return {
      {"Registration", [](S& at) { Registration(at, kPlain); }},
      {"Registration of an EP with memory", [](S& at) { Registration(at, kDevice); }},
      {"Registration of an EP with every callback", [](S& at) { Registration(at, kEveryDevice); }},
      {"A name twice, and a name that nobody has", NameTwice},
      {"A library under two names", TwoNames},
      {"An environment that goes with a library in it", EnvironmentGoes},
      {"Lists of devices", Lists},
      {"Why a device or a model does not fit", WhyNot},
      {"Interop", Interop},
      {"A shared allocator", SharedAllocator},
      {"A stream of the environment", StreamOfTheEnvironment},
      {"Copies of the environment", Copies},
      {"Appending to session options", Appending},
      {"A session, one node claimed", [](S& at) { Creation(at, kPlain, {}, MulModel()); }},
      {"A session, nothing claimed", [](S& at) { Creation(at, kPlain, {{"claim", "Tanh"}}, MulModel()); }},
      {"A session, one group", [](S& at) { Creation(at, kPlain, {{"claim", "Mul,Add,Relu"}, {"fuse", "1"}}, ThreeNodes()); }},
      {"A session, three groups", [](S& at) { Creation(at, kPlain, {{"claim", "Mul,Add,Relu"}}, ThreeNodes()); }},
      {"A session, a group that is not convex",
       [](S& at) { Creation(at, kPlain, {{"claim", "Mul,Relu"}, {"fuse", "1"}}, ThreeNodes()); }},
      {"A session, the model has a function", [](S& at) { Creation(at, kPlain, {}, FunctionModel()); }},
      {"A session, the EP chosen by a delegate", ByDelegate},
      {"A session of an EP with memory", [](S& at) { Creation(at, kDevice, {}, MulModel()); }},
      {"A session of an EP with memory, the host in between",
       [](S& at) { Creation(at, kDevice, {{"claim", "Mul,Relu"}}, ThreeNodes()); }},
      {"A session of an EP with every callback", [](S& at) { EveryCallback(at, kEvery); }},
      {"A session of an EP with every callback and memory", [](S& at) { EveryCallback(at, kEveryDevice); }},
      Failing("CreateEp fails", "CreateEp"),
      Failing("GetCapability fails", "GetCapability"),
      Failing("Compile fails", "Compile"),
      Failing("CreateState fails", "CreateState"),
      Failing("OnSessionInitializationEnd fails", "OnSessionInitializationEnd"),
      {"Runs", [](S& at) { Runs(at, kPlain, false, nullptr, {}); }},
      {"Runs, the output given", [](S& at) { Runs(at, kPlain, true, nullptr, {{"given", "1"}}); }},
      {"Runs of an EP with memory", [](S& at) { Runs(at, kDevice, false, nullptr, {}); }},
      {"Runs of an EP with memory that do not wait",
       [](S& at) { Runs(at, kDevice, false, "disable_synchronize_execution_providers", {}); }},
      FailingRun("OnRunStart fails", "OnRunStart"),
      FailingRun("Compute fails", "Compute"),
      FailingRun("OnRunEnd fails", "OnRunEnd"),
      {"Graph capture", Capture},
      {"A binding waits", Binding},
      {"A profiled session", ProfiledSession},
      {"A profiled run", ProfiledRun},
      {"A model compiled ahead", CompileApi},
  };
}

}  // namespace
}  // namespace berth::testing

// call_order [<number of a situation>]
int main(int count, char** arguments) {
  const auto rows = berth::testing::Rows();
  if (count == 1) {
    std::printf("%zu\n", rows.size());
    return 0;
  }
  const size_t number = std::strtoul(arguments[1], nullptr, 10);
  if (number >= rows.size()) return 2;
  {
    berth::testing::Situation situation(rows[number].text);
    rows[number].go(situation);
  }
  std::printf("[end]\n");
  return 0;
}
