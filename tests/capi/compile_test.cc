// Compiling models: options, what is written and where, what comes back. What is asserted here is what ONNX Runtime does too.
#include <unistd.h>

#include <fstream>

#include "custom_op.h"

namespace berth::testing {
namespace {

namespace fs = std::filesystem;

using C = OrtCompileApi;

const OrtCompileApi& Compiler() { return *Api().GetCompileApi(); }

// Settings from session options.
class Settings {
 public:
  Settings(const Env& env, const SessionSetup& setup) : env_(env) {
    EXPECT_TRUE(Take(Compiler().CreateModelCompilationOptionsFromSessionOptions(env.get(), setup.get(), &options_)).ok());
  }
  ~Settings() { Compiler().ReleaseModelCompilationOptions(options_); }
  template <auto kSet, typename... Args>
  Result Set(Args... args) {
    return Take((Compiler().*kSet)(options_, args...));
  }
  Settings& From(const std::string& model) {
    EXPECT_TRUE(Take(Compiler().ModelCompilationOptions_SetInputModelFromBuffer(options_, model.data(), model.size())).ok());
    return *this;
  }
  Settings& To(const fs::path& path) {
    EXPECT_TRUE(Take(Compiler().ModelCompilationOptions_SetOutputModelPath(options_, path.c_str())).ok());
    return *this;
  }
  Settings& Flags(uint32_t flags) {
    EXPECT_TRUE(Take(Compiler().ModelCompilationOptions_SetFlags(options_, flags)).ok());
    return *this;
  }
  Result Compile() { return Take(Compiler().CompileModel(env_.get(), options_)); }
  OrtModelCompilationOptions* get() const { return options_; }

 private:
  const Env& env_;
  OrtModelCompilationOptions* options_ = nullptr;
};

std::string BytesOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Compile : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(env_.Register("context", kContextEp).ok());
    folder_ = fs::path(::testing::TempDir()) / ("berth_compile_" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override {
    EXPECT_TRUE(env_.Unregister("context").ok());
    fs::remove_all(folder_);
  }
  void Append(SessionSetup& setup, const Options& options = {}) {
    Result appended = setup.Append(env_, env_.Devices("ContextEp"), options);
    ASSERT_TRUE(appended.ok()) << appended;
  }
  // A session of the compiled model, with the EP.
  Result Load(const std::string& model) {
    SessionSetup setup;
    Append(setup);
    Session session(env_, setup, model);
    if (!session.created().ok()) return session.created();
    std::vector<float> y;
    Result ran = session.Run(2, &y);
    EXPECT_TRUE(!ran.ok() || y == kTwiceW);
    return ran;
  }
  std::string Info(const std::string& model, const char* ep = "ContextEp") {
    char* text = nullptr;
    Result asked = Take(Api().GetCompatibilityInfoFromModelBytes(model.data(), model.size(), ep, DefaultAllocator(), &text));
    return asked.ok() ? TakeText(text) : "error " + std::to_string(asked.code);
  }

  Env env_;
  fs::path folder_;
  const std::string mul_ = MulModel();
};

TEST_F(Compile, ToAFile) {
  SessionSetup setup;
  Append(setup);
  Settings settings(env_, setup);
  Result compiled = settings.From(mul_).To(folder_ / "model.onnx").Compile();
  ASSERT_TRUE(compiled.ok()) << compiled;
  const std::string model = BytesOf(folder_ / "model.onnx");
  EXPECT_NE(model.find("EPContext"), std::string::npos);
  EXPECT_EQ(Info(model), "context-1");
  EXPECT_EQ(Info(model, "AnotherEp"), "(null)");
  Result loaded = Load(model);
  EXPECT_TRUE(loaded.ok()) << loaded;
  // Without the EP nobody runs such a node.
  SessionSetup without;
  Session session(env_, without, model);
  EXPECT_EQ(session.created().code, ORT_NOT_IMPLEMENTED) << session.created();
}

TEST_F(Compile, ToABuffer) {
  SessionSetup setup;
  Append(setup);
  Settings settings(env_, setup);
  settings.From(mul_);
  void* data = nullptr;
  size_t size = 0;
  ASSERT_TRUE(settings.Set<&C::ModelCompilationOptions_SetOutputModelBuffer>(DefaultAllocator(), &data, &size).ok());
  Result compiled = settings.Compile();
  ASSERT_TRUE(compiled.ok()) << compiled;
  Result loaded = Load(std::string(static_cast<char*>(data), size));
  EXPECT_TRUE(loaded.ok()) << loaded;
  EXPECT_TRUE(Take(Api().AllocatorFree(DefaultAllocator(), data)).ok());
}

TEST_F(Compile, ToAFunction) {
  SessionSetup setup;
  Append(setup);
  Settings settings(env_, setup);
  settings.From(mul_);
  std::string written;
  const OrtWriteBufferFunc write = [](void* state, const void* buffer, size_t size) -> OrtStatus* {
    static_cast<std::string*>(state)->append(static_cast<const char*>(buffer), size);
    return nullptr;
  };
  ASSERT_TRUE(settings.Set<&C::ModelCompilationOptions_SetOutputModelWriteFunc>(write, &written).ok());
  Result compiled = settings.Compile();
  ASSERT_TRUE(compiled.ok()) << compiled;
  Result loaded = Load(written);
  EXPECT_TRUE(loaded.ok()) << loaded;
  const OrtWriteBufferFunc refuse = [](void*, const void*, size_t) { return Fail(ORT_NO_SUCHFILE, "no room"); };
  ASSERT_TRUE(settings.Set<&C::ModelCompilationOptions_SetOutputModelWriteFunc>(refuse, nullptr).ok());
  Result refused = settings.Compile();
  EXPECT_EQ(refused.code, ORT_NO_SUCHFILE) << refused;
  EXPECT_TRUE(refused.Says("no room")) << refused;
}

TEST_F(Compile, DataBesideTheModel) {
  SessionSetup setup;
  Append(setup);
  Settings settings(env_, setup);
  settings.From(mul_).To(folder_ / "model.onnx");
  ASSERT_TRUE(settings.Set<&C::ModelCompilationOptions_SetEpContextEmbedMode>(false).ok());
  Result compiled = settings.Compile();
  ASSERT_TRUE(compiled.ok()) << compiled;
  SessionSetup run;
  Append(run);
  AnySession session(env_, folder_ / "model.onnx", run.get());
  EXPECT_TRUE(session.created().ok()) << session.created();
}

TEST_F(Compile, FromAPathToItsDefault) {
  std::ofstream(folder_ / "mul.onnx", std::ios::binary) << MulModel();
  SessionSetup setup;
  Append(setup);
  Settings settings(env_, setup);
  ASSERT_TRUE(settings.Set<&C::ModelCompilationOptions_SetInputModelPath>((folder_ / "mul.onnx").c_str()).ok());
  ASSERT_TRUE(settings.Compile().ok());
  EXPECT_TRUE(fs::exists(folder_ / "mul_ctx.onnx"));
  ASSERT_TRUE(settings.Compile().ok());   // over the file that is there
  settings.Flags(OrtCompileApiFlags_ERROR_IF_OUTPUT_FILE_EXISTS);
  Result again = settings.Compile();
  EXPECT_EQ(again.code, ORT_FAIL) << again;
  EXPECT_TRUE(again.Says("exist")) << again;
}

TEST_F(Compile, WithoutAnInput) {
  SessionSetup setup;
  Settings settings(env_, setup);
  Result nothing = settings.To(folder_ / "model.onnx").Compile();
  EXPECT_EQ(nothing.code, ORT_INVALID_ARGUMENT) << nothing;
  ASSERT_TRUE(settings.Set<&C::ModelCompilationOptions_SetInputModelPath>((folder_ / "none.onnx").c_str()).ok());
  Result missing = settings.Compile();
  EXPECT_EQ(missing.code, ORT_INVALID_ARGUMENT) << missing;
}

TEST_F(Compile, FromMemoryWithoutAnOutput) {
  SessionSetup setup;
  Append(setup);
  Settings settings(env_, setup);
  Result compiled = settings.From(mul_).Compile();
  EXPECT_EQ(compiled.code, ORT_FAIL) << compiled;
  EXPECT_TRUE(compiled.Says("without a valid location")) << compiled;
}

TEST_F(Compile, ToAFolder) {
  SessionSetup setup;
  Append(setup);
  Settings settings(env_, setup);
  Result compiled = settings.From(mul_).To(folder_ / "model").Compile();
  EXPECT_EQ(compiled.code, ORT_INVALID_ARGUMENT) << compiled;
  EXPECT_TRUE(compiled.Says("should not point to a folder")) << compiled;
}

TEST_F(Compile, NothingToCompile) {
  SessionSetup setup;   // no EP
  Settings settings(env_, setup);
  settings.From(mul_).To(folder_ / "model.onnx").Flags(OrtCompileApiFlags_ERROR_IF_NO_NODES_COMPILED);
  Result refused = settings.Compile();
  EXPECT_EQ(refused.code, ORT_FAIL) << refused;
  EXPECT_TRUE(refused.Says("Unable to compile any nodes")) << refused;
  EXPECT_FALSE(fs::exists(folder_ / "model.onnx"));
  Result copied = settings.Flags(OrtCompileApiFlags_NONE).Compile();
  ASSERT_TRUE(copied.ok()) << copied;
  SessionSetup run;
  Session session(env_, run, BytesOf(folder_ / "model.onnx"));
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<float> y;
  ASSERT_TRUE(session.Run(2, &y).ok());
  EXPECT_EQ(y, kTwiceW);
}

TEST_F(Compile, NodesOfOtherEpsStay) {
  SessionSetup setup;
  Append(setup);
  Settings settings(env_, setup);
  const std::string model = TinyModel({{"Mul", "mul", {"X", "W"}, "M"}, {"Neg", "neg", {"M"}, "N"}, {"Neg", "", {"N"}, "Y"}},
                                      "Y");
  Result compiled = settings.From(model).To(folder_ / "model.onnx").Compile();
  ASSERT_TRUE(compiled.ok()) << compiled;
  Result loaded = Load(BytesOf(folder_ / "model.onnx"));
  EXPECT_TRUE(loaded.ok()) << loaded;
}

// Each EP has a node for what it compiled and an entry for its next version; all of them are needed to run the model.
TEST_F(Compile, BySeveralEps) {
  ASSERT_TRUE(env_.Register("adding", kAddContextEp).ok());
  const std::string model = TinyModel({{"Mul", "mul", {"X", "W"}, "M"}, {"Add", "add", {"M", "W"}, "Y"}}, "Y");
  {
    SessionSetup setup;
    Append(setup);
    ASSERT_TRUE(setup.Append(env_, env_.Devices("AddContextEp"), {{"compat", "prefer"}}).ok());
    Settings settings(env_, setup);
    Result compiled = settings.From(model).To(folder_ / "model.onnx").Compile();
    ASSERT_TRUE(compiled.ok()) << compiled;
    const std::string made = BytesOf(folder_ / "model.onnx");
    EXPECT_NE(made.find("times"), std::string::npos);
    EXPECT_NE(made.find("plus"), std::string::npos);
    EXPECT_EQ(Info(made), "context-1");
    EXPECT_EQ(Info(made, "AddContextEp"), "prefer");
    Session session(env_, setup, made);
    ASSERT_TRUE(session.created().ok()) << session.created();
    std::vector<float> y;
    ASSERT_TRUE(session.Run(2, &y).ok());
    EXPECT_EQ(y, (std::vector<float>{0, 3, 6, 9, 12, 15}));
    Result alone = Load(made);
    EXPECT_EQ(alone.code, ORT_NOT_IMPLEMENTED) << alone;
  }
  EXPECT_TRUE(env_.Unregister("adding").ok());
}

// Sharing is the EP's; what it goes by reaches it.
TEST_F(Compile, ContextsThatSessionsShare) {
  const auto compile = [&](const char* name, bool shares, bool stops) {
    SessionSetup setup;
    Append(setup);
    if (shares) setup.Config("ep.share_ep_contexts", "1");
    if (stops) setup.Config("ep.stop_share_ep_contexts", "1");
    Settings settings(env_, setup);
    EXPECT_TRUE(settings.Set<&C::ModelCompilationOptions_SetEpContextEmbedMode>(false).ok());
    // The EP's file is named after the fused node, whose name differs as the names of values do.
    const std::string model = TinyModel({{"Mul", "mul", {"X", "W"}, name}, {"Neg", "neg", {name}, "Y"}}, "Y");
    Result compiled = settings.From(model).To(folder_ / (std::string(name) + ".onnx")).Compile();
    EXPECT_TRUE(compiled.ok()) << compiled;
    SessionSetup loading;
    Append(loading);
    AnySession session(env_, folder_ / (std::string(name) + ".onnx"), loading.get());
    EXPECT_TRUE(session.created().ok()) << session.created();
  };
  const auto files = [&] {
    return std::count_if(fs::directory_iterator(folder_), fs::directory_iterator(),
                         [](const fs::directory_entry& entry) { return entry.path().extension() == ".bin"; });
  };
  compile("first", true, false);
  EXPECT_EQ(files(), 1);
  compile("second", true, true);
  EXPECT_EQ(files(), 1);
  compile("third", true, false);
  EXPECT_EQ(files(), 2);
  compile("fourth", true, true);
  EXPECT_EQ(files(), 2);
  compile("fifth", false, false);
  EXPECT_EQ(files(), 3);
}

TEST_F(Compile, WithoutItsContextNode) {
  for (const auto& [how, code] : {std::pair("none", ORT_FAIL), std::pair("misnamed", ORT_INVALID_GRAPH)}) {
    SessionSetup setup;
    Append(setup, {{"context", how}});
    Settings settings(env_, setup);
    Result compiled = settings.From(mul_).To(folder_ / "model.onnx").Compile();
    EXPECT_EQ(compiled.code, code) << how << ": " << compiled;
    EXPECT_FALSE(fs::exists(folder_ / "model.onnx"));
  }
}

TEST_F(Compile, WhatIsCompiledAlready) {
  SessionSetup setup;
  Append(setup);
  Settings settings(env_, setup);
  ASSERT_TRUE(settings.From(mul_).To(folder_ / "model.onnx").Compile().ok());
  const std::string model = BytesOf(folder_ / "model.onnx");
  Settings second(env_, setup);
  Result again = second.From(model).To(folder_ / "again.onnx").Compile();
  EXPECT_EQ(again.code, ORT_FAIL) << again;
}

// The entries of a session: the model is written, and the session runs.
TEST_F(Compile, BySessionEntries) {
  const std::string path = (folder_ / "model.onnx").string();
  SessionSetup setup;
  Append(setup);
  setup.Config("ep.context_enable", "1").Config("ep.context_file_path", path.c_str());
  {
    Session session(env_, setup);
    ASSERT_TRUE(session.created().ok()) << session.created();
    std::vector<float> y;
    EXPECT_TRUE(session.Run(2, &y).ok());
    EXPECT_EQ(y, kTwiceW);
  }
  Result loaded = Load(BytesOf(path));
  EXPECT_TRUE(loaded.ok()) << loaded;
  Session again(env_, setup);
  EXPECT_EQ(again.created().code, ORT_FAIL);
  EXPECT_TRUE(again.created().Says("exist")) << again.created();
  SessionSetup without_path;
  Append(without_path);
  without_path.Config("ep.context_enable", "1");
  Session nowhere(env_, without_path);
  EXPECT_EQ(nowhere.created().code, ORT_FAIL) << nowhere.created();
}

TEST_F(Compile, BySessionEntriesWithoutAnEp) {
  const std::string path = (folder_ / "model.onnx").string();
  SessionSetup setup;
  setup.Config("ep.context_enable", "1").Config("ep.context_file_path", path.c_str());
  Session session(env_, setup);
  EXPECT_TRUE(session.created().ok()) << session.created();
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(Compile, WeightsInAFile) {
  SessionSetup setup;
  Append(setup);
  Settings settings(env_, setup);
  settings.From(mul_).To(folder_ / "model.onnx");
  ASSERT_TRUE(settings.Set<&C::ModelCompilationOptions_SetOutputModelExternalInitializersFile>("weights.bin", size_t{8}).ok());
  Result compiled = settings.Compile();
  ASSERT_TRUE(compiled.ok()) << compiled;
  EXPECT_TRUE(fs::exists(folder_ / "weights.bin"));
  SessionSetup run;
  Append(run);
  AnySession session(env_, folder_ / "model.onnx", run.get());
  EXPECT_TRUE(session.created().ok()) << session.created();
}

TEST_F(Compile, AFunctionSaysWhereWeightsAre) {
  SessionSetup setup;
  Append(setup);
  Settings settings(env_, setup);
  settings.From(mul_).To(folder_ / "model.onnx");
  std::string asked;
  using Where = OrtExternalInitializerInfo;
  const OrtGetInitializerLocationFunc locate = [](void* state, const char* name, const OrtValue* value, const Where* now,
                                                  Where**) -> OrtStatus* {
    EXPECT_NE(value, nullptr);
    EXPECT_EQ(now, nullptr);
    *static_cast<std::string*>(state) += name;
    return nullptr;   // in the model
  };
  ASSERT_TRUE(settings.Set<&C::ModelCompilationOptions_SetOutputModelGetInitializerLocationFunc>(locate, &asked).ok());
  Result compiled = settings.Compile();
  ASSERT_TRUE(compiled.ok()) << compiled;
  EXPECT_EQ(asked, "W");
  Result loaded = Load(BytesOf(folder_ / "model.onnx"));
  EXPECT_TRUE(loaded.ok()) << loaded;
}

// What a compiled model needs beside its file.
TEST_F(Compile, Dependencies) {
  for (const bool embed : {true, false}) {
    for (const bool weights : {true, false}) {
      SessionSetup setup;
      Append(setup);
      Settings settings(env_, setup);
      settings.From(mul_).To(folder_ / "model.onnx");
      ASSERT_TRUE(settings.Set<&C::ModelCompilationOptions_SetEpContextEmbedMode>(embed).ok());
      if (weights) {
        ASSERT_TRUE(settings.Set<&C::ModelCompilationOptions_SetOutputModelExternalInitializersFile>("w.bin", size_t{1}).ok());
      }
      ASSERT_TRUE(settings.Compile().ok());
      SessionSetup run;
      Append(run);
      AnySession session(env_, folder_ / "model.onnx", run.get());
      ASSERT_TRUE(session.created().ok()) << session.created();
      OrtModelMetadata* metadata = nullptr;
      ASSERT_TRUE(Take(Api().SessionGetModelMetadata(session.get(), &metadata)).ok());
      char* text = nullptr;
      const char* key = "external_dependencies";
      EXPECT_TRUE(Take(Api().ModelMetadataLookupCustomMetadataMap(metadata, DefaultAllocator(), key, &text)).ok());
      EXPECT_EQ(TakeText(text), std::string(weights ? "external_weights" : "") + (weights && !embed ? ";" : "") +
                                    (embed ? "" : "ep_context_binary"));
      Api().ReleaseModelMetadata(metadata);
    }
  }
}

TEST_F(Compile, Compatibility) {
  const auto compiled_for = [&](const char* text) {
    SessionSetup setup;
    Append(setup, {{"compat", text}});
    Settings settings(env_, setup);
    EXPECT_TRUE(settings.From(mul_).To(folder_ / "model.onnx").Compile().ok());
    return BytesOf(folder_ / "model.onnx");
  };
  EXPECT_EQ(Info(compiled_for("")), "(null)");
  const std::string prefer = compiled_for("prefer");
  EXPECT_EQ(Info(prefer), "prefer");
  Result loaded = Load(prefer);
  EXPECT_TRUE(loaded.ok()) << loaded;
  SessionSetup strict;
  Append(strict);
  strict.Config("session.fail_on_suboptimal_compiled_model", "1");
  Session suboptimal(env_, strict, prefer);
  EXPECT_EQ(suboptimal.created().code, ORT_FAIL) << suboptimal.created();
  EXPECT_TRUE(suboptimal.created().Says("suboptimal")) << suboptimal.created();
  Result unsupported = Load(compiled_for("context-0"));
  EXPECT_EQ(unsupported.code, ORT_FAIL) << unsupported;
  EXPECT_TRUE(unsupported.Says("not supported")) << unsupported;
  Result failing = Load(compiled_for("fails"));
  EXPECT_EQ(failing.code, ORT_FAIL) << failing;
  EXPECT_TRUE(failing.Says("Failed to validate compiled model compatibility")) << failing;
}

TEST_F(Compile, CompatibilityForDevices) {
  const auto devices = env_.Devices("ContextEp");
  OrtCompiledModelCompatibility answer = OrtCompiledModelCompatibility_EP_NOT_APPLICABLE;
  const auto ask = [&](const char* info, size_t count = 1) {
    return Take(Api().GetModelCompatibilityForEpDevices(devices.data(), count, info, &answer));
  };
  ASSERT_TRUE(ask("context-1").ok());
  EXPECT_EQ(answer, OrtCompiledModelCompatibility_EP_SUPPORTED_OPTIMAL);
  ASSERT_TRUE(ask("prefer").ok());
  EXPECT_EQ(answer, OrtCompiledModelCompatibility_EP_SUPPORTED_PREFER_RECOMPILATION);
  EXPECT_EQ(ask("fails").code, ORT_NOT_IMPLEMENTED);
  EXPECT_EQ(ask(nullptr).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(ask("context-1", 0).code, ORT_INVALID_ARGUMENT);
  const std::vector<const OrtEpDevice*> mixed = {devices[0], env_.Devices("CPUExecutionProvider")[0]};
  EXPECT_EQ(Take(Api().GetModelCompatibilityForEpDevices(mixed.data(), 2, "context-1", &answer)).code, ORT_INVALID_ARGUMENT);
  ASSERT_TRUE(Take(Api().GetModelCompatibilityForEpDevices(&mixed[1], 1, "context-1", &answer)).ok());
  EXPECT_EQ(answer, OrtCompiledModelCompatibility_EP_NOT_APPLICABLE);
}

TEST_F(Compile, InfoOfWhatIsNoModel) {
  char* text = nullptr;
  const auto bytes = [&](const void* data, size_t size, const char* ep) {
    return Take(Api().GetCompatibilityInfoFromModelBytes(data, size, ep, DefaultAllocator(), &text)).code;
  };
  EXPECT_EQ(bytes("garbage", 7, "ContextEp"), ORT_INVALID_GRAPH);
  EXPECT_EQ(bytes(nullptr, 7, "ContextEp"), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(bytes("garbage", 0, "ContextEp"), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(bytes("garbage", 7, ""), ORT_INVALID_ARGUMENT);
  const fs::path none = folder_ / "none.onnx";
  EXPECT_EQ(Take(Api().GetCompatibilityInfoFromModel(none.c_str(), "ContextEp", DefaultAllocator(), &text)).code, ORT_NO_SUCHFILE);
}

TEST_F(Compile, BadSettings) {
  SessionSetup setup;
  Settings settings(env_, setup);
  const auto refuses = [](const Result& result) { return result.code == ORT_INVALID_ARGUMENT; };
  void* data = nullptr;
  size_t size = 0;
  OrtAllocator* none = nullptr;
  EXPECT_TRUE(refuses(settings.Set<&C::ModelCompilationOptions_SetInputModelPath>("")));
  EXPECT_TRUE(refuses(settings.Set<&C::ModelCompilationOptions_SetInputModelFromBuffer>(nullptr, size_t{3})));
  EXPECT_TRUE(refuses(settings.Set<&C::ModelCompilationOptions_SetInputModelFromBuffer>("x", size_t{0})));
  EXPECT_TRUE(refuses(settings.Set<&C::ModelCompilationOptions_SetOutputModelPath>("")));
  EXPECT_TRUE(refuses(settings.Set<&C::ModelCompilationOptions_SetOutputModelBuffer>(none, &data, &size)));
  EXPECT_TRUE(refuses(settings.Set<&C::ModelCompilationOptions_SetOutputModelBuffer>(DefaultAllocator(), nullptr, &size)));
  EXPECT_TRUE(refuses(settings.Set<&C::ModelCompilationOptions_SetOutputModelBuffer>(DefaultAllocator(), &data, nullptr)));
  EXPECT_TRUE(refuses(settings.Set<&C::ModelCompilationOptions_SetOutputModelWriteFunc>(nullptr, nullptr)));
  EXPECT_TRUE(refuses(settings.Set<&C::ModelCompilationOptions_SetOutputModelGetInitializerLocationFunc>(nullptr, nullptr)));
  EXPECT_TRUE(refuses(settings.Set<&C::ModelCompilationOptions_SetOutputModelExternalInitializersFile>("", size_t{1})));
  EXPECT_TRUE(refuses(settings.Set<&C::ModelCompilationOptions_SetEpContextBinaryInformation>("", "name")));
  EXPECT_TRUE(refuses(settings.Set<&C::ModelCompilationOptions_SetEpContextBinaryInformation>("out/", "")));
  EXPECT_TRUE(settings.Set<&C::ModelCompilationOptions_SetEpContextBinaryInformation>("out/", "name").ok());
  const auto no_level = static_cast<GraphOptimizationLevel>(77);
  EXPECT_TRUE(refuses(settings.Set<&C::ModelCompilationOptions_SetGraphOptimizationLevel>(no_level)));
  EXPECT_TRUE(settings.Set<&C::ModelCompilationOptions_SetGraphOptimizationLevel>(ORT_ENABLE_BASIC).ok());
}

TEST_F(Compile, WithoutWeightsNeedsAnEpThatSaysSo) {
  SessionSetup setup;
  Append(setup);
  Settings settings(env_, setup);
  settings.From(mul_).To(folder_ / "model.onnx");
  ASSERT_TRUE(settings.Set<&C::ModelCompilationOptions_SetWeightlessEnabled>(true).ok());
  Result compiled = settings.Compile();
  EXPECT_EQ(compiled.code, ORT_NOT_IMPLEMENTED) << compiled;
}

// The EP leaves weights out of what it compiles; those that its nodes still name stay in the model.
TEST_F(Compile, WithoutWeights) {
  const auto compile = [&](const char* support) {
    SessionSetup setup;
    Append(setup, {{"weightless", support}});
    Settings settings(env_, setup);
    settings.From(mul_).To(folder_ / (std::string("weightless") + support + ".onnx"));
    EXPECT_TRUE(settings.Set<&C::ModelCompilationOptions_SetWeightlessEnabled>(true).ok());
    return settings.Compile();
  };
  const Result none = compile("0"), external = compile("1"), all = compile("2");
  EXPECT_EQ(none.code, ORT_EP_FAIL) << none;
  EXPECT_TRUE(none.Says("ep.enable_weightless")) << none;
  EXPECT_TRUE(external.ok()) << external;
  EXPECT_TRUE(all.ok()) << all;
  SessionSetup setup;
  Append(setup);
  for (const char* name : {"weightless1.onnx", "weightless2.onnx"}) {
    if (!fs::exists(folder_ / name)) continue;
    Session session(env_, setup, BytesOf(folder_ / name));
    ASSERT_TRUE(session.created().ok()) << session.created();
    std::vector<float> y;
    EXPECT_TRUE(session.Run(2, &y).ok());
    EXPECT_EQ(y, kTwiceW);
  }
}

TEST_F(Compile, DynamicOptions) {
  SessionSetup setup;
  Append(setup);
  Session session(env_, setup);
  const char *good = "ep.dynamic.workload_type", *bad = "fail", *value = "Efficient";
  EXPECT_TRUE(Take(Api().SetEpDynamicOptions(session.get(), &good, &value, 1)).ok());
  EXPECT_EQ(Take(Api().SetEpDynamicOptions(session.get(), &bad, &value, 1)).code, ORT_NOT_IMPLEMENTED);
  EXPECT_EQ(Take(Api().SetEpDynamicOptions(session.get(), &good, &value, 0)).code, ORT_INVALID_ARGUMENT);
}

// One that runs on the CPU, and one that the EP claims as a single node.
TEST_F(Compile, OperatorsOfTheEp) {
  std::vector<float> x = {1, 2};
  Owned<OrtValue> X = TensorOf(x, {2}, kFloat);
  for (const auto& [op, y] : {std::pair("Triple", std::vector<float>{3, 6}), std::pair("Quad", std::vector<float>{4, 8})}) {
    const std::string model = OpModel(op, {{"X"}}, {{"Y"}}, {}, 1, "context_ep");
    SessionSetup setup;
    Append(setup);
    AnySession session(env_, model, setup.get());
    ASSERT_TRUE(session.created().ok()) << session.created();
    std::vector<OrtValue*> outputs(1, nullptr);
    ASSERT_TRUE(session.Run({"X"}, {X.get()}, {"Y"}, outputs).ok());
    EXPECT_EQ(DataOf<float>(outputs[0], 2), y);
    AnySession without(env_, model);
    EXPECT_EQ(without.created().code, ORT_FAIL) << without.created();
  }
}

}  // namespace
}  // namespace berth::testing
