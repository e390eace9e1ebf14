#include "values/allocator.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "base/key_value_pairs.h"
#include "base/ort_status.h"
#include "values/memory_info.h"

namespace berth {
namespace {

// An allocator of a program: counts what is out.
struct CountingAllocator : OrtAllocator {
  explicit CountingAllocator(uint32_t api_version = ORT_API_VERSION) : OrtAllocator{} {
    version = api_version;
    OrtAllocator::Alloc = [](OrtAllocator* self, size_t bytes) -> void* {
      auto* me = static_cast<CountingAllocator*>(self);
      if (bytes > me->limit) return nullptr;
      ++me->live;
      return ::operator new(bytes);
    };
    OrtAllocator::Free = [](OrtAllocator* self, void* data) {
      --static_cast<CountingAllocator*>(self)->live;
      ::operator delete(data);
    };
    OrtAllocator::Info = [](const OrtAllocator*) -> const OrtMemoryInfo* { return &CpuMemoryInfo(); };
    OrtAllocator::Reserve = [](OrtAllocator* self, size_t bytes) {
      ++static_cast<CountingAllocator*>(self)->reserves;
      return self->Alloc(self, bytes);
    };
  }
  int live = 0;
  int reserves = 0;
  size_t limit = 1 << 20;
};

std::string Stat(const char* key) {
  auto stats = AllocatorStats(DefaultCpuAllocator());
  std::unique_ptr<OrtKeyValuePairs> pairs(*stats);
  const char* value = pairs->Find(key);
  return value != nullptr ? value : "";
}

TEST(DefaultCpuAllocator, AlignsToACacheLine) {
  OrtAllocator* allocator = DefaultCpuAllocator();
  for (size_t bytes : {1, 63, 64, 65, 4097}) {
    void* data = allocator->Alloc(allocator, bytes);
    ASSERT_NE(data, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(data) % kCpuAlignment, 0u);
    allocator->Free(allocator, data);
  }
  EXPECT_EQ(allocator->Info(allocator), &CpuMemoryInfo());
  EXPECT_EQ(allocator->version, static_cast<uint32_t>(ORT_API_VERSION));
}

TEST(DefaultCpuAllocator, NothingAndTooMuchGiveNull) {
  OrtAllocator* allocator = DefaultCpuAllocator();
  EXPECT_EQ(allocator->Alloc(allocator, 0), nullptr);
  EXPECT_EQ(allocator->Alloc(allocator, std::numeric_limits<size_t>::max()), nullptr);
  EXPECT_EQ(allocator->Alloc(allocator, std::numeric_limits<size_t>::max() / 2), nullptr);
  allocator->Free(allocator, nullptr);
}

TEST(DefaultCpuAllocator, CountsForItsStats) {
  OrtAllocator* allocator = DefaultCpuAllocator();
  constexpr size_t kLarge = 3 << 20;
  void* data = allocator->AllocOnStream(allocator, kLarge, nullptr);
  allocator->Free(allocator, data);
  const int before = std::stoi(Stat("NumAllocs"));
  EXPECT_GE(std::stoul(Stat("MaxAllocSize")), kLarge);
  allocator->Free(allocator, allocator->Reserve(allocator, 8));
  EXPECT_EQ(std::stoi(Stat("NumAllocs")), before + 1);
  EXPECT_EQ(Adopt(allocator->GetStats(allocator, nullptr)).code(), ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(AllocatorShrink(allocator).ok());
}

TEST(Buffer, OwnsBorrowsAndMoves) {
  CountingAllocator allocator;
  {
    Buffer buffer = *Buffer::Allocate(&allocator, 16);
    void* data = buffer.data();
    EXPECT_TRUE(buffer.owns());
    Buffer moved = std::move(buffer);
    EXPECT_EQ(moved.data(), data);
    EXPECT_EQ(buffer.data(), nullptr);
    moved = Buffer::Borrow(&allocator);
    EXPECT_EQ(allocator.live, 0);
    EXPECT_FALSE(moved.owns());
  }
  EXPECT_EQ(allocator.live, 0);
}

TEST(Buffer, NoBytesAndNoMemory) {
  CountingAllocator allocator;
  EXPECT_EQ(Buffer::Allocate(&allocator, 0)->data(), nullptr);
  EXPECT_EQ(Buffer::Allocate(&allocator, allocator.limit + 1).status().code(), ORT_FAIL);
  EXPECT_TRUE(Buffer::Allocate(&allocator, allocator.limit).ok());
}

TEST(AllocatorSlots, OlderStructsAreNotReadPastTheirEnd) {
  CountingAllocator old(17);
  old.GetStats = [](const OrtAllocator*, OrtKeyValuePairs**) noexcept -> OrtStatus* {
    return ToOrtStatus(Status(ORT_EP_FAIL, "not to be called"));
  };
  old.Shrink = [](OrtAllocator*) noexcept -> OrtStatus* {
    return ToOrtStatus(Status(ORT_EP_FAIL, "not to be called"));
  };
  old.Free(&old, AllocatorReserve(&old, 4));
  EXPECT_EQ(old.reserves, 0);
  auto stats = AllocatorStats(&old);
  ASSERT_TRUE(stats.ok());
  EXPECT_TRUE(std::unique_ptr<OrtKeyValuePairs>(*stats)->entries().empty());
  EXPECT_TRUE(AllocatorShrink(&old).ok());

  old.version = 25;
  old.Free(&old, AllocatorReserve(&old, 4));
  EXPECT_EQ(old.reserves, 1);
  EXPECT_EQ(AllocatorStats(&old).status().code(), ORT_EP_FAIL);
  EXPECT_EQ(AllocatorShrink(&old).code(), ORT_EP_FAIL);
}

TEST(PageAllocator, GivesAlignedMemoryAndTakesItBack) {
  OrtAllocator* allocator = PageAllocator();
  EXPECT_EQ(allocator->Alloc(allocator, 0), nullptr);
  EXPECT_EQ(allocator->Alloc(allocator, SIZE_MAX), nullptr);
  for (size_t bytes : {size_t{1}, size_t{4096}, size_t{3} << 20}) {
    auto* data = static_cast<unsigned char*>(allocator->Alloc(allocator, bytes));
    ASSERT_NE(data, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(data) % kCpuAlignment, 0u);
    std::fill_n(data, bytes, 7);
    allocator->Free(allocator, data);
  }
  allocator->Free(allocator, nullptr);
  EXPECT_TRUE(*allocator->Info(allocator) == CpuMemoryInfo());
}

TEST(AllocatorSlots, NullSlotsHaveTheirStandIns) {
  CountingAllocator allocator;
  allocator.Reserve = nullptr;
  allocator.Free(&allocator, AllocatorReserve(&allocator, 4));
  EXPECT_EQ(allocator.live, 0);
  auto stats = AllocatorStats(&allocator);
  ASSERT_TRUE(stats.ok());
  delete *stats;
  EXPECT_TRUE(AllocatorShrink(&allocator).ok());
}

}  // namespace
}  // namespace berth
