// The numbers that a stream's allocator goes by: how many notifications a stream has activated, and which of them another
// waited for.
#include "ep/sync_stream.h"

#include <gtest/gtest.h>

#include "capi/tables.h"
#include "ep/registry.h"
#include "ep_paths.h"

namespace berth {
namespace {

class SyncStreamTest : public ::testing::Test {
 protected:
  SyncStreamTest() {
    const std::vector<const OrtHardwareDevice*> hardware = {&processor_};
    registry_ = std::make_unique<EpRegistry>(hardware, *capi::ApiBase(), SilentLogger(), config_);
    for (const FaultLibrary& library : kFaultLibraries) {
      if (std::string_view(library.fault) != "device_fine") continue;
      EXPECT_TRUE(registry_->Register("fine", library.path).ok());
    }
    device_ = registry_->devices()[1];
  }
  std::unique_ptr<OrtSyncStream> Make() {
    auto made = OrtSyncStream::Make(*device_->owner, nullptr, device_->device_memory->device, nullptr);
    EXPECT_TRUE(made.ok()) << made.status().message();
    return made.ok() ? std::move(*made) : nullptr;
  }
  const OrtEpApi& api_ = *capi::ApiBase()->GetApi(ORT_API_VERSION)->GetEpApi();
  EnvConfig config_;
  OrtHardwareDevice processor_;
  std::unique_ptr<EpRegistry> registry_;
  const OrtEpDevice* device_ = nullptr;
};

TEST_F(SyncStreamTest, NumbersOfWaits) {
  auto producer = Make(), consumer = Make();
  EXPECT_NE(api_.SyncStream_GetImpl(producer.get()), nullptr);
  EXPECT_NE(api_.SyncStream_GetImpl(producer.get()), api_.SyncStream_GetImpl(consumer.get()));
  EXPECT_EQ(api_.SyncStream_GetSyncId(producer.get()), 0u);
  EXPECT_EQ(api_.GetSyncIdForLastWaitOnSyncStream(producer.get(), consumer.get()), 0u);
  for (uint64_t id = 1; id <= 2; ++id) {
    ASSERT_TRUE(producer->Join(consumer.get()).ok());
    EXPECT_EQ(api_.SyncStream_GetSyncId(producer.get()), id);
    EXPECT_EQ(api_.GetSyncIdForLastWaitOnSyncStream(producer.get(), consumer.get()), id);
  }
  EXPECT_EQ(api_.SyncStream_GetSyncId(consumer.get()), 0u);
  EXPECT_EQ(api_.GetSyncIdForLastWaitOnSyncStream(consumer.get(), producer.get()), 0u) << "the other way nobody waited";
  // The host waits for itself: no stream has waited.
  ASSERT_TRUE(producer->Join(nullptr).ok());
  EXPECT_EQ(api_.SyncStream_GetSyncId(producer.get()), 3u);
  EXPECT_EQ(api_.GetSyncIdForLastWaitOnSyncStream(producer.get(), consumer.get()), 2u);
}

TEST_F(SyncStreamTest, OfWhatIsNoStream) {
  auto stream = Make();
  alignas(16) static char foreign[512] = {};
  const auto* none = reinterpret_cast<const OrtSyncStream*>(foreign);
  EXPECT_EQ(api_.SyncStream_GetImpl(none), nullptr);
  EXPECT_EQ(api_.SyncStream_GetSyncId(none), 0u);
  EXPECT_EQ(api_.GetSyncIdForLastWaitOnSyncStream(none, stream.get()), 0u);
  EXPECT_EQ(api_.GetSyncIdForLastWaitOnSyncStream(stream.get(), none), 0u);
}

}  // namespace
}  // namespace berth
