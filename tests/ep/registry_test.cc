#include "ep/registry.h"

#include <dlfcn.h>

#include <gtest/gtest.h>

#include "capi/tables.h"
#include "ep_paths.h"

namespace berth {
namespace {

const char* FaultPath(std::string_view fault) {
  for (const FaultLibrary& library : kFaultLibraries) {
    if (fault == library.fault) return library.path;
  }
  ADD_FAILURE() << "no fault library " << fault;
  return "";
}

class RegistryTest : public ::testing::Test {
 protected:
  RegistryTest() {
    const std::vector<const OrtHardwareDevice*> hardware = {&processor_};
    registry_ = std::make_unique<EpRegistry>(hardware, *capi::ApiBase(), logger_, config_);
  }
  // Registers a fault library under its own name; what it leaves alive afterwards is in live_.
  Status Register(const char* fault) {
    void* handle = dlopen(FaultPath(fault), RTLD_NOW | RTLD_LOCAL);
    EXPECT_NE(handle, nullptr) << dlerror();
    auto live = reinterpret_cast<int (*)()>(dlsym(handle, "FaultEpLive"));
    Status status = registry_->Register(fault, FaultPath(fault));
    live_ = live != nullptr ? live() : -1;
    dlclose(handle);
    return status;
  }
  // A registration that must fail like this, leaving nothing of the EP alive and the registry as it was.
  void ExpectRefused(const char* fault, OrtErrorCode code, const char* text) {
    const size_t loose = LooseEpDevices().size();
    Status status = Register(fault);
    EXPECT_EQ(status.code(), code) << fault << ": " << status.message();
    EXPECT_NE(status.message().find(text), std::string_view::npos) << fault << ": " << status.message();
    EXPECT_NE(status.message().find(FaultPath(fault)), std::string_view::npos) << status.message();
    EXPECT_EQ(live_, 0) << fault;
    EXPECT_EQ(registry_->devices().size(), 1u) << fault;
    EXPECT_EQ(LooseEpDevices().size(), loose) << fault;
    // The name is free again, and others go on working.
    EXPECT_EQ(registry_->Unregister(fault).code(), ORT_FAIL);
    EXPECT_TRUE(registry_->Register(fault, FaultPath("none")).ok()) << fault;
    EXPECT_EQ(registry_->devices().size(), 2u);
    EXPECT_TRUE(registry_->Unregister(fault).ok()) << fault;
  }
  bool Logged(std::string_view text) const { return log_.find(text) != std::string::npos; }

  std::string log_;
  Logger logger_{std::make_shared<const LogSink>([this](Severity, const char*, const char*, const char*, const char* text) {
                   log_ += text;
                   log_ += '\n';
                 }), "test", Severity::kInfo};
  EnvConfig config_;
  OrtHardwareDevice processor_;
  std::unique_ptr<EpRegistry> registry_;
  int live_ = 0;
};

TEST_F(RegistryTest, OffersTheCpuFirst) {
  ASSERT_EQ(registry_->devices().size(), 1u);
  EXPECT_EQ(registry_->devices()[0]->ep_name, kCpuEpName);
  ASSERT_TRUE(Register("none").ok());
  ASSERT_EQ(registry_->devices().size(), 2u);
  const OrtEpDevice* device = registry_->devices()[1];
  EXPECT_EQ(device->ep_name, "none");
  EXPECT_STREQ(device->metadata.Find("version"), "1.2.3");
  EXPECT_STREQ(device->metadata.Find("library_path"), FaultPath("none"));
  EXPECT_EQ(device->device, registry_->hardware()[0]);
  EXPECT_TRUE(registry_->Offers(device));
  EXPECT_EQ(live_, 2);   // factory and data transfer
  ASSERT_TRUE(registry_->Unregister("none").ok());
  EXPECT_FALSE(registry_->Offers(device));
  EXPECT_EQ(registry_->devices().size(), 1u);
}

TEST_F(RegistryTest, LibrariesThatCannotBeLoaded) {
  Status status = registry_->Register("missing", "/no/such/ep.so");
  EXPECT_EQ(status.code(), ORT_FAIL);
  EXPECT_NE(status.message().find("/no/such/ep.so"), std::string_view::npos) << status.message();
  EXPECT_NE(status.message().find("No such file"), std::string_view::npos) << status.message();
  status = registry_->Register("relative", "no_such_ep.so");
  EXPECT_NE(status.message().find((RuntimeFolder() / "no_such_ep.so").string()), std::string_view::npos) << status.message();
  ExpectRefused("without_entry", ORT_FAIL, "CreateEpFactories");
  ExpectRefused("without_release", ORT_FAIL, "ReleaseEpFactory");
}

TEST_F(RegistryTest, FactoriesThatAreRefused) {
  ExpectRefused("factories_error", ORT_NOT_IMPLEMENTED, "fault: factories_error");
  ExpectRefused("factories_throw", ORT_EP_FAIL, "fault: factories_throw");
  ExpectRefused("factories_null_entry", ORT_FAIL, "inconsistent with num_factories");
  ExpectRefused("factories_too_many", ORT_FAIL, "inconsistent with max_factories");
  ExpectRefused("version_too_old", ORT_FAIL, "ort_version_supported");
  ExpectRefused("create_ep_missing", ORT_FAIL, "CreateEp");
  ExpectRefused("second_factory_fails", ORT_EP_FAIL, "fault: second factory");
}

TEST_F(RegistryTest, NoFactoryIsLegalAndLogged) {
  ASSERT_TRUE(Register("factories_none").ok());
  EXPECT_TRUE(Logged("offers no factory"));
  EXPECT_EQ(registry_->devices().size(), 1u);
  EXPECT_TRUE(registry_->Unregister("factories_none").ok());
}

TEST_F(RegistryTest, DevicesThatAreRefused) {
  ExpectRefused("devices_error", ORT_NOT_FOUND, "fault: devices_error");
  ExpectRefused("devices_error_after_release", ORT_NOT_FOUND, "fault: devices_error_after_release");
  ExpectRefused("devices_throw", ORT_EP_FAIL, "fault: devices_throw");
  ExpectRefused("devices_too_many", ORT_FAIL, "9 devices seen, at most 8");
  ExpectRefused("devices_twice", ORT_FAIL, "handed over twice");
  ExpectRefused("devices_foreign", ORT_FAIL, "not made by CreateEpDevice");
  ExpectRefused("devices_released", ORT_FAIL, "released already");
  ExpectRefused("name_null", ORT_FAIL, "GetName");
  ExpectRefused("version_no_semver", ORT_FAIL, "semantic version");
  ExpectRefused("version_in_metadata", ORT_INVALID_ARGUMENT, "\"version\"");
}

TEST_F(RegistryTest, OddDevicesThatAreLegal) {
  ASSERT_TRUE(Register("devices_none").ok());
  EXPECT_TRUE(Logged("offers no device"));
  ASSERT_TRUE(Register("devices_null_entry").ok());
  EXPECT_TRUE(Logged("null seen; it is left out"));
  EXPECT_EQ(registry_->devices().size(), 2u);
}

TEST_F(RegistryTest, AllocatorsAndTransfersThatAreRefused) {
  ExpectRefused("allocator_missing", ORT_FAIL, "null allocator");
  ExpectRefused("allocator_null", ORT_FAIL, "null allocator");
  ExpectRefused("allocator_error", ORT_ENGINE_ERROR, "fault: allocator_error");
  ExpectRefused("allocator_throws", ORT_EP_FAIL, "fault: allocator_throws");
  ExpectRefused("allocator_arena", ORT_FAIL, "OrtArenaAllocator");
  ExpectRefused("transfer_error", ORT_EP_FAIL, "Error creating data transfer");
  ExpectRefused("transfer_throws", ORT_EP_FAIL, "fault: transfer_throws");
  ExpectRefused("transfer_incomplete", ORT_EP_FAIL, "CopyTensors");
}

TEST_F(RegistryTest, MissingDataTransferIsLegal) {
  EXPECT_TRUE(Register("transfer_missing").ok());
  EXPECT_EQ(live_, 1);
}

TEST_F(RegistryTest, EqualMemoryOfTwoLibrariesHasOneAllocator) {
  void* handle = dlopen(FaultPath("allocator_fine"), RTLD_NOW | RTLD_LOCAL);
  auto live = reinterpret_cast<int (*)()>(dlsym(handle, "FaultEpLive"));
  ASSERT_TRUE(registry_->Register("first", FaultPath("allocator_fine")).ok());
  EXPECT_EQ(live(), 3);   // factory, allocator, data transfer
  ASSERT_TRUE(registry_->Register("second", FaultPath("allocator_fine")).ok());
  EXPECT_EQ(live(), 5);
  // The survivor gets an allocator of its own.
  ASSERT_TRUE(registry_->Unregister("first").ok());
  EXPECT_EQ(live(), 3);
  ASSERT_TRUE(registry_->Unregister("second").ok());
  EXPECT_EQ(live(), 0);
  dlclose(handle);
}

TEST_F(RegistryTest, NamesAreUnique) {
  ASSERT_TRUE(Register("none").ok());
  // Noticed before anything is loaded: the second file does not even exist.
  Status status = registry_->Register("none", "/no/such/ep.so");
  EXPECT_EQ(status.code(), ORT_FAIL);
  EXPECT_NE(status.message().find("already registered under none"), std::string_view::npos) << status.message();
  EXPECT_NE(registry_->Register(kCpuEpName, FaultPath("none")).message().find("already registered under"),
            std::string_view::npos);
  EXPECT_EQ(registry_->devices().size(), 2u);
  // The same file under another name is fine.
  EXPECT_TRUE(registry_->Register("again", FaultPath("none")).ok());
  EXPECT_EQ(registry_->devices().size(), 3u);
}

TEST_F(RegistryTest, UnregisteringWhatIsNotThere) {
  Status status = registry_->Unregister("nobody");
  EXPECT_EQ(status.code(), ORT_FAIL);
  EXPECT_NE(status.message().find("was not registered"), std::string_view::npos);
  EXPECT_EQ(registry_->Unregister(kCpuEpName).code(), ORT_FAIL);
  EXPECT_EQ(registry_->devices().size(), 1u);
}

TEST_F(RegistryTest, LibraryInUseStays) {
  ASSERT_TRUE(Register("none").ok());
  {
    auto use = registry_->Use(registry_->devices()[1]);
    ASSERT_TRUE(use.ok());
    Status status = registry_->Unregister("none");
    EXPECT_EQ(status.code(), ORT_FAIL);
    EXPECT_NE(status.message().find("still in use by 1 session or stream;"), std::string_view::npos) << status.message();
    EXPECT_EQ(registry_->devices().size(), 2u);
  }
  EXPECT_TRUE(registry_->Unregister("none").ok());
  EXPECT_EQ(registry_->Use(nullptr).status().code(), ORT_INVALID_ARGUMENT);
}

TEST_F(RegistryTest, LibraryThatCannotBeReleasedStaysLoaded) {
  for (const char* fault : {"release_error", "release_throws"}) {
    ASSERT_TRUE(Register(fault).ok());
    EXPECT_TRUE(registry_->Unregister(fault).ok());
    EXPECT_TRUE(Logged("the library stays loaded"));
    void* still_there = dlopen(FaultPath(fault), RTLD_NOW | RTLD_NOLOAD);
    EXPECT_NE(still_there, nullptr);
    dlclose(still_there);
  }
  ASSERT_TRUE(Register("none").ok());
  EXPECT_TRUE(registry_->Unregister("none").ok());
  EXPECT_EQ(dlopen(FaultPath("none"), RTLD_NOW | RTLD_NOLOAD), nullptr);
}

TEST_F(RegistryTest, EndReleasesEverything) {
  void* handle = dlopen(FaultPath("allocator_fine"), RTLD_NOW | RTLD_LOCAL);
  auto live = reinterpret_cast<int (*)()>(dlsym(handle, "FaultEpLive"));
  ASSERT_TRUE(registry_->Register("first", FaultPath("allocator_fine")).ok());
  registry_.reset();
  EXPECT_EQ(live(), 0);
  dlclose(handle);
}

TEST_F(RegistryTest, IncompatibilityDetails) {
  ASSERT_TRUE(Register("none").ok());
  OrtDeviceEpIncompatibilityDetails details;
  const OrtHardwareDevice& hardware = *registry_->hardware()[0];
  EXPECT_TRUE(registry_->AskIncompatibility("none", hardware, details).ok());   // the EP tells nothing
  EXPECT_TRUE(registry_->AskIncompatibility(kCpuEpName, hardware, details).ok());
  EXPECT_EQ(details.reasons, 0u);
  EXPECT_EQ(registry_->AskIncompatibility("nobody", hardware, details).code(), ORT_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace berth
