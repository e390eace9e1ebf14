// EPs that break a rule in their kernels, their memory, their streams and their captured graphs.
#include <thread>

#include "fault_session.h"

namespace berth::testing {
namespace {

void ExpectWorks(const char* name) {
  Fault fault(name);
  Session session(fault.env(), fault.setup());
  ASSERT_TRUE(session.created().ok()) << name << ": " << session.created();
  for (int i = 0; i < 2; ++i) {
    std::vector<float> y;
    Result ran = session.Run(2, &y);
    ASSERT_TRUE(ran.ok()) << name << ": " << ran;
    EXPECT_EQ(y, kTwiceW) << name;
  }
}

TEST(KernelFaults, SoundEpsAreTheLegalTwins) {
  ExpectWorks("kernel_fine");
  ExpectWorks("kernel_prepack_fine");
}

TEST(KernelFaults, Registry) {
  ExpectCreationFails("kernel_registry_error", ORT_ENGINE_ERROR, "fault: kernel_registry_error");
  ExpectCreationFails("kernel_registry_throws", ORT_EP_FAIL, "fault: kernel_registry_throws");
  ExpectCreationFails("kernel_registry_foreign", ORT_EP_FAIL, "GetKernelRegistry");
}

TEST(KernelFaults, Making) {
  ExpectCreationFails("kernel_create_error", ORT_NOT_FOUND, "fault: kernel_create_error");
  ExpectCreationFails("kernel_create_throws", ORT_EP_FAIL, "fault: kernel_create_throws");
  ExpectCreationFails("kernel_create_null", ORT_FAIL, "null kernel");
  ExpectCreationFails("kernel_bad_flags", ORT_FAIL, "flags");
  ExpectCreationFails("kernel_no_compute", ORT_FAIL, "OrtKernelImpl::Compute");
}

TEST(KernelFaults, PackedWeights) {
  ExpectCreationFails("kernel_prepack_error", ORT_ENGINE_ERROR, "fault: kernel_prepack_error");
  ExpectCreationFails("kernel_prepack_throws", ORT_EP_FAIL, "fault: kernel_prepack_throws");
  ExpectCreationFails("kernel_prepack_twice", ORT_INVALID_ARGUMENT, "a second time");
  ExpectCreationFails("kernel_prepack_unsaid", ORT_FAIL, "not said to be packed");
  ExpectCreationFails("kernel_prepack_no_take", ORT_FAIL, "SetSharedPrePackedWeight");
  ExpectCreationFails("kernel_prepack_take_error", ORT_ENGINE_ERROR, "fault: kernel_prepack_take_error");
  ExpectCreationFails("kernel_prepack_take_throws", ORT_EP_FAIL, "fault: kernel_prepack_take_throws");
}

// Sessions that share a container share what kernels of EPs have packed into the same bytes, others do not. Each packs, and
// then gets what is there.
TEST(KernelFaults, PackedWeightsAreShared) {
  Fault fault("kernel_prepack_fine");
  const std::string model = MulModel();
  int before = fault.Packs();
  const auto packed_of_two = [&](OrtPrepackedWeightsContainer* container) {
    std::vector<const void*> packed;
    OrtSession* sessions[2] = {};
    for (OrtSession*& session : sessions) {
      Result made = Take(Api().CreateSessionFromArrayWithPrepackedWeightsContainer(
          fault.env().get(), model.data(), model.size(), fault.setup().get(), container, &session));
      EXPECT_TRUE(made.ok()) << made;
      packed.push_back(fault.Packed());
    }
    for (OrtSession* session : sessions) Api().ReleaseSession(session);
    return packed;
  };
  OrtPrepackedWeightsContainer *one = nullptr, *other = nullptr;
  ASSERT_TRUE(Take(Api().CreatePrepackedWeightsContainer(&one)).ok());
  ASSERT_TRUE(Take(Api().CreatePrepackedWeightsContainer(&other)).ok());
  const auto shared = packed_of_two(one);
  EXPECT_EQ(shared[0], shared[1]);
  EXPECT_EQ(fault.Packs() - before, 2);
  EXPECT_EQ(packed_of_two(one)[0], shared[0]) << "the container keeps it";
  EXPECT_NE(packed_of_two(other)[0], shared[0]);
  EXPECT_EQ(fault.Packs() - before, 6);
  Api().ReleasePrepackedWeightsContainer(one);
  Api().ReleasePrepackedWeightsContainer(other);
}

TEST(KernelFaults, PackingIsTheSessionsToForbid) {
  Fault fault("kernel_prepack_error");
  fault.setup().Config("session.disable_prepacking", "1");
  Session session(fault.env(), fault.setup());
  EXPECT_TRUE(session.created().ok()) << session.created();
}

TEST(KernelFaults, Runs) {
  ExpectRunFails("kernel_compute_error", ORT_DEVICE_RESET, "fault: kernel_compute_error");
  ExpectRunFails("kernel_compute_throws", ORT_EP_FAIL, "fault: kernel_compute_throws");
}

TEST(KernelFaults, ExceptionsAtTheEndAreLogged) {
  Fault fault("kernel_release_throws");
  Session session(fault.env(), fault.setup());
  ASSERT_TRUE(session.created().ok()) << session.created();
  session.Release();
  EXPECT_TRUE(fault.env().Logged(ORT_LOGGING_LEVEL_ERROR, "fault: kernel_release_throws"));
}

TEST(DeviceFaults, SoundEpsAreTheLegalTwins) {
  ExpectWorks("device_fine");
  // Legal: what throws where nobody can be told, and a stream that makes no notification, is flushed instead.
  ExpectWorks("device_free_throws");
  ExpectWorks("device_notification_null");
}

TEST(DeviceFaults, Memory) {
  ExpectCreationFails("device_default_foreign", ORT_EP_FAIL, "GetDefaultMemoryDevice");
  ExpectCreationFails("device_alloc_null", ORT_FAIL, "bytes wanted, none left");
  ExpectCreationFails("device_alloc_throws", ORT_EP_FAIL, "fault: device_alloc_throws");
}

TEST(DeviceFaults, Copies) {
  ExpectCreationFails("device_copy_error", ORT_ENGINE_ERROR, "fault: device_copy_error");
  ExpectCreationFails("device_copy_throws", ORT_EP_FAIL, "fault: device_copy_throws");
  for (const char* name : {"device_can_copy_never", "device_can_copy_throws"}) {
    Fault fault(name);
    Session session(fault.env(), fault.setup());
    EXPECT_EQ(session.created().code, ORT_FAIL) << name << ": " << session.created();
    EXPECT_TRUE(session.created().Says("no data transfer registered")) << name << ": " << session.created();
  }
}

TEST(DeviceFaults, Streams) {
  ExpectRunFails("device_stream_missing", ORT_FAIL, "CreateSyncStreamForDevice");
  ExpectRunFails("device_stream_error", ORT_ENGINE_ERROR, "fault: device_stream_error");
  ExpectRunFails("device_stream_throws", ORT_EP_FAIL, "fault: device_stream_throws");
  ExpectRunFails("device_stream_null", ORT_FAIL, "null stream");
  ExpectRunFails("device_stream_incomplete", ORT_FAIL, "OrtSyncStreamImpl::Flush");
  ExpectRunFails("device_flush_error", ORT_ENGINE_ERROR, "fault: device_flush_error");
  ExpectRunFails("device_flush_throws", ORT_EP_FAIL, "fault: device_flush_throws");
  ExpectRunFails("device_stream_end_error", ORT_ENGINE_ERROR, "fault: device_stream_end_error");
  ExpectRunFails("device_stream_end_throws", ORT_EP_FAIL, "fault: device_stream_end_throws");
}

TEST(DeviceFaults, AnEpThatCannotSayRunsWithoutStreams) { ExpectWorks("device_aware_throws"); }

// Y = Mul(Neg(Mul(X, W)), W): the host waits for the device in the middle of the run.
TEST(DeviceFaults, Notifications) {
  const std::string model =
      TinyModel({{"Mul", "first", {"X", "W"}, "a"}, {"Neg", "neg", {"a"}, "b"}, {"Mul", "last", {"b", "W"}, "Y"}}, "Y");
  const struct {
    const char* name;
    OrtErrorCode code;
  } kCases[] = {{"device_notification_error", ORT_ENGINE_ERROR}, {"device_notification_throws", ORT_EP_FAIL},
                {"device_activate_error", ORT_ENGINE_ERROR},     {"device_activate_throws", ORT_EP_FAIL},
                {"device_wait_error", ORT_ENGINE_ERROR},         {"device_wait_throws", ORT_EP_FAIL}};
  for (const auto& [name, code] : kCases) {
    Fault fault(name);
    Session session(fault.env(), fault.setup(), model);
    ASSERT_TRUE(session.created().ok()) << name << ": " << session.created();
    Result ran = session.Run(2);
    EXPECT_EQ(ran.code, code) << name << ": " << ran;
    EXPECT_TRUE(ran.Says(std::string("fault: ") + name)) << ran;
  }
}

TEST(CaptureFaults, SoundEpIsTheLegalTwin) {
  Fault fault("capture_fine");
  Session session(fault.env(), fault.setup());
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<float> y;
  ASSERT_TRUE(session.Run(2, &y).ok());
  EXPECT_EQ(y, kTwiceW);
  EXPECT_TRUE(session.Run(2, &y, "Y", true).ok()) << "replayed into memory of the caller";
  Result unbound = session.Run(2);
  EXPECT_EQ(unbound.code, ORT_INVALID_ARGUMENT) << unbound;
  EXPECT_TRUE(Take(Api().SessionReleaseCapturedGraph(session.get(), 0)).ok());
  EXPECT_TRUE(session.Run(2, &y).ok()) << "captured anew";
}

TEST(CaptureFaults, Errors) {
  ExpectRunFails("capture_never", ORT_FAIL, "no graph captured");
  {
    Fault fault("capture_replay_error");
    Session session(fault.env(), fault.setup());
    ASSERT_TRUE(session.created().ok()) << session.created();
    Result ran = session.Run(2);
    EXPECT_EQ(ran.code, ORT_ENGINE_ERROR) << ran;
    EXPECT_TRUE(ran.Says("fault: capture_replay_error")) << ran;
  }
  Fault fault("capture_release_error");
  Session session(fault.env(), fault.setup());
  ASSERT_TRUE(session.created().ok()) << session.created();
  EXPECT_EQ(Take(Api().SessionReleaseCapturedGraph(session.get(), 0)).code, ORT_ENGINE_ERROR);
}

TEST(CaptureFaults, WithoutReplayNothingIsCaptured) {
  ExpectWorks("capture_no_replay");
  Fault fault("capture_no_replay");
  Session session(fault.env(), fault.setup());
  EXPECT_TRUE(fault.env().Logged(ORT_LOGGING_LEVEL_WARNING, "nothing is captured"));
}

TEST(SessionFaults, SlowAndReentrantCallbacks) {
  ExpectWorks("compute_reenters");
  ExpectWorks("capability_reenters");
  Fault fault("compute_slow");
  Session session(fault.env(), fault.setup());
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<std::thread> threads;
  for (int t = 1; t <= 3; ++t) {
    threads.emplace_back([&, t] {
      std::vector<float> y;
      EXPECT_TRUE(session.Run(static_cast<float>(t), &y).ok());
      EXPECT_EQ(y[1], static_cast<float>(t));
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(SessionFaults, OutputAskedForInTwoShapes) {
  ExpectRunFails("compute_output_twice", ORT_INVALID_ARGUMENT, "asked for before");
}

TEST(SessionFaults, ConcurrencyQuery) {
  ExpectCreationFails("concurrency_error", ORT_ENGINE_ERROR, "fault: concurrency_error");
  ExpectCreationFails("concurrency_throws", ORT_EP_FAIL, "fault: concurrency_throws");
}

}  // namespace
}  // namespace berth::testing
