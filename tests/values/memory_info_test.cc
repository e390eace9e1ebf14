#include "values/memory_info.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

OrtMemoryInfo Named(const char* name, int id = 0) {
  return *MakeMemoryInfo(name, OrtDeviceAllocator, id, OrtMemTypeDefault);
}

OrtMemoryInfo Gpu(const char* name, size_t alignment = 0, OrtDeviceMemoryType type = OrtDeviceMemoryType_DEFAULT) {
  return *MakeMemoryInfoV2(name, OrtMemoryInfoDeviceType_GPU, 0x10de, 1, type, alignment, OrtDeviceAllocator);
}

TEST(MakeMemoryInfo, NamesSetTheDevice) {
  struct Row {
    const char* name;
    OrtMemoryInfoDeviceType type;
    OrtDeviceMemoryType memory;
    uint32_t vendor;
  };
  constexpr Row kRows[] = {
      {"Cpu", OrtMemoryInfoDeviceType_CPU, OrtDeviceMemoryType_DEFAULT, 0},
      {"Cuda", OrtMemoryInfoDeviceType_GPU, OrtDeviceMemoryType_DEFAULT, 0x10de},
      {"CudaPinned", OrtMemoryInfoDeviceType_GPU, OrtDeviceMemoryType_HOST_ACCESSIBLE, 0x10de},
      {"HipPinned", OrtMemoryInfoDeviceType_GPU, OrtDeviceMemoryType_HOST_ACCESSIBLE, 0x1002},
      {"OpenVINO_RT_NPU", OrtMemoryInfoDeviceType_NPU, OrtDeviceMemoryType_DEFAULT, 0x8086},
      {"QnnHtpShared", OrtMemoryInfoDeviceType_CPU, OrtDeviceMemoryType_HOST_ACCESSIBLE, 0x5143},
  };
  for (const Row& row : kRows) {
    const OrtMemoryInfo info = Named(row.name, 3);
    EXPECT_EQ(info.name, row.name);
    EXPECT_EQ(info.device.type, row.type) << row.name;
    EXPECT_EQ(info.device.memory_type, row.memory) << row.name;
    EXPECT_EQ(info.device.vendor_id, row.vendor) << row.name;
    EXPECT_EQ(info.device.device_id, info.name == "Cpu" ? 0 : 3) << row.name;
  }
  EXPECT_EQ(Named("CpuAligned4K").device.alignment, 4096u);
}

TEST(MakeMemoryInfo, LongNamesAreKeptShort) {
  EXPECT_EQ(Named("WebGPU_Buffer").name, "WebGPU_Buf");
  EXPECT_EQ(Named("WebNN_Tensor"), Named("WebNN_Ten"));
}

TEST(MakeMemoryInfo, RefusesUnknownNames) {
  for (const char* name : {"", "cpu", "CUDA", "MyDevice"}) {
    EXPECT_EQ(MakeMemoryInfo(name, OrtDeviceAllocator, 0, OrtMemTypeDefault).status().code(), ORT_INVALID_ARGUMENT);
  }
  EXPECT_EQ(MakeMemoryInfo(nullptr, OrtDeviceAllocator, 0, OrtMemTypeDefault).status().code(), ORT_INVALID_ARGUMENT);
}

TEST(MakeMemoryInfoV2, MemTypeFollowsTheDeviceMemory) {
  EXPECT_EQ(Gpu("any name").mem_type, OrtMemTypeDefault);
  EXPECT_EQ(Gpu("any name", 0, OrtDeviceMemoryType_HOST_ACCESSIBLE).mem_type, OrtMemTypeCPUOutput);
  EXPECT_TRUE(Gpu("", 0, OrtDeviceMemoryType_HOST_ACCESSIBLE).device.IsHostAccessible());
  EXPECT_FALSE(Gpu("").device.IsHostAccessible());
}

TEST(MakeMemoryInfoV2, RefusesUnknownEnumsAndNoName) {
  auto make = [](const char* name, int type, int memory) {
    return MakeMemoryInfoV2(name, static_cast<OrtMemoryInfoDeviceType>(type), 0, 0,
                            static_cast<OrtDeviceMemoryType>(memory), 0, OrtDeviceAllocator)
        .status()
        .code();
  };
  EXPECT_EQ(make("x", 0, 0), ORT_OK);
  EXPECT_EQ(make(nullptr, 0, 0), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(make("x", -1, 0), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(make("x", 4, 0), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(make("x", 0, 1), ORT_INVALID_ARGUMENT);
}

TEST(OrtMemoryDevice, EqualityIgnoresNames) {
  EXPECT_EQ(Gpu("a").device, Gpu("b").device);
  EXPECT_FALSE(Gpu("a") == Gpu("b"));
  EXPECT_FALSE(Gpu("a").device == Gpu("a", 32).device);
  EXPECT_FALSE(Gpu("a").device == Gpu("a", 0, OrtDeviceMemoryType_HOST_ACCESSIBLE).device);
}

TEST(InternMemoryInfo, EqualInfosGiveOneObjectThatOutlivesThem) {
  const OrtMemoryInfo* first;
  {
    const OrtMemoryInfo info = Gpu("interned");
    first = InternMemoryInfo(info);
    EXPECT_NE(first, &info);
  }
  EXPECT_EQ(first, InternMemoryInfo(Gpu("interned")));
  EXPECT_NE(first, InternMemoryInfo(Gpu("interned too")));
  EXPECT_EQ(first->name, "interned");
}

TEST(InternMemoryInfo, CommonCpuMemoryIsKnown) {
  EXPECT_EQ(InternMemoryInfo(OrtMemoryInfo()), &CpuMemoryInfo());
  for (OrtAllocatorType type : {OrtDeviceAllocator, OrtArenaAllocator, OrtReadOnlyAllocator}) {
    for (OrtMemType memory : {OrtMemTypeDefault, OrtMemTypeCPUOutput, OrtMemTypeCPUInput}) {
      const OrtMemoryInfo info = *MakeMemoryInfo("Cpu", type, 0, memory);
      EXPECT_EQ(*InternMemoryInfo(info), info);
      EXPECT_EQ(InternMemoryInfo(info), InternMemoryInfo(OrtMemoryInfo(info)));
    }
  }
}

}  // namespace
}  // namespace berth
