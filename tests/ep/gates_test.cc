// EPs that were built for other APIs than this host's: what they have works, and what came after them is never called.
#include <unistd.h>

#include <filesystem>

#include "fault_steps.h"

namespace berth::testing {
namespace {

class Gates : public ::testing::TestWithParam<uint32_t> {};

// All that a program can ask of an EP, from registration to unloading.
TEST_P(Gates, NewerCallbacksAreNotRead) {
  const std::string name = "gate " + std::to_string(GetParam());
  OpenLibrary library(kGateEp);
  const auto traps = library.Get<int()>("GateTraps");
  const int before = traps();
  Env env;
  ASSERT_TRUE(env.Register(name.c_str(), kGateEp).ok());
  const auto devices = env.Devices("GateEp");
  ASSERT_EQ(devices.size(), 1u);
  const char* version = Api().GetKeyValue(Api().EpDevice_EpMetadata(devices[0]), "version");
  EXPECT_EQ(version != nullptr, GetParam() >= 23) << "GetVersion came with 23";
  EXPECT_TRUE(UseImporter(devices[0]).ok());
  EXPECT_EQ(UseGraphics(devices[0]).code, ORT_NOT_IMPLEMENTED);
  EXPECT_TRUE(AskIncompatibility(env, "GateEp").ok());
  OrtCompiledModelCompatibility answer = OrtCompiledModelCompatibility_EP_UNSUPPORTED;
  EXPECT_TRUE(Take(Api().GetModelCompatibilityForEpDevices(devices.data(), 1, "info", &answer)).ok());
  EXPECT_EQ(answer, OrtCompiledModelCompatibility_EP_NOT_APPLICABLE);
  const auto profile = std::filesystem::path(::testing::TempDir()) / ("gates_" + std::to_string(getpid()));
  {
    SessionSetup policy;
    ASSERT_TRUE(policy.Policy(OrtExecutionProviderDevicePolicy_PREFER_CPU).ok());
    Session by_policy(env, policy);
    ASSERT_TRUE(by_policy.created().ok()) << by_policy.created();
    SessionSetup setup;
    ASSERT_TRUE(setup.Append(env, devices).ok());
    setup.Config("session.record_ep_graph_assignment_info", "1");
    ASSERT_TRUE(Take(Api().EnableProfiling(setup.get(), profile.c_str())).ok());
    Session session(env, setup);
    ASSERT_TRUE(session.created().ok()) << session.created();
    const OrtEpAssignedSubgraph* const* assigned = nullptr;
    size_t count = 0;
    ASSERT_TRUE(Take(Api().Session_GetEpGraphAssignmentInfo(session.get(), &assigned, &count)).ok());
    ASSERT_EQ(count, 1u);
    const char* ep = nullptr;
    ASSERT_TRUE(Take(Api().EpAssignedSubgraph_GetEpName(assigned[0], &ep)).ok());
    EXPECT_STREQ(ep, GetParam() >= 23 ? "GateEp" : "CPUExecutionProvider") << "GetCapability came with 23";
    for (int i = 0; i < 2; ++i) {
      std::vector<float> y;
      ASSERT_TRUE(session.Run(2, &y).ok());
      EXPECT_EQ(y, kTwiceW);
    }
    EXPECT_TRUE(SetDynamicOption(session).ok());
    EXPECT_TRUE(Synchronize(session).ok());
    Take(Api().SessionReleaseCapturedGraph(session.get(), 0));
    std::string compiled;
    CompileModel(env, setup, MulModel(), true, &compiled);
  }
  for (const auto& entry : std::filesystem::directory_iterator(profile.parent_path())) {
    if (entry.path().filename().string().starts_with(profile.filename().string())) std::filesystem::remove(entry.path());
  }
  EXPECT_TRUE(env.Unregister(name.c_str()).ok());
  EXPECT_EQ(traps(), before);
}

INSTANTIATE_TEST_SUITE_P(Versions, Gates, ::testing::Values(22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 99));

TEST(GatesOfTheHost, AnEpThatInsistsOnANewerApiIsRefused) {
  Env env;
  Result refused = env.Register("insists 31", kGateEp);
  EXPECT_EQ(refused.code, ORT_NOT_IMPLEMENTED) << refused;
  EXPECT_TRUE(refused.Says("needs a newer API")) << refused;
  EXPECT_TRUE(env.Devices("GateEp").empty());
  EXPECT_TRUE(env.Register("insists 30", kGateEp).ok()) << "the legal twin";
}

TEST(GatesOfTheHost, AnEpOlderThanPluginEpsIsRefused) {
  Env env;
  Result refused = env.Register("gate 21", kGateEp);
  EXPECT_EQ(refused.code, ORT_FAIL) << refused;
  EXPECT_TRUE(refused.Says("[EPC-004]")) << refused;
  EXPECT_TRUE(refused.Says("21 seen, 22 or newer wanted")) << refused;
}

}  // namespace
}  // namespace berth::testing
