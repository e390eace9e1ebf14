// Selection policies on machines that EPs make up, where ONNX Runtime answers too: the same program runs on it
// (run_on_onnxruntime.py). ep-contract d.1 to d.3.
#include "offerings.h"

namespace berth::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr int kDefault = 0, kPreferCpu = 1, kPreferNpu = 2, kPreferGpu = 3, kMaxPerformance = 4, kMaxEfficiency = 5,
              kMinOverallPower = 6;

constexpr char kAnyNpu[] = "name=AnyNpu;vendor=Acme;device=NPU,32902,1,Intel";
constexpr char kIntelEp[] =
    "name=IntelEp;vendor=Intel Corporation;vendor_id=32902;device=CPU,32902,3,Intel;device=GPU,32902,2,Intel;"
    "device=NPU,32902,1,Intel";
constexpr char kNvEp[] = "name=NvEp;vendor=NVIDIA;device=GPU,4318,4,NVIDIA,discrete";
constexpr char kAnyGpu[] = "name=AnyGpu;vendor=Acme;device=GPU,4318,4,NVIDIA,discrete";

class Selection : public Offerings {
 protected:
  std::vector<std::string> CreatedFor(int policy) {
    SessionSetup setup;
    EXPECT_TRUE(setup.Policy(policy).ok());
    return Created(setup);
  }
};

TEST_F(Selection, WithoutOtherEpsTheCpuRuns) {
  for (int policy = kDefault; policy <= kMinOverallPower; ++policy) EXPECT_THAT(CreatedFor(policy), IsEmpty());
}

TEST_F(Selection, PoliciesOnAMachineWithEverything) {
  Offer(kAnyNpu);
  Offer(kAnyGpu);
  Offer(kIntelEp);
  Offer(kNvEp);
  const char *npu = "CreateEp(IntelEp: NPU 1, CPU 3; level=-)", *cpu = "CreateEp(IntelEp: CPU 3; level=-)";
  EXPECT_THAT(CreatedFor(kDefault), ElementsAre(cpu));
  EXPECT_THAT(CreatedFor(kPreferCpu), ElementsAre(cpu));
  EXPECT_THAT(CreatedFor(kPreferNpu), ElementsAre(npu));
  EXPECT_THAT(CreatedFor(kMaxEfficiency), ElementsAre(npu));
  EXPECT_THAT(CreatedFor(kMinOverallPower), ElementsAre(npu));
  for (int policy : {kPreferGpu, kMaxPerformance}) {
    EXPECT_THAT(CreatedFor(policy), ElementsAre("CreateEp(NvEp: GPU 4; level=-)", cpu));
  }
}

// No policy for NPUs tries a GPU in its place, or the other way round.
TEST_F(Selection, WhatIsNotThereIsNotReplaced) {
  Offer(kNvEp);
  EXPECT_THAT(CreatedFor(kPreferNpu), IsEmpty());
  EXPECT_THAT(CreatedFor(kPreferGpu), ElementsAre("CreateEp(NvEp: GPU 4; level=-)"));
}

TEST_F(Selection, OrderThatADelegateIsShown) {
  Offer("name=Zed;vendor=Acme;device=GPU,1,20,Other;device=GPU,1,21,Other,discrete;device=CPU,1,22,Other");
  Offer(kIntelEp);
  Offer(kAnyGpu);
  Offer(kAnyNpu);
  Offer(kNvEp);
  Offer("name=Abel;vendor=Acme;device=GPU,4318,4,NVIDIA,discrete");
  SessionSetup setup;
  Picker picker;
  picker.picks = {"CPUExecutionProvider CPU 0"};
  ASSERT_TRUE(setup.Delegate(Picker::Pick, &picker).ok());
  EXPECT_THAT(Created(setup), IsEmpty());
  EXPECT_THAT(picker.shown,
              ElementsAre("IntelEp NPU 1", "AnyNpu NPU 1",                                      // whose vendor it is
                          "NvEp GPU 4", "Abel GPU 4", "AnyGpu GPU 4", "Zed GPU 21",             // discrete ones
                          "IntelEp GPU 2", "Zed GPU 20", "IntelEp CPU 3", "Zed CPU 22", "CPUExecutionProvider CPU 0"));
  EXPECT_EQ(picker.room, 8u);
  EXPECT_THAT(picker.runtime, IsEmpty());
}

TEST_F(Selection, DelegateIsToldOfTheModel) {
  SessionSetup setup;
  Picker picker;
  picker.picks = {"CPUExecutionProvider CPU 0"};
  ASSERT_TRUE(setup.Delegate(Picker::Pick, &picker).ok());
  const std::string model = MulModel() + Message().Text(2, "a producer").Text(3, "1.2").Text(4, "a.domain").Int(5, 7)
                                             .Text(6, "a model").Nested(14, Message().Text(1, "own key").Text(2, "own value"))
                                             .Nested(14, Message().Text(1, "domain").Text(2, "mine")).bytes();
  Session session(env_, setup, model);
  ASSERT_TRUE(session.created().ok()) << session.created();
  EXPECT_THAT(picker.model,
              UnorderedElementsAre(Pair("doc_string", "a model"), Pair("domain", "mine"), Pair("graph_description", ""),
                                   Pair("graph_name", "tiny"), Pair("model_version", "7"), Pair("own key", "own value"),
                                   Pair("producer_name", "a producer"), Pair("producer_version", "1.2")));
}

TEST_F(Selection, DevicesOfOneEpAreCreatedTogether) {
  Offer(kIntelEp);
  Offer(kNvEp);
  SessionSetup setup;
  Picker picker;
  picker.picks = {"IntelEp GPU 2", "NvEp GPU 4", "IntelEp NPU 1", "CPUExecutionProvider CPU 0"};
  ASSERT_TRUE(setup.Delegate(Picker::Pick, &picker).ok());
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(IntelEp: GPU 2, NPU 1; level=-)", "CreateEp(NvEp: GPU 4; level=-)"));
  picker.picks = {"NvEp GPU 4", "NvEp GPU 4"};
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(NvEp: GPU 4, GPU 4; level=-)"));
}

TEST_F(Selection, DelegatesThatPickNothing) {
  SessionSetup setup;
  Picker picker;
  ASSERT_TRUE(setup.Delegate(Picker::Pick, &picker).ok());
  Session nothing(env_, setup);
  EXPECT_EQ(nothing.created().code, ORT_FAIL);
  EXPECT_TRUE(nothing.created().Says("did not select anything")) << nothing.created();
  picker.error = ORT_NOT_FOUND;
  Session failed(env_, setup);
  EXPECT_EQ(failed.created().code, ORT_FAIL);
  EXPECT_TRUE(failed.created().Says("EP selection delegate failed")) << failed.created();
  EXPECT_TRUE(failed.created().Says("nothing suits me")) << failed.created();
}

TEST_F(Selection, DelegateThatPicksTooMany) {
  SessionSetup setup;
  ASSERT_TRUE(setup.Delegate([](const OrtEpDevice** devices, size_t, const OrtKeyValuePairs*, const OrtKeyValuePairs*,
                                const OrtEpDevice** selected, size_t max, size_t* count, void*) -> OrtStatus* {
                       for (size_t i = 0; i < max; ++i) selected[i] = devices[0];
                       *count = max + 1;
                       return nullptr;
                     }, nullptr).ok());
  Session session(env_, setup);
  EXPECT_EQ(session.created().code, ORT_FAIL);
  EXPECT_TRUE(session.created().Says("too many")) << session.created();
}

// The last call counts; no delegate is the default policy.
TEST_F(Selection, PolicyAndDelegateReplaceEachOther) {
  Offer(kNvEp);
  Picker picker;
  picker.picks = {"CPUExecutionProvider CPU 0"};
  SessionSetup setup;
  ASSERT_TRUE(setup.Delegate(Picker::Pick, &picker).ok());
  ASSERT_TRUE(setup.Policy(kPreferGpu).ok());
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(NvEp: GPU 4; level=-)"));
  EXPECT_THAT(picker.shown, IsEmpty());
  ASSERT_TRUE(setup.Delegate(Picker::Pick, &picker).ok());
  EXPECT_THAT(Created(setup), IsEmpty());
  EXPECT_EQ(picker.shown.size(), 2u);
  ASSERT_TRUE(setup.Policy(kPreferGpu).ok());
  ASSERT_TRUE(setup.Delegate(nullptr, nullptr).ok());
  EXPECT_THAT(Created(setup), IsEmpty());
}

TEST_F(Selection, ExplicitAppendWins) {
  Offer(kNvEp);
  Offer(kIntelEp);
  SessionSetup setup;
  ASSERT_TRUE(setup.Policy(kPreferGpu).ok());
  ASSERT_TRUE(setup.Append(env_, env_.Devices("IntelEp")).ok());
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(IntelEp: CPU 3, GPU 2, NPU 1; level=-)"));
}

// The device's own defaults give way to what the program set.
TEST_F(Selection, OptionsOfSelectedDevices) {
  Offer(std::string(kNvEp) + ";option=level:from the EP");
  EXPECT_THAT(CreatedFor(kPreferGpu), ElementsAre("CreateEp(NvEp: GPU 4; level=from the EP)"));
  SessionSetup setup;
  ASSERT_TRUE(setup.Policy(kPreferGpu).ok());
  setup.Config("ep.nvep.level", "mine");
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(NvEp: GPU 4; level=mine)"));
}

TEST_F(Selection, OptionsOfAppendedDevices) {
  Offer(std::string(kNvEp) + ";option=level:from the EP");
  SessionSetup defaults, own;
  ASSERT_TRUE(defaults.Append(env_, env_.Devices("NvEp")).ok());
  EXPECT_THAT(Created(defaults), ElementsAre("CreateEp(NvEp: GPU 4; level=from the EP)"));
  ASSERT_TRUE(own.Append(env_, env_.Devices("NvEp"), {{"level", "mine"}, {nullptr, "ignored"}}).ok());
  EXPECT_THAT(Created(own), ElementsAre("CreateEp(NvEp: GPU 4; level=mine)"));
}

TEST_F(Selection, AppendedEpsKeepTheirOrder) {
  Offer(kNvEp);
  Offer(kAnyNpu);
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env_, env_.Devices("AnyNpu")).ok());
  ASSERT_TRUE(setup.Append(env_, env_.Devices("NvEp")).ok());
  EXPECT_THAT(Created(setup), ElementsAre("CreateEp(AnyNpu: NPU 1; level=-)", "CreateEp(NvEp: GPU 4; level=-)"));
}

// Appended EPs are all created before any is set up further, selected ones one after the other.
TEST_F(Selection, OrderOfCreation) {
  Offer(kNvEp);
  Offer(kIntelEp);
  SessionSetup appended, selected;
  ASSERT_TRUE(appended.Append(env_, env_.Devices("NvEp")).ok());
  ASSERT_TRUE(appended.Append(env_, env_.Devices("IntelEp")).ok());
  Calls();
  { Session session(env_, appended); }
  EXPECT_THAT(Calls(), ElementsAre("CreateEp(NvEp: GPU 4; level=-)", "CreateEp(IntelEp: CPU 3, GPU 2, NPU 1; level=-)",
                                   "CreateDataTransfer(NvEp)", "CreateDataTransfer(IntelEp)", "ReleaseEp(NvEp)",
                                   "ReleaseEp(IntelEp)"));
  ASSERT_TRUE(selected.Policy(kPreferGpu).ok());
  { Session session(env_, selected); }
  EXPECT_THAT(Calls(), ElementsAre("CreateEp(NvEp: GPU 4; level=-)", "CreateDataTransfer(NvEp)",
                                   "CreateEp(IntelEp: CPU 3; level=-)", "CreateDataTransfer(IntelEp)", "ReleaseEp(NvEp)",
                                   "ReleaseEp(IntelEp)"));
}

TEST_F(Selection, NoFallbackToTheCpu) {
  Offer(kNvEp);
  Calls();
  SessionSetup setup;
  ASSERT_TRUE(setup.Policy(kPreferGpu).ok());
  setup.Config("session.disable_cpu_ep_fallback", "1");
  Session session(env_, setup);
  EXPECT_EQ(session.created().code, ORT_FAIL);
  EXPECT_TRUE(session.created().Says("fallback")) << session.created();
  EXPECT_THAT(Calls(), ElementsAre("CreateEp(NvEp: GPU 4; level=-)", "CreateDataTransfer(NvEp)", "ReleaseEp(NvEp)"));
}

TEST_F(Selection, NoFallbackIsFineWhenAnEpTakesAll) {
  ASSERT_TRUE(env_.Register("tracing", kTracingEp).ok());
  SessionSetup setup;
  ASSERT_TRUE(setup.Policy(kPreferCpu).ok());
  setup.Config("session.disable_cpu_ep_fallback", "1");
  Session session(env_, setup);
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<float> y;
  ASSERT_TRUE(session.Run(2, &y).ok());
  EXPECT_EQ(y, kTwiceW);
}

// The order of appends is the order of priority, for the CPU kernels too.
TEST_F(Selection, CpuKernelsBeforeAnEp) {
  OpenLibrary tracing(kTracingEp);
  ASSERT_TRUE(env_.Register("tracing", kTracingEp).ok());
  for (bool cpu_first : {false, true}) {
    SessionSetup setup;
    const std::vector<const OrtEpDevice*> cpu = env_.Devices("CPUExecutionProvider"), ep = env_.Devices("TracingEp");
    ASSERT_TRUE(setup.Append(env_, cpu_first ? cpu : ep).ok());
    ASSERT_TRUE(setup.Append(env_, cpu_first ? ep : cpu).ok());
    tracing.Get<void()>("TracingEpClear")();
    Session session(env_, setup);
    ASSERT_TRUE(session.created().ok()) << session.created();
    std::vector<float> y;
    ASSERT_TRUE(session.Run(2, &y).ok());
    EXPECT_EQ(y, kTwiceW);
    const std::string calls = tracing.Get<const char*()>("TracingEpRecord")();
    EXPECT_EQ(calls.find("Compute(X") == calls.npos, cpu_first) << calls;
  }
}

TEST_F(Selection, NoFallbackAndTheCpuByName) {
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env_, env_.Devices("CPUExecutionProvider")).ok());
  setup.Config("session.disable_cpu_ep_fallback", "1");
  Session session(env_, setup);
  EXPECT_EQ(session.created().code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(session.created().Says("Conflicting session configuration")) << session.created();
}

}  // namespace
}  // namespace berth::testing
