// Choosing EPs where ONNX Runtime crashes, leaves things open or hurts: ep-contract d.1 to d.3 with the better behaviour.
// What it answers too is in selection_test.cc.
#include <stdexcept>

#include "offerings.h"
#include "temp_file.h"

namespace berth::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kDefault = 0, kPreferNpu = 2, kPreferGpu = 3, kMaxPerformance = 4, kMinOverallPower = 6;
constexpr char kNvEp[] = "name=NvEp;vendor=NVIDIA;device=GPU,4318,4,NVIDIA,discrete";
constexpr char kCpu[] = "CPUExecutionProvider CPU 0";

class SelectionRules : public Offerings {
 protected:
  std::vector<std::string> CreatedFor(int policy) {
    SessionSetup setup;
    EXPECT_TRUE(setup.Policy(policy).ok());
    return Created(setup);
  }
  // The EPs that a delegate is shown, best first.
  std::vector<std::string> Order() {
    Picker picker;
    picker.picks = {kCpu};
    SessionSetup setup;
    EXPECT_TRUE(setup.Delegate(Picker::Pick, &picker).ok());
    Created(setup);
    return picker.shown;
  }
};

TEST_F(SelectionRules, PoliciesThatAreNone) {
  SessionSetup setup;
  for (int policy : {-1, kMinOverallPower + 1, 1000}) {
    Result result = setup.Policy(policy);
    EXPECT_EQ(result.code, ORT_INVALID_ARGUMENT);
    EXPECT_TRUE(result.Says("policy " + std::to_string(policy) + " seen")) << result;
  }
  EXPECT_TRUE(setup.Policy(kMinOverallPower).ok());
  EXPECT_EQ(Take(Api().SessionOptionsSetEpSelectionPolicy(nullptr, OrtExecutionProviderDevicePolicy_DEFAULT)).code,
            ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().SessionOptionsSetEpSelectionPolicyDelegate(nullptr, Picker::Pick, nullptr)).code, ORT_INVALID_ARGUMENT);
}

// Selects one device that is written at `state`.
OrtStatus* ORT_API_CALL SelectOne(const OrtEpDevice**, size_t, const OrtKeyValuePairs*, const OrtKeyValuePairs*,
                                  const OrtEpDevice** selected, size_t, size_t* count, void* state) {
  selected[0] = static_cast<const OrtEpDevice*>(state);
  *count = 1;
  return nullptr;
}

TEST_F(SelectionRules, DelegateMustSelectWhatItWasShown) {
  Offer(kNvEp);
  SessionSetup setup;
  ASSERT_TRUE(setup.Delegate(SelectOne, nullptr).ok());
  Session null(env_, setup);
  EXPECT_EQ(null.created().code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(null.created().Says("device 0: null seen")) << null.created();
  int other = 0;
  ASSERT_TRUE(setup.Delegate(SelectOne, &other).ok());
  Session foreign(env_, setup);
  EXPECT_EQ(foreign.created().code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(foreign.created().Says("unknown pointer")) << foreign.created();
  EXPECT_THAT(Calls(), ElementsAre("CreateDataTransfer(NvEp)"));   // at registration
  ASSERT_TRUE(setup.Delegate(SelectOne, const_cast<OrtEpDevice*>(env_.Devices("NvEp")[0])).ok());
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(NvEp: GPU 4; level=-)"));
}

OrtStatus* ORT_API_CALL Throw(const OrtEpDevice**, size_t, const OrtKeyValuePairs*, const OrtKeyValuePairs*,
                              const OrtEpDevice**, size_t, size_t*, void*) {
  throw std::runtime_error("out of ideas");
}

TEST_F(SelectionRules, DelegateThatThrows) {
  SessionSetup setup;
  ASSERT_TRUE(setup.Delegate(Throw, nullptr).ok());
  Session session(env_, setup);
  EXPECT_EQ(session.created().code, ORT_FAIL);
  EXPECT_TRUE(session.created().Says("EP selection delegate failed: exception: out of ideas")) << session.created();
}

// Unregisters the library that its state names.
OrtStatus* ORT_API_CALL Unregister(const OrtEpDevice** devices, size_t, const OrtKeyValuePairs*, const OrtKeyValuePairs*,
                                   const OrtEpDevice** selected, size_t, size_t* count, void* state) {
  auto* env = static_cast<Env*>(state);
  Result result = env->Unregister("tracing");
  EXPECT_EQ(result.code, ORT_FAIL);
  EXPECT_TRUE(result.Says("still in use")) << result;
  selected[(*count)++] = devices[0];
  return nullptr;
}

TEST_F(SelectionRules, DevicesStayWhileADelegateLooksAtThem) {
  ASSERT_TRUE(env_.Register("tracing", kTracingEp).ok());
  SessionSetup setup;
  ASSERT_TRUE(setup.Delegate(Unregister, &env_).ok());
  Session session(env_, setup);
  EXPECT_TRUE(session.created().ok()) << session.created();
  session.Release();
  EXPECT_TRUE(env_.Unregister("tracing").ok());
}

TEST_F(SelectionRules, EqualDevicesInOrderOfRegistration) {
  Offer("name=Same;vendor=Acme;device=GPU,1,30,Other;device=GPU,1,10,Other;device=GPU,1,20,Other");
  Offer("name=Same;vendor=Acme;device=GPU,1,15,Other;");
  EXPECT_THAT(Order(), ElementsAre("Same GPU 30", "Same GPU 10", "Same GPU 20", "Same GPU 15", kCpu));
}

TEST_F(SelectionRules, NoVendorIsNobodysVendor) {
  Offer("name=Zed;vendor=Acme;vendor_id=1;device=GPU,1,1,");
  Offer("name=Nobody;vendor=;device=GPU,2,2,;device=GPU,0,3,");
  EXPECT_THAT(Order(), ElementsAre("Zed GPU 1", "Nobody GPU 2", "Nobody GPU 3", kCpu));
}

// Only the built-in kernels are the last resort, not everything of that vendor.
TEST_F(SelectionRules, OtherCpuEpOfTheSameVendorIsNoFallback) {
  Offer("name=Fast;vendor=Microsoft;hardware=CPU");
  EXPECT_THAT(Order(), ElementsAre("Fast CPU 0", kCpu));
  EXPECT_THAT(CreatedFor(kDefault), ElementsAre("CreateEp(Fast: CPU 0; level=-)"));
  SessionSetup setup;
  ASSERT_TRUE(setup.Policy(kDefault).ok());
  setup.Config("session.disable_cpu_ep_fallback", "1");
  Session session(env_, setup);
  EXPECT_EQ(session.created().code, ORT_FAIL);
  EXPECT_THAT(Calls(), ElementsAre("CreateEp(Fast: CPU 0; level=-)", "CreateDataTransfer(Fast)", "ReleaseEp(Fast)"));
}

TEST_F(SelectionRules, LibrariesWithEpsOfOneName) {
  Offer("name=Twin;vendor=Acme;device=GPU,1,1,Other");
  Offer("name=tWIN;vendor=Acme;device=CPU,1,2,Other");
  EXPECT_THAT(CreatedFor(kPreferGpu), ElementsAre("CreateEp(Twin: GPU 1; level=-)"));
  EXPECT_TRUE(env_.Logged(ORT_LOGGING_LEVEL_WARNING, "\"tWIN\" of one library and \"Twin\" of another seen"));
  Picker picker;
  picker.picks = {"Twin GPU 1", "tWIN CPU 2"};
  SessionSetup setup;
  ASSERT_TRUE(setup.Delegate(Picker::Pick, &picker).ok());
  Session session(env_, setup);
  EXPECT_EQ(session.created().code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(session.created().Says("\"tWIN\" of one library and \"Twin\" of another seen")) << session.created();
  // One of them is fine.
  picker.picks = {"tWIN CPU 2"};
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(tWIN: CPU 2; level=-)"));
}

TEST_F(SelectionRules, NamesThatDifferByCaseAreNotAppendedTogether) {
  Offer("name=Twin;vendor=Acme;device=GPU,1,1,Other");
  Offer("name=tWIN;vendor=Acme;device=CPU,1,2,Other");
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env_, env_.Devices("Twin")).ok());
  Result result = setup.Append(env_, env_.Devices("tWIN"), {{"level", "high"}});
  EXPECT_EQ(result.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(result.Says("\"tWIN\": EP \"Twin\" was appended before")) << result;
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(Twin: GPU 1; level=-)"));
}

TEST_F(SelectionRules, EpIsNotAppendedTwice) {
  Offer(kNvEp);
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env_, env_.Devices("NvEp")).ok());
  Result result = setup.Append(env_, env_.Devices("NvEp"), {{"level", "high"}});
  EXPECT_EQ(result.code, ORT_FAIL);
  EXPECT_TRUE(result.Says("Provider NvEp has already been registered")) << result;
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(NvEp: GPU 4; level=-)"));
}

TEST_F(SelectionRules, AppendThatFailsChangesNothing) {
  Offer(kNvEp);
  SessionSetup setup;
  const std::vector<const OrtEpDevice*> devices = env_.Devices("NvEp");
  EXPECT_EQ(setup.Append(env_, devices, {{"level", "high"}, {"mode", nullptr}}).code, ORT_INVALID_ARGUMENT);
  const std::string long_value(8193, 'x'), long_key(1025 - std::string_view("ep.nvep.").size(), 'k');
  Result result = setup.Append(env_, devices, {{"level", "high"}, {"mode", long_value.c_str()}});
  EXPECT_EQ(result.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(result.Says("8193 characters seen, at most 8192 wanted")) << result;
  EXPECT_EQ(setup.Append(env_, devices, {{"level", "high"}, {long_key.c_str(), "x"}}).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(setup.Append(env_, {devices[0], nullptr}, {{"level", "high"}}).code, ORT_INVALID_ARGUMENT);
  EXPECT_THAT(Created(setup), IsEmpty());
  // What is just short enough is taken, and nothing of the failures stayed.
  ASSERT_TRUE(setup.Append(env_, devices, {{"mode", long_value.c_str() + 1}, {long_key.c_str() + 1, "x"}}).ok());
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(NvEp: GPU 4; level=-)"));
}

// What the program says counts before what the EP suggests, whoever comes first; of two things it says, the later one.
TEST_F(SelectionRules, ProgramsEntriesBeforeDefaults) {
  Offer(std::string(kNvEp) + ";option=level:from the EP");
  SessionSetup setup;
  setup.Config("ep.nvep.level", "mine");
  ASSERT_TRUE(setup.Append(env_, env_.Devices("NvEp")).ok());
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(NvEp: GPU 4; level=mine)"));
  SessionSetup twice;
  twice.Config("ep.nvep.level", "mine");
  ASSERT_TRUE(twice.Append(env_, env_.Devices("NvEp"), {{"level", "latest"}}).ok());
  EXPECT_TRUE(env_.Logged(ORT_LOGGING_LEVEL_WARNING, "\"mine\" is replaced by \"latest\""));
  EXPECT_THAT(Created(twice), ElementsAre("CreateEp(NvEp: GPU 4; level=latest)"));
}

TEST_F(SelectionRules, OverriddenPolicyIsSaid) {
  Offer(kNvEp);
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env_, env_.Devices("NvEp")).ok());
  Created(setup);
  EXPECT_FALSE(env_.Logged(ORT_LOGGING_LEVEL_WARNING, "EP selection"));
  ASSERT_TRUE(setup.Policy(kPreferNpu).ok());
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(NvEp: GPU 4; level=-)"));
  EXPECT_TRUE(env_.Logged(ORT_LOGGING_LEVEL_WARNING, "appended explicitly: the policy of the session options is not used"));
}

TEST_F(SelectionRules, CpuKernelsFirstAndNoFallback) {
  Offer(kNvEp);
  Picker picker;
  picker.picks = {kCpu, "NvEp GPU 4"};
  SessionSetup setup;
  ASSERT_TRUE(setup.Delegate(Picker::Pick, &picker).ok());
  setup.Config("session.disable_cpu_ep_fallback", "1");
  Session session(env_, setup);
  EXPECT_EQ(session.created().code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(session.created().Says("Conflicting session configuration")) << session.created();
}

TEST_F(SelectionRules, TestKeySelectsAnEp) {
  Offer("name=Many;vendor=Acme;device=CPU,1,3,Other;device=GPU,1,2,Other;option=level:low");
  Offer("name=Many;vendor=Acme;device=NPU,1,1,Other");
  Offer(kNvEp);
  SessionSetup setup;
  setup.Config("test.ep_to_select", "Many");
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(Many: CPU 3, GPU 2; level=low)"));
  // Whatever else is configured counts before.
  SessionSetup appended;
  appended.Config("test.ep_to_select", "Many");
  ASSERT_TRUE(appended.Append(env_, env_.Devices("NvEp")).ok());
  EXPECT_THAT(Created(appended), ElementsAre("CreateEp(NvEp: GPU 4; level=-)"));
  ASSERT_TRUE(setup.Policy(kPreferGpu).ok());
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(NvEp: GPU 4; level=-)", "CreateEp(Many: CPU 3; level=low)"));
  SessionSetup unknown;
  unknown.Config("test.ep_to_select", "Nobody");
  Session session(env_, unknown);
  EXPECT_EQ(session.created().code, ORT_FAIL);
  EXPECT_TRUE(session.created().Says("EP \"Nobody\": no registered library offers it")) << session.created();
}

TEST_F(SelectionRules, OptionsRememberNoDeviceThatHasGone) {
  ASSERT_TRUE(env_.Register("first", kTracingEp).ok());
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env_, env_.Devices("TracingEp")).ok());
  ASSERT_TRUE(env_.Unregister("first").ok());
  // Neither for the next append nor for a session.
  Offer(kNvEp);
  EXPECT_TRUE(setup.Append(env_, env_.Devices("NvEp")).ok());
  Session session(env_, setup);
  EXPECT_EQ(session.created().code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(session.created().Says("unregistered meanwhile")) << session.created();
}

// A workstation that is not there, whole: discovery's order meets the policies.
TEST(SelectionOnMadeUpHardware, BestDeviceOfEachKind) {
  TempFile file(R"({"devices": [
    {"type": "GPU", "vendor_id": 32902, "device_id": 2, "metadata": {"Discrete": "0", "card_idx": "0"}},
    {"type": "GPU", "vendor_id": 4318, "device_id": 4, "metadata": {"Discrete": "1", "card_idx": "1"}},
    {"type": "GPU", "vendor_id": 4318, "device_id": 5, "metadata": {"Discrete": "1", "card_idx": "2"}},
    {"type": "NPU", "vendor_id": 32902, "device_id": 1},
    {"type": "CPU", "vendor_id": 32902}]})");
  OpenLibrary library(kOfferingEp);
  Env env(Options{{"berth.hardware_file", file.path()}});
  ASSERT_TRUE(env.Register("name=Every;vendor=Acme;hardware=CPU;hardware=GPU;hardware=NPU", kOfferingEp).ok());
  ASSERT_TRUE(env.Register("name=NvEp;vendor=NVIDIA;hardware=GPU", kOfferingEp).ok());
  auto created = [&](int policy) {
    SessionSetup setup;
    EXPECT_TRUE(setup.Policy(policy).ok());
    library.Get<void()>("OfferingEpClear")();
    Session session(env, setup);
    EXPECT_TRUE(session.created().ok()) << session.created();
    return std::string(library.Get<const char*()>("OfferingEpRecord")());
  };
  EXPECT_EQ(env.Devices("Every").size(), 5u);
  const std::string transfer = "CreateDataTransfer(Every)\n";
  EXPECT_EQ(created(kDefault), "CreateEp(Every: CPU 0; level=-)\n" + transfer);
  EXPECT_EQ(created(kPreferNpu), "CreateEp(Every: NPU 1, CPU 0; level=-)\n" + transfer);
  EXPECT_EQ(created(kMaxPerformance), "CreateEp(NvEp: GPU 4; level=-)\nCreateDataTransfer(NvEp)\n"
                                      "CreateEp(Every: CPU 0; level=-)\n" + transfer);
}

TEST(SelectionOnMadeUpHardware, MachineWithoutProcessor) {
  TempFile file(R"({"devices": [{"type": "NPU", "vendor_id": 32902, "device_id": 1}]})");
  Env env(Options{{"berth.hardware_file", file.path()}});
  for (bool with_npu : {false, true}) {
    if (with_npu) {
      ASSERT_TRUE(env.Register("name=NpuEp;vendor=Acme;hardware=NPU", kOfferingEp).ok());
    }
    SessionSetup setup;
    ASSERT_TRUE(setup.Policy(kPreferNpu).ok());
    Session session(env, setup);
    EXPECT_EQ(session.created().code, ORT_FAIL);
    EXPECT_TRUE(session.created().Says("No CPU based execution providers were found")) << session.created();
  }
}

}  // namespace
}  // namespace berth::testing
