// The rest of what an EP can break: texts, allocators, domains, layouts, control flow, compiled models, options. Each has the
// number of its duty in the error or the log.
#include "fault_models.h"
#include "fault_session.h"
#include "fault_steps.h"

namespace berth::testing {
namespace {

// Registration fails with code and text, and leaves the name free.
void ExpectRefused(const char* name, OrtErrorCode code, std::string_view duty, std::string_view text) {
  OpenLibrary library(FaultPath(name));
  Env env;
  Result refused = env.Register(name, FaultPath(name));
  EXPECT_EQ(refused.code, code) << name << ": " << refused;
  EXPECT_TRUE(refused.Says(duty) && refused.Says(text) && refused.Says(FaultPath(name))) << name << ": " << refused;
  EXPECT_EQ(library.Get<int()>("FaultEpLive")(), 0) << name;
  EXPECT_TRUE(env.Register(name, FaultPath("none")).ok());
}

// A session on the model of the fault; what fails says the duty.
Result Use(Fault& fault, const char* name) {
  const FaultModel model = ModelFor(name);
  Session session(fault.env(), fault.setup(), model.bytes);
  if (!session.created().ok()) return session.created();
  for (int i = 0; i < 2; ++i) {
    std::vector<float> y;
    Result ran = session.Run(2, &y);
    if (!ran.ok()) return ran;
    EXPECT_EQ(y, model.wanted) << name;
  }
  return {};
}

void ExpectWorks(const char* name) {
  Fault fault(name);
  Result used = Use(fault, name);
  EXPECT_TRUE(used.ok()) << name << ": " << used;
}

void ExpectFails(const char* name, OrtErrorCode code, std::string_view duty, std::string_view text) {
  Fault fault(name);
  Result used = Use(fault, name);
  EXPECT_EQ(used.code, code) << name << ": " << used;
  EXPECT_TRUE(used.Says(duty) && used.Says(text) && used.Says(name)) << name << ": " << used;
}

void ExpectLogged(const char* name, std::string_view duty) {
  Fault fault(name);
  Result used = Use(fault, name);
  EXPECT_TRUE(used.ok()) << name << ": " << used;
  EXPECT_TRUE(fault.env().Logged(ORT_LOGGING_LEVEL_WARNING, duty))
      << name << ": " << ::testing::PrintToString(fault.env().Lines(ORT_LOGGING_LEVEL_WARNING));
}

TEST(FactoryFaults, Texts) {
  ExpectRefused("vendor_null", ORT_FAIL, "EPC-004", "GetVendor");
  ExpectRefused("version_null", ORT_FAIL, "EPC-004", "GetVersion");
  for (const char* name : {"name_throws", "vendor_throws", "version_throws"}) {
    ExpectRefused(name, ORT_EP_FAIL, "EPC-008", std::string("fault: ") + name);
  }
  ExpectWorks("version_99");   // newer than the host, and content with what it has
}

TEST(FactoryFaults, VendorThatCannotBeAsked) {
  Fault fault("vendor_id_throws");
  SessionSetup setup;
  ASSERT_TRUE(setup.Policy(OrtExecutionProviderDevicePolicy_PREFER_CPU).ok());
  Session session(fault.env(), setup);
  EXPECT_TRUE(session.created().ok()) << session.created();
  EXPECT_TRUE(fault.env().Logged(ORT_LOGGING_LEVEL_ERROR, "[EPC-008] EP \"vendor_id_throws\": GetVendorId()"));
}

// Devices that were made and offered to nobody go with the library.
TEST(FactoryFaults, DevicesThatNobodyGot) { ExpectWorks("devices_kept"); }

TEST(FactoryFaults, Incompatibility) {
  for (const auto& [name, code] : {std::pair("incompatible_error", ORT_ENGINE_ERROR), {"incompatible_throws", ORT_EP_FAIL}}) {
    Fault fault(name);
    Result asked = AskIncompatibility(fault.env(), name);
    EXPECT_EQ(asked.code, code) << asked;
    EXPECT_TRUE(asked.Says(std::string("fault: ") + name)) << asked;
    EXPECT_TRUE(asked.Says(code == ORT_EP_FAIL ? "[EPC-008]" : "[EPC-046]")) << asked;
  }
}

TEST(FactoryFaults, Domains) {
  ExpectWorks("domains_fine");
  ExpectFails("domains_count_error", ORT_ENGINE_ERROR, "EPC-043", "GetNumCustomOpDomains");
  ExpectFails("domains_count_throws", ORT_EP_FAIL, "EPC-008", "GetNumCustomOpDomains");
  ExpectFails("domains_too_many", ORT_EP_FAIL, "EPC-043", "seen, at most");
  ExpectFails("domains_get_error", ORT_ENGINE_ERROR, "EPC-043", "GetCustomOpDomains");
  ExpectFails("domains_get_throws", ORT_EP_FAIL, "EPC-008", "GetCustomOpDomains");
  ExpectFails("domains_null", ORT_EP_FAIL, "EPC-043", "GetCustomOpDomains");
  ExpectFails("domains_foreign", ORT_EP_FAIL, "EPC-043", "GetCustomOpDomains");
}

TEST(AllocatorFaults, AtRegistration) {
  ExpectRefused("allocator_incomplete", ORT_FAIL, "EPC-022", "Alloc, Free or Info is missing");
  ExpectRefused("allocator_info_null", ORT_INVALID_ARGUMENT, "EPC-022", "Info");
  ExpectRefused("allocator_info_foreign", ORT_INVALID_ARGUMENT, "EPC-022", "Info");
  ExpectRefused("allocator_info_throws", ORT_EP_FAIL, "EPC-008", "fault: allocator_info_throws");
  ExpectRefused("transfer_no_can_copy", ORT_EP_FAIL, "EPC-024", "CanCopy");
  ExpectRefused("transfer_no_release", ORT_EP_FAIL, "EPC-024", "Release");
  ExpectWorks("transfer_null");
  ExpectWorks("transfer_version_zero");
}

TEST(AllocatorFaults, InSessions) {
  ExpectWorks("device_version_zero");
  ExpectWorks("device_default_null");
  ExpectWorks("device_ep_allocator_fine");
  ExpectFails("device_default_error", ORT_ENGINE_ERROR, "EPC-023", "GetDefaultMemoryDevice");
  ExpectFails("device_default_throws", ORT_EP_FAIL, "EPC-008", "GetDefaultMemoryDevice");
  ExpectFails("device_ep_allocator_null", ORT_FAIL, "EPC-022", "null allocator");
  ExpectFails("device_ep_allocator_error", ORT_ENGINE_ERROR, "EPC-022", "fault: device_ep_allocator_error");
  ExpectFails("device_ep_allocator_throws", ORT_EP_FAIL, "EPC-008", "fault: device_ep_allocator_throws");
  ExpectFails("device_alloc_on_stream_null", ORT_FAIL, "EPC-022", "none left");
  ExpectFails("device_alloc_on_stream_throws", ORT_EP_FAIL, "EPC-008", "fault: device_alloc_on_stream_throws");
  for (const auto& [name, code] : {std::pair("device_reserve_null", ORT_FAIL), {"device_reserve_throws", ORT_EP_FAIL}}) {
    ExpectWorks(name);   // weights are reserved only when the session says so
    Fault fault(name);
    fault.setup().Config("session.use_device_allocator_for_initializers", "1");
    Result used = Use(fault, name);
    EXPECT_EQ(used.code, code) << used;
    EXPECT_TRUE(used.Says(code == ORT_FAIL ? "[EPC-022]" : "[EPC-008]")) << used;
  }
}

TEST(AllocatorFaults, Statistics) {
  for (const auto& [name, code] : {std::pair("device_stats_error", ORT_ENGINE_ERROR), {"device_stats_foreign", ORT_FAIL}}) {
    Fault fault(name);
    Result asked = AskStatistics(fault.env(), fault.env().Devices(name)[0]);
    EXPECT_EQ(asked.code, code) << asked;
  }
  for (const char* name : {"device_stats_throws", "device_stats_throws_int"}) {
    Fault fault(name);
    EXPECT_FALSE(AskStatistics(fault.env(), fault.env().Devices(name)[0]).ok()) << name;
  }
  Fault fault("device_fine");
  EXPECT_TRUE(AskStatistics(fault.env(), fault.env().Devices("device_fine")[0]).ok()) << "the legal twin";
}

TEST(StreamFaults, OfTheEp) {
  ExpectWorks("device_ep_stream_fine");
  ExpectWorks("device_stream_version_zero");
  ExpectFails("device_ep_stream_null", ORT_FAIL, "EPC-026", "null stream");
  ExpectFails("device_ep_stream_error", ORT_ENGINE_ERROR, "EPC-026", "fault: device_ep_stream_error");
  ExpectFails("device_ep_stream_throws", ORT_EP_FAIL, "EPC-008", "fault: device_ep_stream_throws");
  ExpectFails("device_handle_throws", ORT_EP_FAIL, "EPC-008", "fault: device_handle_throws");
  ExpectLogged("device_stream_release_throws", "EPC-008");
}

// Y = Mul(Neg(Mul(X, W)), W): the host waits for the device in the middle of the run.
TEST(StreamFaults, Notifications) {
  const std::string model =
      TinyModel({{"Mul", "first", {"X", "W"}, "a"}, {"Neg", "neg", {"a"}, "b"}, {"Mul", "last", {"b", "W"}, "Y"}}, "Y");
  for (const auto& [name, slot] : {std::pair("device_notification_no_activate", "Activate"),
                                   {"device_notification_no_wait", "WaitOnHost"}}) {
    Fault fault(name);
    Session session(fault.env(), fault.setup(), model);
    ASSERT_TRUE(session.created().ok()) << session.created();
    Result ran = session.Run(2);
    EXPECT_EQ(ran.code, ORT_EP_FAIL) << ran;
    EXPECT_TRUE(ran.Says("[EPC-027]") && ran.Says(slot)) << ran;
  }
  Fault fault("device_notification_release_throws");
  Session session(fault.env(), fault.setup(), model);
  EXPECT_TRUE(session.Run(2).ok());
  EXPECT_TRUE(fault.env().Logged(ORT_LOGGING_LEVEL_ERROR, "OrtSyncNotificationImpl::Release"));
}

TEST(ReleaseFaults, ExceptionsAtTheEndAreLogged) {
  for (const char* name : {"allocator_release_throws", "transfer_release_throws"}) {
    Env env;
    ASSERT_TRUE(env.Register(name, FaultPath(name)).ok());
    ASSERT_TRUE(env.Unregister(name).ok());
    EXPECT_TRUE(env.Logged(ORT_LOGGING_LEVEL_ERROR, std::string("fault: ") + name)) << name;
    EXPECT_TRUE(env.Logged(ORT_LOGGING_LEVEL_ERROR, "[EPC-008]")) << name;
  }
}

TEST(EpFaults, Versions) {
  ExpectWorks("ep_version_99");
  ExpectFails("ep_version_zero", ORT_FAIL, "EPC-009", "GetName");
  ExpectWorks("compile_version_zero");
  ExpectWorks("kernel_version_zero");
}

TEST(EpFaults, Texts) { ExpectFails("ep_name_throws", ORT_EP_FAIL, "EPC-008", "fault: ep_name_throws"); }

TEST(EpFaults, ClaimsOfNothing) {
  for (const char* name : {"claim_empty", "claim_null", "claim_foreign"}) {
    ExpectLogged(name, "[EPC-011]");
    Fault fault(name);
    fault.setup().Config("berth.ep_strict", "1");
    EXPECT_EQ(Use(fault, name).code, ORT_EP_FAIL) << name;
  }
}

TEST(EpFaults, ComputeInfos) {
  ExpectFails("compile_null_state", ORT_EP_FAIL, "EPC-015", "CreateState");
  ExpectFails("compile_null_release", ORT_EP_FAIL, "EPC-015", "ReleaseState");
}

TEST(EpFaults, ComputeAsksForWhatIsNotThere) {
  ExpectFails("compute_input_99", ORT_INVALID_ARGUMENT, "EPC-016", "99");
  ExpectFails("compute_output_99", ORT_INVALID_ARGUMENT, "EPC-016", "99");
  ExpectFails("compute_status_foreign", ORT_FAIL, "EPC-016", "a status that CreateStatus did not make");
}

TEST(EpFaults, Layouts) {
  ExpectFails("layout_error", ORT_ENGINE_ERROR, "EPC-033", "fault: layout_error");
  ExpectFails("layout_throws", ORT_EP_FAIL, "EPC-008", "fault: layout_throws");
  ExpectFails("layout_unknown", ORT_EP_FAIL, "EPC-033", "99 seen");
}

TEST(EpFaults, SlowAndReentrant) {
  for (const char* name : {"create_ep_reenters", "compile_reenters", "state_reenters", "state_slow", "run_start_reenters",
                           "device_copy_reenters"}) {
    ExpectWorks(name);
  }
}

TEST(EpFaults, OptionsAndSync) {
  for (const auto& [name, code] : {std::pair("dynamic_error", ORT_ENGINE_ERROR), {"dynamic_throws", ORT_EP_FAIL},
                                   {"sync_error", ORT_ENGINE_ERROR}, {"sync_throws", ORT_EP_FAIL}}) {
    Fault fault(name);
    Session session(fault.env(), fault.setup());
    ASSERT_TRUE(session.created().ok()) << session.created();
    Result result = std::string_view(name).starts_with("sync") ? Synchronize(session) : SetDynamicOption(session);
    EXPECT_EQ(result.code, code) << result;
    EXPECT_TRUE(result.Says(std::string("fault: ") + name)) << result;
    EXPECT_TRUE(result.Says(code == ORT_EP_FAIL ? "[EPC-008]" : "[EPC-044]")) << result;
  }
}

// Whatever a callback throws, and from wherever: nothing crosses into the host, nothing stays.
TEST(EpFaults, NumbersAreThrownToo) {
  for (const FaultLibrary& library : kFaultLibraries) {
    const std::string name = library.fault;
    if (!name.ends_with("_int")) continue;
    Env env;
    if (!env.Register(library.fault, library.path).ok()) continue;
    SessionSetup setup;
    const auto devices = env.Devices(name);
    if (!devices.empty()) {
      EXPECT_TRUE(setup.Append(env, devices).ok()) << name;
    }
    Session session(env, setup, ModelFor(name).bytes);
    if (session.created().ok()) session.Run(2);
    session.Release();
    // One that could not release its factory stays loaded; unregistered it is all the same.
    EXPECT_TRUE(env.Unregister(library.fault).ok()) << name;
  }
}

TEST(ControlFlowFaults, SoundOnesAreTheLegalTwins) {
  for (const char* name : {"control_if_fine", "control_loop_fine", "control_scan_fine"}) ExpectWorks(name);
}

TEST(ControlFlowFaults, KernelsOfTheEpsOwn) {
  ExpectFails("control_own", ORT_FAIL, "EPC-020", "not originally created by ORT");
  ExpectFails("control_if_as_loop", ORT_FAIL, "EPC-019", "If-16 seen, Loop since opset 1 wanted");
}

TEST(ControlFlowFaults, Helpers) {
  ExpectFails("control_loop_incomplete", ORT_INVALID_ARGUMENT, "EPC-019", "Release and ConcatOutput wanted");
  ExpectFails("control_loop_concat_error", ORT_ENGINE_ERROR, "EPC-041", "fault: control_loop_concat_error");
  ExpectFails("control_loop_concat_throws", ORT_EP_FAIL, "EPC-008", "fault: control_loop_concat_throws");
  ExpectLogged("control_loop_release_throws", "EPC-008");
  ExpectFails("control_scan_incomplete", ORT_INVALID_ARGUMENT, "EPC-019", "Release and Transpose wanted");
  ExpectFails("control_scan_transpose_error", ORT_ENGINE_ERROR, "EPC-041", "fault: control_scan_transpose_error");
  ExpectFails("control_scan_transpose_throws", ORT_EP_FAIL, "EPC-008", "fault: control_scan_transpose_throws");
  ExpectLogged("control_scan_release_throws", "EPC-008");
}

// Compiles the model, and makes a session of what came out.
Result CompileAndLoad(const char* name) {
  Fault fault(name);
  std::string compiled;
  const bool weightless = std::string_view(name).starts_with("weightless_");
  Result result = CompileModel(fault.env(), fault.setup(), MulModel(), weightless, &compiled);
  if (!result.ok()) return result;
  Session session(fault.env(), fault.setup(), compiled);
  if (!session.created().ok()) return session.created();
  std::vector<float> y;
  result = session.Run(2, &y);
  EXPECT_EQ(y, kTwiceW) << name;
  return result;
}

void ExpectCompiling(const char* name, OrtErrorCode code, std::string_view duty, std::string_view text = "") {
  Result result = CompileAndLoad(name);
  EXPECT_EQ(result.code, code) << name << ": " << result;
  EXPECT_TRUE(result.Says(duty) && result.Says(text)) << name << ": " << result;
}

TEST(CompiledModelFaults, SoundOnesAreTheLegalTwins) {
  for (const char* name : {"context_fine", "compat_fine", "compat_info_null", "compat_unknown", "weightless_fine"}) {
    ExpectCompiling(name, ORT_OK, "");
  }
}

TEST(CompiledModelFaults, ContextNodes) {
  for (const char* name : {"context_null", "context_foreign", "context_fused"}) {
    ExpectCompiling(name, ORT_FAIL, "EPC-048", "no EPContext node seen");
  }
  ExpectCompiling("context_name", ORT_INVALID_GRAPH, "EPC-048", "an EPContext node named \"other\" seen");
}

TEST(CompiledModelFaults, Compatibility) {
  ExpectCompiling("compat_info_throws", ORT_EP_FAIL, "EPC-008", "fault: compat_info_throws");
  ExpectCompiling("compat_validate_error", ORT_FAIL, "EPC-042", "fault: compat_validate_error");
  ExpectCompiling("compat_validate_throws", ORT_FAIL, "EPC-008", "fault: compat_validate_throws");
}

TEST(CompiledModelFaults, Weightless) {
  ExpectCompiling("weightless_error", ORT_ENGINE_ERROR, "EPC-045", "fault: weightless_error");
  ExpectCompiling("weightless_throws", ORT_EP_FAIL, "EPC-008", "fault: weightless_throws");
  ExpectCompiling("weightless_unknown", ORT_EP_FAIL, "EPC-045", "99 seen");
}

TEST(CaptureFaults, Exceptions) {
  ExpectWorks("capture_enabled_throws");   // then it captures nothing
  {
    Fault fault("capture_captured_throws");
    Session session(fault.env(), fault.setup());
    Result ran = session.Run(2);
    EXPECT_EQ(ran.code, ORT_FAIL) << ran;
    EXPECT_TRUE(ran.Says("[EPC-029]")) << ran;
    EXPECT_TRUE(fault.env().Logged(ORT_LOGGING_LEVEL_ERROR, "[EPC-008]"));
  }
  {
    Fault fault("capture_replay_throws");
    Session session(fault.env(), fault.setup());
    Result ran = session.Run(2);
    EXPECT_EQ(ran.code, ORT_EP_FAIL) << ran;
    EXPECT_TRUE(ran.Says("[EPC-008]")) << ran;
  }
  Fault fault("capture_release_throws");
  Session session(fault.env(), fault.setup());
  EXPECT_EQ(Take(Api().SessionReleaseCapturedGraph(session.get(), 0)).code, ORT_EP_FAIL);
}

// Y = Neg(Mul(X, W)), where Neg stays on the CPU: whether a graph with it is captured is the EP's to say.
TEST(CaptureFaults, NodesThatMayStayOnTheCpu) {
  const std::string model = TinyModel({{"Mul", "mul", {"X", "W"}, "a"}, {"Neg", "neg", {"a"}, "Y"}}, "Y");
  for (const char* name : {"capture_policy_all", "capture_policy_throws", "capture_policy_unknown", "capture_fine"}) {
    Fault fault(name);
    Session session(fault.env(), fault.setup(), model);
    EXPECT_EQ(session.created().code, ORT_FAIL) << name << ": " << session.created();
    EXPECT_TRUE(session.created().Says("captures graphs of its own nodes alone")) << session.created();
  }
  Fault fault("capture_policy_cpu");
  Session session(fault.env(), fault.setup(), model);
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<float> y;
  ASSERT_TRUE(session.Run(2, &y).ok());
  EXPECT_EQ(y, (std::vector<float>{0, -2, -4, -6, -8, -10}));
  EXPECT_TRUE(session.Run(2, &y, "Y", true).ok()) << "replayed into memory of the caller";
}

}  // namespace
}  // namespace berth::testing
