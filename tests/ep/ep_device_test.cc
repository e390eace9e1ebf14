#include "ep/ep_device.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

class EpDeviceTest : public ::testing::Test {
 protected:
  EpDeviceTest() {
    factory_.ort_version_supported = 23;
    factory_.GetName = [](const OrtEpFactory*) noexcept -> const char* { return "E"; };
    factory_.GetVendor = [](const OrtEpFactory*) noexcept -> const char* { return "V"; };
    factory_.GetVersion = [](const OrtEpFactory*) noexcept -> const char* { return "1.2.3"; };
  }
  OrtEpFactory factory_{};
  OrtHardwareDevice hardware_;
};

TEST_F(EpDeviceTest, CopiesWhatItIsGiven) {
  OrtKeyValuePairs metadata, options;
  metadata.Add("key", "value");
  options.Add("level", "3");
  auto device = MakeEpDevice(&factory_, &hardware_, &metadata, &options);
  ASSERT_TRUE(device.ok()) << device.status().message();
  metadata.Clear();
  EXPECT_EQ((*device)->ep_name, "E");
  EXPECT_EQ((*device)->ep_vendor, "V");
  EXPECT_STREQ((*device)->metadata.Find("key"), "value");
  EXPECT_STREQ((*device)->metadata.Find("version"), "1.2.3");
  EXPECT_STREQ((*device)->options.Find("level"), "3");
  EXPECT_EQ((*device)->device, &hardware_);
  EXPECT_EQ((*device)->factory, &factory_);
}

TEST_F(EpDeviceTest, FactoryOfApi22HasNoVersion) {
  factory_.ort_version_supported = 22;
  OrtKeyValuePairs metadata;
  metadata.Add("version", "from the EP");
  auto device = MakeEpDevice(&factory_, &hardware_, &metadata, nullptr);
  ASSERT_TRUE(device.ok()) << device.status().message();
  EXPECT_STREQ((*device)->metadata.Find("version"), "from the EP");
}

TEST_F(EpDeviceTest, VersionInMetadataIsRefused) {
  OrtKeyValuePairs metadata;
  metadata.Add("version", "9.9.9");
  EXPECT_EQ(MakeEpDevice(&factory_, &hardware_, &metadata, nullptr).status().code(), ORT_INVALID_ARGUMENT);
}

TEST_F(EpDeviceTest, VersionMustBeSemantic) {
  factory_.GetVersion = [](const OrtEpFactory*) noexcept -> const char* { return "1.0"; };
  EXPECT_EQ(MakeEpDevice(&factory_, &hardware_, nullptr, nullptr).status().code(), ORT_FAIL);
  factory_.GetVersion = nullptr;
  EXPECT_EQ(MakeEpDevice(&factory_, &hardware_, nullptr, nullptr).status().code(), ORT_FAIL);
}

TEST_F(EpDeviceTest, NameAndVendorAreNeeded) {
  factory_.GetVendor = [](const OrtEpFactory*) noexcept -> const char* { return nullptr; };
  EXPECT_EQ(MakeEpDevice(&factory_, &hardware_, nullptr, nullptr).status().code(), ORT_FAIL);
  factory_.GetName = nullptr;
  EXPECT_EQ(MakeEpDevice(&factory_, &hardware_, nullptr, nullptr).status().code(), ORT_FAIL);
}

TEST_F(EpDeviceTest, ArgumentsAreChecked) {
  EXPECT_EQ(MakeEpDevice(nullptr, &hardware_, nullptr, nullptr).status().code(), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(MakeEpDevice(&factory_, nullptr, nullptr, nullptr).status().code(), ORT_INVALID_ARGUMENT);
}

TEST_F(EpDeviceTest, MemoryGoesWhereItBelongs) {
  OrtEpDevice device;
  auto info = [](OrtDeviceMemoryType type, OrtAllocatorType allocator) {
    return *MakeMemoryInfoV2("M", OrtMemoryInfoDeviceType_GPU, 1, 0, type, 0, allocator);
  };
  const OrtMemoryInfo own = info(OrtDeviceMemoryType_DEFAULT, OrtDeviceAllocator);
  const OrtMemoryInfo read_only = info(OrtDeviceMemoryType_DEFAULT, OrtReadOnlyAllocator);
  const OrtMemoryInfo host = info(OrtDeviceMemoryType_HOST_ACCESSIBLE, OrtDeviceAllocator);
  EXPECT_TRUE(AddAllocatorInfo(device, &own).ok());
  EXPECT_TRUE(AddAllocatorInfo(device, &read_only).ok());
  EXPECT_TRUE(AddAllocatorInfo(device, &host).ok());
  EXPECT_EQ(device.device_memory, &own);
  EXPECT_EQ(device.read_only_memory, &read_only);
  EXPECT_EQ(device.host_accessible_memory, &host);
  const OrtMemoryInfo second = own;
  EXPECT_TRUE(AddAllocatorInfo(device, &second).ok());
  EXPECT_EQ(device.device_memory, &second);
  OrtMemoryInfo odd = own;
  odd.device.memory_type = static_cast<OrtDeviceMemoryType>(3);
  EXPECT_EQ(AddAllocatorInfo(device, &odd).code(), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(AddAllocatorInfo(device, nullptr).code(), ORT_INVALID_ARGUMENT);
}

TEST(LooseTest, ObjectsAreFoundByAddressAlone) {
  Loose<int> loose;
  int* one = loose.Add(std::make_unique<int>(1));
  loose.Add(std::make_unique<int>(2));
  int foreign = 1;
  EXPECT_EQ(loose.Take(&foreign), nullptr);
  EXPECT_EQ(loose.Take(nullptr), nullptr);
  std::unique_ptr<int> taken = loose.Take(one);
  ASSERT_NE(taken, nullptr);
  EXPECT_EQ(*taken, 1);
  EXPECT_EQ(loose.Take(one), nullptr);
  loose.Drop([](int value) { return value == 2; });
  EXPECT_EQ(loose.size(), 0u);
}

TEST(CpuEpDevice, IsWhatProgramsLookFor) {
  OrtHardwareDevice hardware;
  auto device = MakeCpuEpDevice(hardware);
  EXPECT_EQ(device->ep_name, "CPUExecutionProvider");
  EXPECT_EQ(device->ep_vendor, "Microsoft");
  EXPECT_STREQ(device->metadata.Find("version"), "1.30.0");
  EXPECT_EQ(device->factory, nullptr);
  EXPECT_EQ(device->device_memory, nullptr);
}

}  // namespace
}  // namespace berth
