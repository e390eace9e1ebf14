// EPs from registration to unregistration, as a program sees them: the whole flow, and each wrong turn with its code and text.
#include "client.h"

namespace berth::testing {
namespace {

std::string Entry(const OrtSessionOptions* options, const char* key) {
  OrtKeyValuePairs* entries = nullptr;
  EXPECT_TRUE(Take(Api().GetSessionOptionsConfigEntries(options, &entries)).ok());
  const char* value = Api().GetKeyValue(entries, key);
  std::string text = value != nullptr ? value : "absent";
  Api().ReleaseKeyValuePairs(entries);
  return text;
}

// "EP(operator operator) EP(operator)"
std::string Assignment(const OrtSession* session) {
  const OrtEpAssignedSubgraph* const* groups = nullptr;
  size_t count = 0;
  Result result = Take(Api().Session_GetEpGraphAssignmentInfo(session, &groups, &count));
  EXPECT_TRUE(result.ok()) << result;
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    const char* ep = nullptr;
    const OrtEpAssignedNode* const* nodes = nullptr;
    size_t node_count = 0;
    EXPECT_TRUE(Take(Api().EpAssignedSubgraph_GetEpName(groups[i], &ep)).ok());
    EXPECT_TRUE(Take(Api().EpAssignedSubgraph_GetNodes(groups[i], &nodes, &node_count)).ok());
    text += (i > 0 ? " " : "") + std::string(ep) + "(";
    for (size_t n = 0; n < node_count; ++n) {
      const char* op = nullptr;
      EXPECT_TRUE(Take(Api().EpAssignedNode_GetOperatorType(nodes[n], &op)).ok());
      text += (n > 0 ? " " : "") + std::string(op);
    }
    text += ")";
  }
  return text;
}

// Y = Relu(Mul(X, W))
std::string MulReluModel() { return TinyModel({{"Mul", "mul", {"X", "W"}, "M"}, {"Relu", "relu", {"M"}, "Y"}}, "Y"); }

TEST(EpFlow, FromRegistrationToTheEnd) {
  OpenLibrary library(FaultPath("none"));
  {
    Env env;
    ASSERT_TRUE(env.Register("none", FaultPath("none")).ok());
    ASSERT_EQ(env.Devices("none").size(), 1u);
    SessionSetup setup;
    setup.Config("session.record_ep_graph_assignment_info", "1");
    ASSERT_TRUE(setup.Append(env, env.Devices("none"), {{"mode", "fast"}}).ok());
    Session session(env, setup, MulReluModel());
    ASSERT_TRUE(session.created().ok()) << session.created();
    EXPECT_EQ(Assignment(session.get()), "none(Mul) CPUExecutionProvider(Relu)");
    std::vector<float> y;
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(session.Run(2, &y).ok());
      EXPECT_EQ(y, kTwiceW);
    }
    session.Release();
    EXPECT_TRUE(env.Unregister("none").ok());
    EXPECT_TRUE(env.Devices("none").empty());
    EXPECT_EQ(library.Get<int()>("FaultEpLive")(), 0);
  }
}

TEST(EpFlow, TwoSessionsOfOneEp) {
  Env env;
  ASSERT_TRUE(env.Register("none", FaultPath("none")).ok());
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env, env.Devices("none")).ok());
  Session first(env, setup), second(env, setup, MulReluModel());
  Result result = env.Unregister("none");
  EXPECT_EQ(result.code, ORT_FAIL);
  EXPECT_TRUE(result.Says("\"none\"") && result.Says("still in use by 2 sessions")) << result;
  std::vector<float> y;
  EXPECT_TRUE(first.Run(2, &y).ok());
  EXPECT_EQ(y, kTwiceW);
  first.Release();
  EXPECT_FALSE(env.Unregister("none").ok());
  second.Release();
  EXPECT_TRUE(env.Unregister("none").ok());
}

TEST(EpFlow, OptionsBecomeEntries) {
  Env env;
  ASSERT_TRUE(env.Register("None", FaultPath("none")).ok());
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env, env.Devices("None"), {{"Mode", "fast"}, {nullptr, "left out"}}).ok());
  EXPECT_EQ(Entry(setup.get(), "ep.none.Mode"), "fast");   // the EP's name in lower case, the key as it is
  EXPECT_EQ(Entry(setup.get(), "ep.none.level"), "from the EP");
  SessionSetup chosen;
  ASSERT_TRUE(chosen.Append(env, env.Devices("None"), {{"level", "mine"}}).ok());
  EXPECT_EQ(Entry(chosen.get(), "ep.none.level"), "mine");
}

TEST(EpFlow, OptionsThatAreRefusedChangeNothing) {
  Env env;
  ASSERT_TRUE(env.Register("none", FaultPath("none")).ok());
  SessionSetup setup;
  Result result = setup.Append(env, env.Devices("none"), {{"good", "1"}, {"bad", nullptr}});
  EXPECT_EQ(result.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(result.Says("\"bad\"")) << result;
  const std::string long_value(8193, 'v');
  EXPECT_EQ(setup.Append(env, env.Devices("none"), {{"long", long_value.c_str()}}).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Entry(setup.get(), "ep.none.good"), "absent");
  EXPECT_EQ(Entry(setup.get(), "ep.none.level"), "absent");
  EXPECT_TRUE(setup.Append(env, env.Devices("none"), {{"good", "1"}}).ok());
}

TEST(EpFlow, AppendedTwice) {
  Env env;
  ASSERT_TRUE(env.Register("none", FaultPath("none")).ok());
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env, env.Devices("none")).ok());
  Result result = setup.Append(env, env.Devices("none"));
  EXPECT_EQ(result.code, ORT_FAIL);
  EXPECT_TRUE(result.Says("Provider none has already been registered")) << result;
}

TEST(EpFlow, DevicesThatAreNone) {
  Env env;
  ASSERT_TRUE(env.Register("none", FaultPath("none")).ok());
  SessionSetup setup;
  const OrtEpDevice* device = env.Devices("none")[0];
  EXPECT_EQ(setup.Append(env, {nullptr}).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(setup.Append(env, {device, nullptr}).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().SessionOptionsAppendExecutionProvider_V2(setup.get(), env.get(), nullptr, 1, nullptr, nullptr, 0)).code,
            ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().SessionOptionsAppendExecutionProvider_V2(setup.get(), env.get(), &device, 1, nullptr, nullptr, 1)).code,
            ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().SessionOptionsAppendExecutionProvider_V2(setup.get(), nullptr, &device, 1, nullptr, nullptr, 0)).code,
            ORT_INVALID_ARGUMENT);
  ASSERT_TRUE(env.Unregister("none").ok());
  Result gone = setup.Append(env, {device});
  EXPECT_EQ(gone.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(gone.Says("not one of the devices that GetEpDevices lists now")) << gone;
}

TEST(EpFlow, TheCpuByName) {
  Env env;
  SessionSetup setup;
  setup.Config("session.record_ep_graph_assignment_info", "1");
  ASSERT_FALSE(env.Devices("CPUExecutionProvider").empty());
  ASSERT_TRUE(setup.Append(env, env.Devices("CPUExecutionProvider")).ok());
  {
    Session session(env, setup);
    ASSERT_TRUE(session.created().ok()) << session.created();
    EXPECT_EQ(Assignment(session.get()), "CPUExecutionProvider(Mul)");
  }
  setup.Config("session.disable_cpu_ep_fallback", "1");
  Session conflicting(env, setup);
  EXPECT_EQ(conflicting.created().code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(conflicting.created().Says("Conflicting session configuration")) << conflicting.created();
  Result result = env.Unregister("CPUExecutionProvider");
  EXPECT_EQ(result.code, ORT_FAIL);
}

TEST(EpFlow, NoFallbackToTheCpu) {
  Env env;
  ASSERT_TRUE(env.Register("none", FaultPath("none")).ok());
  SessionSetup setup;
  setup.Config("session.disable_cpu_ep_fallback", "1");
  ASSERT_TRUE(setup.Append(env, env.Devices("none")).ok());
  Session refused(env, setup, MulReluModel());
  EXPECT_EQ(refused.created().code, ORT_FAIL);
  EXPECT_TRUE(refused.created().Says("relu") && refused.created().Says("disabled")) << refused.created();
  Session taken_whole(env, setup);
  EXPECT_TRUE(taken_whole.created().ok()) << taken_whole.created();
}

TEST(EpFlow, LibrariesThatAreNone) {
  Env env;
  Result result = env.Register("missing", "/no/such/ep.so");
  EXPECT_EQ(result.code, ORT_FAIL);
  EXPECT_TRUE(result.Says("missing") && result.Says("/no/such/ep.so")) << result;
  result = env.Register("symbols", FaultPath("without_entry"));
  EXPECT_EQ(result.code, ORT_FAIL);
  EXPECT_TRUE(result.Says("CreateEpFactories") && result.Says(FaultPath("without_entry"))) << result;
  result = env.Register("symbols", FaultPath("without_release"));
  EXPECT_EQ(result.code, ORT_FAIL);
  EXPECT_TRUE(result.Says("ReleaseEpFactory")) << result;
  result = env.Register("text", BERTH_SOURCE_DIR "/README.md");
  EXPECT_EQ(result.code, ORT_FAIL);
  EXPECT_TRUE(result.Says("README.md")) << result;
  EXPECT_EQ(env.Devices().size(), env.Devices("CPUExecutionProvider").size());
  EXPECT_TRUE(env.Register("symbols", FaultPath("none")).ok());   // nothing stuck to the name
}

TEST(EpFlow, NamesThatAreTakenOrUnknown) {
  Env env;
  ASSERT_TRUE(env.Register("none", FaultPath("none")).ok());
  Result result = env.Register("none", FaultPath("none"));
  EXPECT_EQ(result.code, ORT_FAIL);
  EXPECT_TRUE(result.Says("already registered under none")) << result;
  result = env.Unregister("nobody");
  EXPECT_EQ(result.code, ORT_FAIL);
  EXPECT_TRUE(result.Says("nobody") && result.Says("was not registered")) << result;
  EXPECT_TRUE(env.Unregister("none").ok());
  EXPECT_TRUE(env.Unregister("none").Says("was not registered"));
  EXPECT_TRUE(env.Register("none", FaultPath("none")).ok());
}

TEST(EpFlow, AgainAndAgain) {
  OpenLibrary library(FaultPath("none"));
  for (int round = 0; round < 10; ++round) {
    Env env;
    ASSERT_TRUE(env.Register("none", FaultPath("none")).ok());
    SessionSetup setup;
    ASSERT_TRUE(setup.Append(env, env.Devices("none")).ok());
    Session session(env, setup);
    std::vector<float> y;
    ASSERT_TRUE(session.Run(2, &y).ok());
    EXPECT_EQ(y, kTwiceW);
  }
  EXPECT_EQ(library.Get<int()>("FaultEpLive")(), 0);
}

TEST(EpFlow, Incompatibility) {
  Env env;
  ASSERT_TRUE(env.Register("none", FaultPath("none")).ok());
  const OrtHardwareDevice* hardware = Api().EpDevice_Device(env.Devices("none")[0]);
  OrtDeviceEpIncompatibilityDetails* details = nullptr;
  ASSERT_TRUE(Take(Api().GetHardwareDeviceEpIncompatibilityDetails(env.get(), "none", hardware, &details)).ok());
  uint32_t reasons = 9;
  int32_t code = 9;
  const char* notes = "";
  EXPECT_TRUE(Take(Api().DeviceEpIncompatibilityDetails_GetReasonsBitmask(details, &reasons)).ok());
  EXPECT_TRUE(Take(Api().DeviceEpIncompatibilityDetails_GetErrorCode(details, &code)).ok());
  EXPECT_TRUE(Take(Api().DeviceEpIncompatibilityDetails_GetNotes(details, &notes)).ok());
  EXPECT_EQ(reasons, 0u);
  EXPECT_EQ(code, 0);
  EXPECT_EQ(notes, nullptr);
  Api().ReleaseDeviceEpIncompatibilityDetails(details);
  Api().ReleaseDeviceEpIncompatibilityDetails(nullptr);
  EXPECT_EQ(Take(Api().GetHardwareDeviceEpIncompatibilityDetails(env.get(), "nobody", hardware, &details)).code,
            ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().GetHardwareDeviceEpIncompatibilityDetails(env.get(), "none", nullptr, &details)).code,
            ORT_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace berth::testing
