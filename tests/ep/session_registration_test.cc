// Registration through the C API: what only a whole environment shows.
#include "host.h"

namespace berth::testing {
namespace {

TEST(Registration, NullArgumentsAreRefused) {
  Env env;
  EXPECT_EQ(env.Register(nullptr, FaultPath("none")).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(env.Register("none", nullptr).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(env.Unregister(nullptr).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().RegisterExecutionProviderLibrary(nullptr, "none", FaultPath("none"))).code, ORT_INVALID_ARGUMENT);
}

TEST(Registration, DeviceSaysWhatTheEpSaid) {
  Env env;
  ASSERT_TRUE(env.Register("none", FaultPath("none")).ok());
  ASSERT_EQ(env.Devices().size(), 2u);
  const OrtEpDevice* device = env.Devices()[1];
  EXPECT_STREQ(Api().EpDevice_EpName(device), "none");
  EXPECT_STREQ(Api().EpDevice_EpVendor(device), "Faults, Inc.");
  EXPECT_STREQ(Api().GetKeyValue(Api().EpDevice_EpMetadata(device), "version"), "1.2.3");
  EXPECT_STREQ(Api().GetKeyValue(Api().EpDevice_EpMetadata(device), "library_path"), FaultPath("none"));
  EXPECT_STREQ(Api().GetKeyValue(Api().EpDevice_EpOptions(device), "level"), "from the EP");
  EXPECT_EQ(Api().HardwareDevice_Type(Api().EpDevice_Device(device)), OrtHardwareDeviceType_CPU);
  EXPECT_EQ(Api().EpDevice_MemoryInfo(device, OrtDeviceMemoryType_DEFAULT), nullptr);
}

TEST(Registration, AccessorsOfNoDeviceAreEmpty) {
  EXPECT_EQ(Api().EpDevice_EpName(nullptr), nullptr);
  EXPECT_EQ(Api().EpDevice_Device(nullptr), nullptr);
  EXPECT_STREQ(Api().HardwareDevice_Vendor(nullptr), "");
  EXPECT_NE(Api().HardwareDevice_Metadata(nullptr), nullptr);
}

TEST(Registration, HardwareIsListed) {
  Env env;
  size_t count = 0;
  ASSERT_TRUE(Take(Api().GetNumHardwareDevices(env.get(), &count)).ok());
  ASSERT_GE(count, 1u);
  std::vector<const OrtHardwareDevice*> devices(count);
  ASSERT_TRUE(Take(Api().GetHardwareDevices(env.get(), devices.data(), count)).ok());
  EXPECT_EQ(Api().HardwareDevice_Type(devices.back()), OrtHardwareDeviceType_CPU);
  EXPECT_STRNE(Api().HardwareDevice_Vendor(devices.back()), "");
  EXPECT_EQ(Take(Api().GetHardwareDevices(env.get(), devices.data(), count - 1)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().GetHardwareDevices(env.get(), nullptr, count)).code, ORT_INVALID_ARGUMENT);
}

TEST(Registration, FromInsideARegistrationIsRefusedAndDoesNotHang) {
  Env env;
  Result result = env.Register("register_inside", FaultPath("register_inside"));
  EXPECT_EQ(result.code, ORT_FAIL);
  EXPECT_TRUE(result.Says("from inside an EP's callback")) << result;
  EXPECT_TRUE(env.Register("none", FaultPath("none")).ok());
}

// What each library was told about virtual devices when it made its own.
std::string Told(const Env& env, const char* ep) {
  const std::vector<const OrtEpDevice*> devices = env.Devices(ep);
  if (devices.empty()) return "no device";
  return Api().GetKeyValue(Api().EpDevice_EpMetadata(devices[0]), "allow_virtual_devices");
}

TEST(Registration, VirtualDevicesAreForLibrariesThatAskForThem) {
  Env env;
  ASSERT_FALSE(env.Register("broken.virtual", FaultPath("devices_error")).ok());
  ASSERT_TRUE(env.Register("before", FaultPath("none")).ok());
  ASSERT_TRUE(env.Register("made-up.virtual", FaultPath("none")).ok());
  ASSERT_TRUE(env.Register("after", FaultPath("none")).ok());
  EXPECT_EQ(Told(env, "before"), "absent");
  EXPECT_EQ(Told(env, "made-up.virtual"), "1");
  EXPECT_EQ(Told(env, "after"), "absent");
}

TEST(Registration, DevicesOfDifferentFactoriesDoNotMix) {
  Env env;
  ASSERT_TRUE(env.Register("one", FaultPath("none")).ok());
  ASSERT_TRUE(env.Register("two", FaultPath("none")).ok());
  ASSERT_TRUE(env.Register("traced", kTracingEp).ok());
  ASSERT_TRUE(env.Register("traced again", kTracingEp).ok());
  SessionSetup setup;
  const OrtEpDevice *one = env.Devices("one")[0], *two = env.Devices("two")[0];
  Result result = setup.Append(env, {one, two});
  EXPECT_EQ(result.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(result.Says("must have the same execution provider")) << result;
  // Neither do those of one name.
  ASSERT_EQ(env.Devices("TracingEp").size(), 2u);
  EXPECT_EQ(setup.Append(env, env.Devices("TracingEp")).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(setup.Append(env, {}).code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(setup.Append(env, {one}).ok());
  EXPECT_TRUE(setup.Append(env, {two}).ok());
}

TEST(Registration, UnregisteringIsRefusedWhileASessionLives) {
  OpenLibrary library(FaultPath("none"));
  Env env;
  ASSERT_TRUE(env.Register("none", FaultPath("none")).ok());
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(env, env.Devices("none")).ok());
  Session session(env, setup);
  ASSERT_TRUE(session.created().ok()) << session.created();
  Result result = env.Unregister("none");
  EXPECT_EQ(result.code, ORT_FAIL);
  EXPECT_TRUE(result.Says("still in use by 1 session")) << result;
  std::vector<float> y;
  ASSERT_TRUE(session.Run(2, &y).ok());
  EXPECT_EQ(y, kTwiceW);
  session.Release();
  EXPECT_TRUE(env.Unregister("none").ok());
  EXPECT_EQ(library.Get<int()>("FaultEpLive")(), 0);
  // The devices that the options remember are gone.
  Session late(env, setup);
  EXPECT_EQ(late.created().code, ORT_INVALID_ARGUMENT);
}

TEST(Registration, SessionOutlivesTheEnvironmentsHandle) {
  OpenLibrary library(FaultPath("none"));
  SessionSetup setup;
  Env env;
  ASSERT_TRUE(env.Register("none", FaultPath("none")).ok());
  ASSERT_TRUE(setup.Append(env, env.Devices("none")).ok());
  Session session(env, setup);
  ASSERT_TRUE(session.created().ok()) << session.created();
  env.Release();
  EXPECT_TRUE(session.Run(2).ok());
  session.Release();
  EXPECT_EQ(library.Get<int()>("FaultEpLive")(), 0);
}

}  // namespace
}  // namespace berth::testing
