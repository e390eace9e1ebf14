// Streams: those that a program makes and gives to runs, and their numbers.
#include "npu.h"

namespace berth::testing {
namespace {

class Streams : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(npu_.Devices().size(), 1u);
    ASSERT_TRUE(Take(Api().CreateSyncStreamForEpDevice(npu_.Devices()[0], nullptr, &stream_)).ok());
  }
  void TearDown() override { Api().ReleaseSyncStream(stream_); }
  Npu npu_;
  OrtSyncStream* stream_ = nullptr;
};

TEST_F(Streams, HaveAHandleAndAnImpl) {
  EXPECT_NE(Api().SyncStream_GetHandle(stream_), nullptr);
  EXPECT_NE(Api().GetEpApi()->SyncStream_GetImpl(stream_), nullptr);
  EXPECT_EQ(Api().GetEpApi()->SyncStream_GetSyncId(stream_), 0u);
}

TEST_F(Streams, OfDevicesWithoutAreRefused) {
  OrtSyncStream* none = nullptr;
  for (const OrtEpDevice* device : npu_.env().Devices("CPUExecutionProvider")) {
    Result refused = Take(Api().CreateSyncStreamForEpDevice(device, nullptr, &none));
    EXPECT_EQ(refused.code, ORT_INVALID_ARGUMENT) << refused;
  }
  EXPECT_EQ(Take(Api().CreateSyncStreamForEpDevice(nullptr, nullptr, &none)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CreateSyncStreamForEpDevice(npu_.Devices()[0], nullptr, nullptr)).code, ORT_INVALID_ARGUMENT);
}

TEST_F(Streams, OfTheCallerAreUsedByARun) {
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(npu_.env(), npu_.Devices(), {{"delay_us", "200"}}).ok());
  Session session(npu_.env(), setup);
  ASSERT_TRUE(session.created().ok()) << session.created();
  OrtRunOptions* options = nullptr;
  ASSERT_TRUE(Take(Api().CreateRunOptions(&options)).ok());
  Api().RunOptionsSetSyncStream(options, stream_);
  std::vector<float> y;
  Result ran = session.Run(2, &y, "Y", false, options);
  EXPECT_TRUE(ran.ok()) << ran;
  EXPECT_EQ(y, kTwiceW);
  Api().RunOptionsSetSyncStream(options, nullptr);
  EXPECT_TRUE(session.Run(2, &y, "Y", false, options).ok());
  Api().ReleaseRunOptions(options);
}

TEST_F(Streams, OfAnotherDeviceThanTheSessionsAreRefused) {
  SessionSetup setup;
  Session session(npu_.env(), setup);
  ASSERT_TRUE(session.created().ok()) << session.created();
  OrtRunOptions* options = nullptr;
  ASSERT_TRUE(Take(Api().CreateRunOptions(&options)).ok());
  Api().RunOptionsSetSyncStream(options, stream_);
  Result ran = session.Run(2, nullptr, "Y", false, options);
  EXPECT_EQ(ran.code, ORT_INVALID_ARGUMENT) << ran;
  Api().ReleaseRunOptions(options);
}

}  // namespace
}  // namespace berth::testing
