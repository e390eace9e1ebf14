// Values in the memory of a device that the host cannot read: they are copied where they have to be, and nowhere else.
// The same program runs on ONNX Runtime; cases named OnBerth are about what it does otherwise.
#include <gmock/gmock.h>

#include <thread>

#include "npu.h"

namespace berth::testing {
namespace {

using ::testing::Pair;

class DeviceMemory : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(npu_.Devices().size(), 1u); }
  void Append(SessionSetup& setup, const char* delay = "0") {
    Result appended = setup.Append(npu_.env(), npu_.Devices(), {{"delay_us", delay}});
    ASSERT_TRUE(appended.ok()) << appended;
  }
  // Runs a model twice, with X = 2 and X = 3 all over.
  void Expect(const std::string& model, const std::vector<float>& of_two, const std::vector<float>& of_three,
              const char* delay = "0") {
    SessionSetup setup;
    Append(setup, delay);
    Session session(npu_.env(), setup, model);
    ASSERT_TRUE(session.created().ok()) << session.created();
    for (const bool give : {false, true}) {
      std::vector<float> y;
      Result ran = session.Run(2, &y, "Y", give);
      ASSERT_TRUE(ran.ok()) << ran;
      EXPECT_EQ(y, of_two) << (give ? "given" : "new");
      ran = session.Run(3, &y, "Y", give);
      ASSERT_TRUE(ran.ok()) << ran;
      EXPECT_EQ(y, of_three) << (give ? "given" : "new");
    }
  }
  Npu npu_;
};

// W = 0, 1, 2, 3, 4, 5.

TEST_F(DeviceMemory, OneNode) { Expect(MulModel(), kTwiceW, {0, 3, 6, 9, 12, 15}); }

TEST_F(DeviceMemory, BorderIsCrossedOncePerValue) {
  Border border(npu_);
  SessionSetup setup;
  Append(setup);
  Session session(npu_.env(), setup);
  ASSERT_TRUE(session.created().ok()) << session.created();
  EXPECT_THAT(border.Crossed(), Pair(1, 0)) << "the weight";
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(session.Run(2).ok());
    EXPECT_THAT(border.Crossed(), Pair(1, 1)) << "X in, Y out";
  }
}

// The host's operators stand between those of the device.
TEST_F(DeviceMemory, HostInBetween) {
  const std::string model =
      TinyModel({{"Add", "add", {"X", "W"}, "a"}, {"Neg", "neg", {"a"}, "b"}, {"Mul", "mul", {"b", "W"}, "Y"}}, "Y");
  Expect(model, {0, -3, -8, -15, -24, -35}, {0, -4, -10, -18, -28, -40});
}

TEST_F(DeviceMemory, DeviceInBetween) {
  const std::string model =
      TinyModel({{"Neg", "neg", {"X"}, "a"}, {"Add", "add", {"a", "W"}, "b"}, {"Abs", "abs", {"b"}, "Y"}}, "Y");
  Expect(model, {2, 1, 0, 1, 2, 3}, {3, 2, 1, 0, 1, 2});
}

// X, W and a are read on both sides; a twice by the host.
const std::string kShared = TinyModel({{"Add", "add", {"X", "W"}, "a"},
                                       {"Neg", "neg", {"a"}, "b"},
                                       {"Abs", "abs", {"a"}, "c"},
                                       {"Max", "max", {"b", "c", "X", "W"}, "d"},
                                       {"Mul", "mul", {"d", "a"}, "Y"}},
                                      "Y");

TEST_F(DeviceMemory, ValuesOnBothSides) { Expect(kShared, {4, 9, 16, 25, 36, 49}, {9, 16, 25, 36, 49, 64}); }

TEST_F(DeviceMemory, ASlowDeviceIsWaitedFor) {
  Expect(kShared, {4, 9, 16, 25, 36, 49}, {9, 16, 25, 36, 49, 64}, "500");
  Expect(MulModel(), kTwiceW, {0, 3, 6, 9, 12, 15}, "500");
}

TEST_F(DeviceMemory, OnBerthValuesOnBothSidesAreCopiedOnce) {
  SessionSetup setup;
  Append(setup);
  Session session(npu_.env(), setup, kShared);
  ASSERT_TRUE(session.created().ok()) << session.created();
  Border border(npu_);
  ASSERT_TRUE(session.Run(2).ok());
  EXPECT_THAT(border.Crossed(), Pair(2, 2)) << "X and d in, a and Y out";
}

// The caller's own values go out as they came in.
TEST_F(DeviceMemory, OutputsThatNoNodeMakes) {
  SessionSetup setup;
  Append(setup);
  Session session(npu_.env(), setup, TinyModel({{"Identity", "same", {"X"}, "Y"}}, "Y"));
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<float> y;
  ASSERT_TRUE(session.Run(2, &y).ok());
  EXPECT_EQ(y, std::vector<float>(6, 2.0f));
}

TEST_F(DeviceMemory, RunsAtTheSameTime) {
  SessionSetup setup;
  Append(setup, "50");
  Session session(npu_.env(), setup, kShared);
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<std::thread> threads;
  for (int t = 1; t <= 4; ++t) {
    threads.emplace_back([&, t] {
      const float x = static_cast<float>(t);
      std::vector<float> y, wanted;
      for (int w = 0; w < 6; ++w) wanted.push_back((x + static_cast<float>(w)) * (x + static_cast<float>(w)));
      for (int i = 0; i < 10; ++i) {
        Result ran = session.Run(x, &y);
        ASSERT_TRUE(ran.ok()) << ran;
        ASSERT_EQ(y, wanted) << "X = " << x;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(DeviceMemory, OnBerthALibraryWithStreamsInUseStays) {
  OrtSyncStream* stream = nullptr;
  ASSERT_TRUE(Take(Api().CreateSyncStreamForEpDevice(npu_.Devices()[0], nullptr, &stream)).ok());
  Result refused = npu_.env().Unregister(kNpu);
  EXPECT_EQ(refused.code, ORT_FAIL) << refused;
  EXPECT_TRUE(refused.Says("still in use")) << refused;
  Api().ReleaseSyncStream(stream);
}

}  // namespace
}  // namespace berth::testing
