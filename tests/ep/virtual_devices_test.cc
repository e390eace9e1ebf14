#include "ep/virtual_devices.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

constexpr char kKey[] = "allow_virtual_devices";

class VirtualDevicesTest : public ::testing::Test {
 protected:
  std::optional<std::string> Seen() const { return config_.Find(kKey); }
  // Registers and returns what the library saw meanwhile.
  std::optional<std::string> Register(VirtualDevices& devices, const std::string& name, bool works = true) {
    devices.BeginRegistration(name);
    std::optional<std::string> seen = Seen();
    devices.EndRegistration(name, works);
    return seen;
  }
  EnvConfig config_;
};

TEST_F(VirtualDevicesTest, PermissionComesAndGoesWithTheLibrary) {
  VirtualDevices devices(config_);
  EXPECT_EQ(Register(devices, "a.virtual"), "1");
  EXPECT_EQ(Seen(), "1");
  EXPECT_EQ(Register(devices, ".virtual"), "1");
  devices.Unregistered("a.virtual");
  EXPECT_EQ(Seen(), "1");
  devices.Unregistered(".virtual");
  EXPECT_EQ(Seen(), std::nullopt);
}

TEST_F(VirtualDevicesTest, OtherNamesDoNotAsk) {
  VirtualDevices devices(config_);
  for (const char* name : {"plain", "a.Virtual", "a.virtual2", "virtual", ""}) {
    EXPECT_EQ(Register(devices, name), std::nullopt) << name;
    EXPECT_EQ(Seen(), std::nullopt) << name;
  }
}

TEST_F(VirtualDevicesTest, PermissionIsNotContagious) {
  VirtualDevices devices(config_);
  Register(devices, "a.virtual");
  EXPECT_EQ(Register(devices, "plain"), std::nullopt);
  EXPECT_EQ(Seen(), "1");
}

TEST_F(VirtualDevicesTest, FailedRegistrationLeavesNoTrace) {
  VirtualDevices devices(config_);
  EXPECT_EQ(Register(devices, "a.virtual", false), "1");
  EXPECT_EQ(Seen(), std::nullopt);
}

TEST_F(VirtualDevicesTest, ValueOfTheApplicationComesBack) {
  for (const char* value : {"0", "1"}) {
    config_.Set(kKey, value);
    VirtualDevices devices(config_);
    Register(devices, "a.virtual");
    EXPECT_EQ(Seen(), "1");
    EXPECT_EQ(Register(devices, "plain"), value);
    devices.Unregistered("a.virtual");
    EXPECT_EQ(Seen(), value);
  }
}

}  // namespace
}  // namespace berth
