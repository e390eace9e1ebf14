// Allocators and memory infos.
#include "client.h"

namespace berth::testing {
namespace {

TEST(Allocator, DefaultGivesAlignedMemory) {
  OrtAllocator* allocator = DefaultAllocator();
  ASSERT_NE(allocator, nullptr);
  EXPECT_EQ(allocator, DefaultAllocator());   // one for the process
  for (size_t bytes : {size_t{1}, size_t{63}, size_t{1} << 20}) {
    void* data = nullptr;
    ASSERT_TRUE(Take(Api().AllocatorAlloc(allocator, bytes, &data)).ok());
    ASSERT_NE(data, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(data) % 64, 0u);
    std::memset(data, 1, bytes);
    EXPECT_TRUE(Take(Api().AllocatorFree(allocator, data)).ok());
  }
  EXPECT_TRUE(Take(Api().AllocatorFree(allocator, nullptr)).ok());
}

TEST(Allocator, SaysWhatItIs) {
  const OrtMemoryInfo* info = nullptr;
  ASSERT_TRUE(Take(Api().AllocatorGetInfo(DefaultAllocator(), &info)).ok());
  const char* name = nullptr;
  ASSERT_TRUE(Take(Api().MemoryInfoGetName(info, &name)).ok());
  EXPECT_STREQ(name, "Cpu");
  OrtKeyValuePairs* stats = nullptr;
  ASSERT_TRUE(Take(Api().AllocatorGetStats(DefaultAllocator(), &stats)).ok());
  ASSERT_NE(stats, nullptr);
  Api().ReleaseKeyValuePairs(stats);
}

TEST(Allocator, MoreThanThereIsIsAnError) {
  void* data = nullptr;
  Result result = Take(Api().AllocatorAlloc(DefaultAllocator(), SIZE_MAX / 2, &data));
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(data, nullptr);
}

TEST(Allocator, NullsAreRefused) {
  void* data = nullptr;
  EXPECT_EQ(Take(Api().AllocatorAlloc(nullptr, 1, &data)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().AllocatorAlloc(DefaultAllocator(), 1, nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().AllocatorFree(nullptr, data)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().GetAllocatorWithDefaultOptions(nullptr)).code, ORT_INVALID_ARGUMENT);
}

struct Described {
  std::string name;
  int id;
  OrtMemType mem_type;
  OrtAllocatorType type;
  OrtMemoryInfoDeviceType device_type;
  bool operator==(const Described&) const = default;
};

Described Describe(const OrtMemoryInfo* info) {
  Described d{};
  const char* name = nullptr;
  EXPECT_TRUE(Take(Api().MemoryInfoGetName(info, &name)).ok());
  d.name = name;
  EXPECT_TRUE(Take(Api().MemoryInfoGetId(info, &d.id)).ok());
  EXPECT_TRUE(Take(Api().MemoryInfoGetMemType(info, &d.mem_type)).ok());
  EXPECT_TRUE(Take(Api().MemoryInfoGetType(info, &d.type)).ok());
  Api().MemoryInfoGetDeviceType(info, &d.device_type);
  return d;
}

TEST(MemoryInfo, OfTheCpu) {
  EXPECT_EQ(Describe(CpuMemory().get()),
            (Described{"Cpu", 0, OrtMemTypeDefault, OrtDeviceAllocator, OrtMemoryInfoDeviceType_CPU}));
}

TEST(MemoryInfo, ByName) {
  OrtMemoryInfo* made = nullptr;
  ASSERT_TRUE(Take(Api().CreateMemoryInfo("Cuda", OrtArenaAllocator, 3, OrtMemTypeDefault, &made)).ok());
  Owned<OrtMemoryInfo> info = Own(made);
  EXPECT_EQ(Describe(info.get()), (Described{"Cuda", 3, OrtMemTypeDefault, OrtArenaAllocator, OrtMemoryInfoDeviceType_GPU}));
  made = nullptr;
  EXPECT_EQ(Take(Api().CreateMemoryInfo("NoSuchDevice", OrtDeviceAllocator, 0, OrtMemTypeDefault, &made)).code,
            ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CreateMemoryInfo(nullptr, OrtDeviceAllocator, 0, OrtMemTypeDefault, &made)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(made, nullptr);
}

TEST(MemoryInfo, ByDevice) {
  OrtMemoryInfo* made = nullptr;
  ASSERT_TRUE(Take(Api().CreateMemoryInfo_V2("mine", OrtMemoryInfoDeviceType_NPU, 0x1234, 2, OrtDeviceMemoryType_HOST_ACCESSIBLE,
                                             16, OrtDeviceAllocator, &made)).ok());
  Owned<OrtMemoryInfo> info = Own(made);
  EXPECT_EQ(Describe(info.get()), (Described{"mine", 2, OrtMemTypeCPUOutput, OrtDeviceAllocator, OrtMemoryInfoDeviceType_NPU}));
  EXPECT_EQ(Api().MemoryInfoGetVendorId(info.get()), 0x1234u);
  EXPECT_EQ(Api().MemoryInfoGetDeviceMemType(info.get()), OrtDeviceMemoryType_HOST_ACCESSIBLE);
}

TEST(MemoryInfo, Comparing) {
  int result = 9;
  ASSERT_TRUE(Take(Api().CompareMemoryInfo(CpuMemory().get(), CpuMemory().get(), &result)).ok());
  EXPECT_EQ(result, 0);
  OrtMemoryInfo* made = nullptr;
  ASSERT_TRUE(Take(Api().CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &made)).ok());
  Owned<OrtMemoryInfo> arena = Own(made);
  ASSERT_TRUE(Take(Api().CompareMemoryInfo(CpuMemory().get(), arena.get(), &result)).ok());
  EXPECT_NE(result, 0);
  EXPECT_EQ(Take(Api().CompareMemoryInfo(nullptr, arena.get(), &result)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CompareMemoryInfo(arena.get(), nullptr, &result)).code, ORT_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace berth::testing
