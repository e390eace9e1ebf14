// EPs that break a rule after registration: the code and text that each gives, nothing of the EP left alive, and the
// environment works on.
#include "fault_session.h"

namespace berth::testing {
namespace {

TEST(SessionFaults, SoundEpIsTheLegalTwin) {
  Fault fault("none");
  fault.setup().Config("berth.ep_strict", "1");
  Session session(fault.env(), fault.setup());
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<float> y;
  ASSERT_TRUE(session.Run(2, &y).ok());
  EXPECT_EQ(y, kTwiceW);
  EXPECT_FALSE(fault.env().Logged(ORT_LOGGING_LEVEL_WARNING, ""));
}

TEST(SessionFaults, MakingTheEp) {
  ExpectCreationFails("create_ep_error", ORT_EP_FAIL, "fault: create_ep_error");
  ExpectCreationFails("create_ep_throws", ORT_EP_FAIL, "fault: create_ep_throws");
  ExpectCreationFails("create_ep_null", ORT_FAIL, "NULL OrtEp");
  ExpectCreationFails("ep_name_null", ORT_FAIL, "GetName");
}

TEST(SessionFaults, Compile) {
  ExpectCreationFails("compile_error", ORT_ENGINE_ERROR, "fault: compile_error");
  ExpectCreationFails("compile_throws", ORT_EP_FAIL, "fault: compile_throws");
  ExpectCreationFails("compile_null", ORT_EP_FAIL, "did not set a valid OrtNodeComputeInfo");
  ExpectCreationFails("compile_null_compute", ORT_EP_FAIL, "OrtNodeComputeInfo::Compute");
  ExpectCreationFails("compile_missing", ORT_FAIL, "Compile()");
  ExpectCreationFails("release_infos_missing", ORT_FAIL, "ReleaseNodeComputeInfos()");
}

TEST(SessionFaults, EndOfCreation) {
  ExpectCreationFails("state_error", ORT_NOT_FOUND, "fault: state_error");
  ExpectCreationFails("state_throws", ORT_EP_FAIL, "fault: state_throws");
  ExpectCreationFails("init_end_error", ORT_EP_FAIL, "fault: init_end_error");
  ExpectCreationFails("init_end_throws", ORT_EP_FAIL, "fault: init_end_throws");
}

TEST(SessionFaults, Capability) {
  ExpectLeftToCpu("capability_error", "fault: capability_error");
  ExpectLeftToCpu("capability_throws", "fault: capability_throws");
}

// The first claim of a node stands; the second is dropped.
TEST(SessionFaults, ClaimOfANodeOfItsOwn) { ExpectLeftToCpu("claim_twice", "already claimed"); }

TEST(SessionFaults, SingleNodeWithoutAKernel) {
  ExpectCreationFails("claim_single", ORT_NOT_IMPLEMENTED, "Failed to find kernel");
}

TEST(SessionFaults, ClaimOfANodeOfAnotherEp) {
  OpenLibrary tracing(kTracingEp);
  Fault fault("claim_all");
  ASSERT_TRUE(fault.env().Register("tracing", kTracingEp).ok());
  auto append_both = [&](SessionSetup& setup) {
    ASSERT_TRUE(setup.Append(fault.env(), fault.env().Devices("TracingEp")).ok());
    ASSERT_TRUE(setup.Append(fault.env(), fault.env().Devices("claim_all")).ok());
  };
  SessionSetup setup;
  append_both(setup);
  {
    tracing.Get<void()>("TracingEpClear")();
    Session session(fault.env(), setup);
    ASSERT_TRUE(session.created().ok()) << session.created();
    std::vector<float> y;
    ASSERT_TRUE(session.Run(2, &y).ok());
    EXPECT_EQ(y, kTwiceW);
    EXPECT_NE(std::string(tracing.Get<const char*()>("TracingEpRecord")()).find("Compute("), std::string::npos);
    EXPECT_TRUE(fault.env().Logged(ORT_LOGGING_LEVEL_WARNING, "already assigned to a different EP"));
  }
  setup.Config("berth.ep_strict", "1");
  Session strict(fault.env(), setup);
  EXPECT_EQ(strict.created().code, ORT_EP_FAIL) << strict.created();
  EXPECT_TRUE(strict.created().Says("already assigned to a different EP")) << strict.created();
}

TEST(SessionFaults, Runs) {
  ExpectRunFails("compute_error", ORT_DEVICE_RESET, "fault: compute_error");
  ExpectRunFails("compute_throws", ORT_EP_FAIL, "fault: compute_throws");
  ExpectRunFails("parallel_throws", ORT_RUNTIME_EXCEPTION, "fault: parallel_throws");
  ExpectRunFails("compute_wrong_shape", ORT_EP_FAIL, "[2,4] seen, [2,3] wanted");
  ExpectRunFails("compute_no_output", ORT_EP_FAIL, "output \"Y\": not made");
  ExpectRunFails("run_start_error", ORT_ENGINE_ERROR, "fault: run_start_error");
  ExpectRunFails("run_start_throws", ORT_EP_FAIL, "fault: run_start_throws");
  ExpectRunFails("run_end_error", ORT_ENGINE_ERROR, "fault: run_end_error");
  ExpectRunFails("run_end_throws", ORT_EP_FAIL, "fault: run_end_throws");
}

TEST(SessionFaults, ExceptionsAtTheEndAreLogged) {
  for (const char* name : {"release_state_throws", "release_infos_throws", "release_ep_throws"}) {
    Fault fault(name);
    Session session(fault.env(), fault.setup());
    ASSERT_TRUE(session.created().ok()) << session.created();
    session.Release();
    EXPECT_TRUE(fault.env().Logged(ORT_LOGGING_LEVEL_ERROR, std::string("fault: ") + name)) << name;
  }
}

}  // namespace
}  // namespace berth::testing
