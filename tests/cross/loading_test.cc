// Loading libraries and EP libraries, with null_ep as it ships.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "base/dynamic_library.h"
#include "base/ort_status.h"
#include "ep/registry.h"

namespace berth {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

#ifdef _WIN32
constexpr char kEnding[] = ".dll";
#else
constexpr char kEnding[] = ".so";
#endif

std::filesystem::path Library(const std::string& name) { return RuntimeFolder() / (name + kEnding); }

// As much of the tables as null_ep uses.
OrtStatus* ORT_API_CALL CreateStatus(OrtErrorCode code, const char* text) noexcept { return new OrtStatus(code, text); }

OrtHardwareDeviceType ORT_API_CALL DeviceType(const OrtHardwareDevice* device) noexcept { return device->type; }

OrtStatus* ORT_API_CALL CreateEpDevice(OrtEpFactory* factory, const OrtHardwareDevice* hardware, const OrtKeyValuePairs* metadata,
                                       const OrtKeyValuePairs* options, OrtEpDevice** out) noexcept {
  auto device = MakeEpDevice(factory, hardware, metadata, options);
  if (!device.ok()) return ToOrtStatus(std::move(device).status());
  *out = LooseEpDevices().Add(std::move(*device));
  return nullptr;
}

const OrtEpApi* ORT_API_CALL GetEpApi() noexcept {
  static const OrtEpApi api = [] {
    OrtEpApi made{};
    made.CreateEpDevice = CreateEpDevice;
    return made;
  }();
  return &api;
}

const OrtApi* ORT_API_CALL GetApi(uint32_t) noexcept {
  static const OrtApi api = [] {
    OrtApi made{};
    made.CreateStatus = CreateStatus;
    made.HardwareDevice_Type = DeviceType;
    made.GetEpApi = GetEpApi;
    return made;
  }();
  return &api;
}

const char* ORT_API_CALL Version() noexcept { return "1.30.0"; }

class Loading : public ::testing::Test {
 protected:
  Loading() : registry_(*DiscoverDevices(DiscoveryOptions{}, SilentLogger()), base_, SilentLogger(), config_) {
    std::filesystem::create_directories(folder_);
  }
  ~Loading() override {
    std::error_code ignored;   // a library in use cannot be removed on Windows
    std::filesystem::remove_all(folder_, ignored);
  }

  std::filesystem::path CopyOf(const std::string& name, const std::filesystem::path& to) {
    std::filesystem::copy_file(Library(name), folder_ / to, std::filesystem::copy_options::overwrite_existing);
    return folder_ / to;
  }
  std::string Failure(const std::filesystem::path& path) {
    Status status = registry_.Register("failing", path);
    EXPECT_FALSE(status.ok());
    return std::string(status.message());
  }

  const OrtApiBase base_{GetApi, Version};
  EnvConfig config_;
  EpRegistry registry_;
  const std::filesystem::path folder_ = RuntimeFolder() / u8"Grüße 日本";
};

TEST_F(Loading, LibraryInAFolderWithLettersOfManyAlphabets) {
  {
    auto library = DynamicLibrary::Open(CopyOf("null_ep", u8"плагин.dll"));
    ASSERT_TRUE(library.ok()) << library.status().message();
    EXPECT_TRUE((*library)->Symbol("CreateEpFactories").ok());
    Status status = (*library)->Symbol("NoSuchSymbol").status();
    EXPECT_EQ(status.code(), ORT_FAIL);
    EXPECT_THAT(std::string(status.message()), HasSubstr("NoSuchSymbol"));
    EXPECT_THAT(std::string(status.message()), HasSubstr("\u043f\u043b\u0430\u0433\u0438\u043d.dll"));   // the path, in UTF-8
  }
  // Closed again: now it can go.
  EXPECT_TRUE(std::filesystem::remove(folder_ / u8"плагин.dll"));
}

TEST_F(Loading, EpLibraryOffersItsDevice) {
  ASSERT_EQ(registry_.devices().size(), 1u);   // the CPU kernels
  for (int times = 0; times < 3; ++times) {
    Status status = registry_.Register("null", Library("null_ep"));
    ASSERT_TRUE(status.ok()) << status.message();
    ASSERT_EQ(registry_.devices().size(), 2u);
    const OrtEpDevice& device = *registry_.devices()[1];
    EXPECT_EQ(device.ep_name, "NullEp");
    EXPECT_STREQ(device.metadata.Find("version"), "1.0.0");
    EXPECT_EQ(device.device->type, OrtHardwareDeviceType_CPU);
    EXPECT_TRUE(registry_.Unregister("null").ok());
    EXPECT_EQ(registry_.devices().size(), 1u);
  }
}

TEST_F(Loading, RelativePathStartsAtTheRuntime) {
  EXPECT_TRUE(registry_.Register("null", std::string("null_ep") + kEnding).ok());
  EXPECT_TRUE(registry_.Unregister("null").ok());
  const auto wide = CopyOf("null_ep", std::string("copy") + kEnding);
  Status status = registry_.Register("null", wide.lexically_relative(RuntimeFolder()));
  EXPECT_TRUE(status.ok()) << status.message();
}

TEST_F(Loading, WhatCannotBeLoadedIsNamedWithItsStage) {
  EXPECT_THAT(Failure(Library("missing")), HasSubstr("missing"));
  EXPECT_THAT(Failure(Library("missing")), HasSubstr("opening"));
  const auto text = folder_ / "text.dll";
  std::ofstream(text) << "no library at all";
  EXPECT_THAT(Failure(text), HasSubstr("text.dll: opening: "));
  const std::string no_ep = Failure(Library("no_ep"));
  EXPECT_THAT(no_ep, StartsWith("EP library \"failing\": "));
  EXPECT_THAT(no_ep, HasSubstr("CreateEpFactories"));
  EXPECT_EQ(registry_.devices().size(), 1u);
  EXPECT_TRUE(registry_.Register("failing", Library("null_ep")).ok());   // the name is free again
}

}  // namespace
}  // namespace berth
