// Files and hardware as the system shows them.
#include <cstring>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "base/dynamic_library.h"
#include "base/mapped_file.h"
#include "devices/discovery.h"
#include "devices/hardware_file.h"

namespace berth {
namespace {

std::filesystem::path Write(const std::filesystem::path& name, std::string_view bytes) {
  const auto path = RuntimeFolder() / name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

TEST(System, MapsAFileWhoseNameIsNotAscii) {
  const auto path = Write(u8"größe.bin", "twelve bytes");
  {
    auto file = MappedFile::Open(path);
    ASSERT_TRUE(file.ok()) << file.status().message();
    ASSERT_EQ((*file)->bytes().size(), 12u);
    EXPECT_EQ(std::memcmp((*file)->bytes().data(), "twelve bytes", 12), 0);
  }
  EXPECT_TRUE(std::filesystem::remove(path));
  Status status = MappedFile::Open(path).status();
  EXPECT_EQ(status.code(), ORT_NO_SUCHFILE) << status.message();
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("gr\u00f6\u00dfe.bin"));
}

TEST(System, EmptyFilesAndFolders) {
  auto empty = MappedFile::Open(Write("empty.bin", ""));
  ASSERT_TRUE(empty.ok()) << empty.status().message();
  EXPECT_TRUE((*empty)->bytes().empty());
  EXPECT_FALSE(MappedFile::Open(RuntimeFolder()).ok());
}

TEST(System, OneProcessorWithAVendorIsFoundEverywhere) {
  auto devices = DiscoverDevices(DiscoveryOptions{}, SilentLogger());
  ASSERT_TRUE(devices.ok()) << devices.status().message();
  size_t processors = 0;
  for (const OrtHardwareDevice* device : *devices) {
    if (device->type != OrtHardwareDeviceType_CPU) continue;
    ++processors;
    EXPECT_FALSE(device->vendor.empty());
    EXPECT_EQ(device->vendor == "unknown", device->vendor_id == 0);
  }
  EXPECT_EQ(processors, 1u);
  EXPECT_EQ(devices->back()->type, OrtHardwareDeviceType_CPU);   // they are sorted
}

TEST(System, HardwareIsMadeUpFromAFile) {
  auto devices = ReadHardwareFile(Write(u8"ハード.json", R"({"devices": [{"type": "NPU", "vendor_id": 32902, "vendor": "Intel"}]})"));
  ASSERT_TRUE(devices.ok()) << devices.status().message();
  ASSERT_EQ(devices->size(), 1u);
  EXPECT_EQ(devices->front()->vendor, "Intel");
  EXPECT_FALSE(ReadHardwareFile(Write("broken.json", "{")).ok());
}

}  // namespace
}  // namespace berth
