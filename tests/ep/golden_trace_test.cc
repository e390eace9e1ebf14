// The calls that an EP gets from registration to unloading, in order: ep-contract k.1 to k.5. The same program runs on
// ONNX Runtime (run_on_onnxruntime.py), which shows that these are the real ones.
#include <sstream>

#include <unistd.h>

#include <filesystem>

#include <gmock/gmock.h>

#include "host.h"

namespace berth::testing {
namespace {

using ::testing::ElementsAre;

class GoldenTrace : public ::testing::Test {
 protected:
  // What was called since the last time. Names are asked for as often as a host likes: left out.
  std::vector<std::string> Calls() {
    std::istringstream lines(library_.Get<const char*()>("TracingEpRecord")());
    library_.Get<void()>("TracingEpClear")();
    std::vector<std::string> calls;
    for (std::string line; std::getline(lines, line);) {
      if (line != "GetName" && line != "Ep.GetName") calls.push_back(line);
    }
    return calls;
  }

  void SetUp() override { Calls(); }

  // Declared before the environment, which lets go of the library first.
  OpenLibrary library_{kTracingEp};
  Env env_;
};

TEST_F(GoldenTrace, CompilingEpFromRegistrationToUnloading) {
  ASSERT_TRUE(env_.Register("tracing", kTracingEp).ok());
  EXPECT_THAT(Calls(), ElementsAre("CreateEpFactories(max=4, num=0)", "GetSupportedDevices(max=8, num=0)", "GetVendor",
                                   "GetVersion", "CreateDataTransfer"));
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env_, env_.Devices("TracingEp")).ok());
  Calls();

  Session session(env_, setup);
  ASSERT_TRUE(session.created().ok()) << session.created();
  EXPECT_THAT(Calls(), ElementsAre("CreateEp(1)", "CreateDataTransfer", "GetCapability(1 nodes)", "Compile(1)",
                                   "IsStreamAware", "CreateState(fused node)"));
  std::vector<float> y;
  Result ran = session.Run(2, &y);
  ASSERT_TRUE(ran.ok()) << ran;
  EXPECT_EQ(y, kTwiceW);
  EXPECT_THAT(Calls(), ElementsAre("OnRunStart", "Compute(X on CPU, W on CPU)", "OnRunEnd(sync=true)"));
  session.Release();
  EXPECT_THAT(Calls(), ElementsAre("ReleaseState", "ReleaseNodeComputeInfos(1)", "ReleaseEp"));
  ASSERT_TRUE(env_.Unregister("tracing").ok());
  EXPECT_THAT(Calls(), ElementsAre("ReleaseEpFactory"));
}

TEST_F(GoldenTrace, FailureAtTheEndOfSessionCreation) {
  ASSERT_TRUE(env_.Register("tracing", kTracingEp).ok());
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env_, env_.Devices("TracingEp"), {{"fail", "OnSessionInitializationEnd"}}).ok());
  Calls();
  Session session(env_, setup);
  EXPECT_EQ(session.created().code, ORT_EP_FAIL);
  EXPECT_TRUE(session.created().Says("asked to fail")) << session.created();
  EXPECT_EQ(session.get(), nullptr);
  EXPECT_THAT(Calls(), ElementsAre("CreateEp(1)", "CreateDataTransfer", "GetCapability(1 nodes)", "Compile(1)",
                                   "IsStreamAware", "CreateState(fused node)", "OnSessionInitializationEnd",
                                   "ReleaseState", "ReleaseNodeComputeInfos(1)", "ReleaseEp"));
  ASSERT_TRUE(env_.Unregister("tracing").ok());
  EXPECT_THAT(Calls(), ElementsAre("ReleaseEpFactory"));
}

// An EP that captures says whether nodes of the CPU may be among its own; values must not be copied between the two.
TEST_F(GoldenTrace, NodesOfTheCpuInACapturedGraph) {
  const std::string model = TinyModel({{"Mul", "mul", {"X", "W"}, "a"}, {"Neg", "neg", {"a"}, "Y"}}, "Y");
  const auto created = [&](const char* registration, const char* capture) {
    EXPECT_TRUE(env_.Register(registration, kTracingEp).ok());
    Result result;
    {
      SessionSetup setup;
      EXPECT_TRUE(setup.Append(env_, env_.Devices("TracingEp"), {{"capture", capture}}).ok());
      result = Session(env_, setup, model).created();
    }
    EXPECT_TRUE(env_.Unregister(registration).ok());
    return result;
  };
  EXPECT_EQ(created("tracing", "1").code, ORT_FAIL);
  const Result allowed = created("tracing", "cpu");
  EXPECT_TRUE(allowed.ok()) << allowed;
  EXPECT_THAT(Calls(), ::testing::Contains("GetGraphCaptureNodeAssignmentPolicy"));
  EXPECT_EQ(created("device", "cpu").code, ORT_FAIL);
}

// The same EP with memory of its own and streams.
TEST_F(GoldenTrace, DeviceFromRegistrationToUnloading) {
  ASSERT_TRUE(env_.Register("device", kTracingEp).ok());
  EXPECT_THAT(Calls(), ElementsAre("CreateEpFactories(max=4, num=0)", "GetSupportedDevices(max=8, num=0)", "GetVendor",
                                   "GetVersion", "CreateAllocator(Device)", "CreateAllocator(Shared)", "CreateDataTransfer"));
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env_, env_.Devices("TracingEp")).ok());
  Calls();

  Session session(env_, setup);
  ASSERT_TRUE(session.created().ok()) << session.created();
  EXPECT_THAT(Calls(), ElementsAre("CreateEp(1)", "CreateDataTransfer", "CreateAllocator(Device)", "CreateAllocator(Shared)",
                                   "CreateAllocator(ReadOnly)", "GetCapability(1 nodes)", "Compile(1)", "IsStreamAware",
                                   "Alloc(ReadOnly)", "Copy(CPU to device)", "CreateState(fused node)"));
  for (const bool first : {true, false}) {
    std::vector<float> y;
    Result ran = session.Run(2, &y);
    ASSERT_TRUE(ran.ok()) << ran;
    EXPECT_EQ(y, kTwiceW);
    // A host frees what nobody needs any more when it likes.
    std::vector<std::string> calls = Calls();
    EXPECT_EQ(std::erase(calls, "Free(Device)"), 2);
    std::vector<std::string> wanted = {"OnRunStart", "Alloc(Device)", "Copy(CPU to device, on a stream)",
                                       "Compute(X on device, W on device)", "Alloc(Device)", "Copy(device to CPU, on a stream)",
                                       "OnRunEnd(sync=true)", "Stream.OnSessionRunEnd", "Stream.Flush"};
    if (first) wanted.insert(wanted.begin() + 1, "CreateSyncStreamForDevice");
    EXPECT_EQ(calls, wanted);
  }
  session.Release();
  const std::vector<std::string> released = Calls();
  EXPECT_THAT(released, ::testing::UnorderedElementsAre(
                            "DataTransfer.Release", "Stream.Release", "Free(ReadOnly)", "ReleaseAllocator(Device)",
                            "ReleaseAllocator(Shared)", "ReleaseState", "ReleaseAllocator(ReadOnly)",
                            "ReleaseNodeComputeInfos(1)", "ReleaseEp"));
  auto before = [&](const char* a, const char* b) {
    return std::find(released.begin(), released.end(), a) < std::find(released.begin(), released.end(), b);
  };
  EXPECT_TRUE(before("Free(ReadOnly)", "ReleaseAllocator(ReadOnly)"));
  EXPECT_TRUE(before("ReleaseState", "ReleaseNodeComputeInfos(1)"));
  EXPECT_TRUE(before("ReleaseNodeComputeInfos(1)", "ReleaseEp"));
  EXPECT_TRUE(before("ReleaseAllocator(Device)", "ReleaseEp"));
  ASSERT_TRUE(env_.Unregister("device").ok());
  EXPECT_THAT(Calls(), ElementsAre("DataTransfer.Release", "ReleaseAllocator(Device)", "ReleaseAllocator(Shared)",
                                   "ReleaseEpFactory"));
}

// k.3: an EP that brings kernels.
TEST_F(GoldenTrace, KernelFromARegistry) {
  ASSERT_TRUE(env_.Register("kernels", kTracingEp).ok());
  EXPECT_THAT(Calls(), ElementsAre("CreateEpFactories(max=4, num=0)", "GetSupportedDevices(max=8, num=0)", "GetVendor",
                                   "GetVersion", "CreateDataTransfer"));
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env_, env_.Devices("TracingEp")).ok());
  Calls();
  Session session(env_, setup);
  ASSERT_TRUE(session.created().ok()) << session.created();
  EXPECT_THAT(Calls(), ElementsAre("CreateEp(1)", "GetKernelRegistry", "CreateDataTransfer", "GetCapability(1 nodes)",
                                   "LookUpKernel(Mul: found)", "IsStreamAware", "CreateKernel", "PrePackWeight(1, to share)",
                                   "SetSharedPrePackedWeight(1, 1 of 24 bytes)"));
  Result ran = session.Run(2);
  EXPECT_EQ(ran.code, ORT_EP_FAIL) << ran;
  EXPECT_THAT(Calls(), ElementsAre("OnRunStart", "Kernel.Compute", "OnRunEnd(sync=true)"));
  session.Release();
  EXPECT_THAT(Calls(), ElementsAre("Kernel.Release", "ReleaseEp"));
  ASSERT_TRUE(env_.Unregister("kernels").ok());
  EXPECT_THAT(Calls(), ElementsAre("ReleaseEpFactory"));
}

// k.4: a model is compiled, and nothing of it is run.
TEST_F(GoldenTrace, CompilingAModel) {
  ASSERT_TRUE(env_.Register("compiled", kTracingEp).ok());
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env_, env_.Devices("TracingEp")).ok());
  Calls();
  const auto path = std::filesystem::path(::testing::TempDir()) / ("golden_" + std::to_string(getpid()) + ".onnx");
  const std::string model = MulModel();
  const OrtCompileApi& compiler = *Api().GetCompileApi();
  OrtModelCompilationOptions* options = nullptr;
  ASSERT_TRUE(Take(compiler.CreateModelCompilationOptionsFromSessionOptions(env_.get(), setup.get(), &options)).ok());
  ASSERT_TRUE(Take(compiler.ModelCompilationOptions_SetInputModelFromBuffer(options, model.data(), model.size())).ok());
  ASSERT_TRUE(Take(compiler.ModelCompilationOptions_SetOutputModelPath(options, path.c_str())).ok());
  Result compiled = Take(compiler.CompileModel(env_.get(), options));
  compiler.ReleaseModelCompilationOptions(options);
  ASSERT_TRUE(compiled.ok()) << compiled;
  EXPECT_TRUE(std::filesystem::remove(path));
  EXPECT_THAT(Calls(), ElementsAre("CreateEp(1)", "ep.context_enable=1", "ep.context_file_path=" + path.string(),
                                   "session.disable_model_compile=0", "session.compile_only=1", "CreateDataTransfer",
                                   "GetCapability(1 nodes)", "Compile(1)", "GetCompiledModelCompatibilityInfo",
                                   "ReleaseNodeComputeInfos(1)", "ReleaseEp"));
  ASSERT_TRUE(env_.Unregister("compiled").ok());
  EXPECT_THAT(Calls(), ElementsAre("ReleaseEpFactory"));
}

// An EP may write into what the caller gave without asking for an output.
TEST_F(GoldenTrace, OutputsThatTheCallerGave) {
  ASSERT_TRUE(env_.Register("tracing", kTracingEp).ok());
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env_, env_.Devices("TracingEp"), {{"given", "1"}}).ok());
  Session session(env_, setup);
  ASSERT_TRUE(session.created().ok()) << session.created();
  for (bool give : {true, false, true}) {
    Calls();
    std::vector<float> y;
    Result ran = session.Run(2, &y, "Y", give);
    ASSERT_TRUE(ran.ok()) << ran;
    EXPECT_EQ(y, kTwiceW);
    std::vector<std::string> wanted = {"OnRunStart", "Compute(X on CPU, W on CPU)", "OnRunEnd(sync=true)"};
    if (give) wanted.insert(wanted.begin() + 2, "WritesIntoGivenOutput");
    EXPECT_EQ(Calls(), wanted);
  }
}

// Y = Relu(Add(Mul(X, W), X)), of which the EP takes one group of all, then each for itself.
TEST_F(GoldenTrace, GroupsOfSeveralNodes) {
  const std::string model = TinyModel(
      {{"Mul", "mul", {"X", "W"}, "a"}, {"Add", "add", {"a", "X"}, "b"}, {"Relu", "relu", {"b"}, "Y"}}, "Y");
  ASSERT_TRUE(env_.Register("tracing", kTracingEp).ok());
  for (const bool fuse : {true, false}) {
    SessionSetup setup;
    ASSERT_TRUE(setup.Append(env_, env_.Devices("TracingEp"), {{"claim", "Mul,Add,Relu"}, {"fuse", fuse ? "1" : "0"}}).ok());
    Calls();
    Session session(env_, setup, model);
    ASSERT_TRUE(session.created().ok()) << session.created();
    const std::vector<std::string> created = Calls();
    EXPECT_THAT(created, ::testing::Contains(fuse ? "Compile(1)" : "Compile(3)"));
    EXPECT_EQ(std::count(created.begin(), created.end(), "CreateState(fused node)"), fuse ? 1 : 3);
    std::vector<float> y;
    Result ran = session.Run(2, &y);
    ASSERT_TRUE(ran.ok()) << ran;
    EXPECT_EQ(y, (std::vector<float>{2, 4, 6, 8, 10, 12}));
    session.Release();
    EXPECT_THAT(Calls(), ::testing::Contains(fuse ? "ReleaseNodeComputeInfos(1)" : "ReleaseNodeComputeInfos(3)"));
  }
}

// Y = f(Mul(X, W), W), where f(a, c) = Relu(Add(a, c)). The EP is asked which calls to keep before anything is compiled, so that
// a group may go across the border of a function.
TEST_F(GoldenTrace, FunctionsOfTheModel) {
  const std::string model = TinyModel({{"Mul", "mul", {"X", "W"}, "m"}, {"f", "call", {"m", "W"}, "Y", "my"}}, "Y",
                                      {{"Add", "add", {"a", "c"}, "s"}, {"Relu", "relu", {"s"}, "b"}});
  ASSERT_TRUE(env_.Register("tracing", kTracingEp).ok());
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env_, env_.Devices("TracingEp"), {{"claim", "Mul,Add,Relu"}, {"fuse", "1"}}).ok());
  Calls();
  Session session(env_, setup, model);
  ASSERT_TRUE(session.created().ok()) << session.created();
  EXPECT_THAT(Calls(), ElementsAre("CreateEp(1)", "CreateDataTransfer", "GetCapability(2 nodes)", "GetCapability(3 nodes)",
                                   "Compile(1)", "IsStreamAware", "CreateState(fused node)"));
  std::vector<float> y;
  Result ran = session.Run(2, &y);
  ASSERT_TRUE(ran.ok()) << ran;
  EXPECT_EQ(y, (std::vector<float>{0, 3, 6, 9, 12, 15}));
}

}  // namespace
}  // namespace berth::testing
