// Hardware that the environment is told of, through the C API.
#include "host.h"
#include "temp_file.h"

namespace berth::testing {
namespace {

constexpr char kMachine[] = R"({"devices": [
  {"type": "CPU", "vendor_id": 4098, "vendor": "AMD"},
  {"type": "GPU", "vendor_id": 4318, "device_id": 9860, "metadata": {"Discrete": "1", "card_idx": "0"}},
  {"type": "NPU", "vendor_id": 32902, "device_id": 30147, "vendor": "Intel"}]})";

void ExpectMachine(const Env& env) {
  ASSERT_TRUE(env.created().ok()) << env.created();
  const std::vector<const OrtHardwareDevice*> devices = env.Hardware();
  ASSERT_EQ(devices.size(), 3u);
  EXPECT_EQ(Api().HardwareDevice_Type(devices[0]), OrtHardwareDeviceType_NPU);
  EXPECT_EQ(Api().HardwareDevice_VendorId(devices[0]), 32902u);
  EXPECT_EQ(Api().HardwareDevice_DeviceId(devices[0]), 30147u);
  EXPECT_STREQ(Api().HardwareDevice_Vendor(devices[0]), "Intel");
  EXPECT_EQ(Api().GetKeyValue(Api().HardwareDevice_Metadata(devices[0]), "Discrete"), nullptr);
  EXPECT_EQ(Api().HardwareDevice_Type(devices[1]), OrtHardwareDeviceType_GPU);
  EXPECT_STREQ(Api().HardwareDevice_Vendor(devices[1]), "NVIDIA");
  EXPECT_STREQ(Api().GetKeyValue(Api().HardwareDevice_Metadata(devices[1]), "Discrete"), "1");
  EXPECT_EQ(Api().HardwareDevice_Type(devices[2]), OrtHardwareDeviceType_CPU);
  // The CPU kernels sit on the made-up processor.
  ASSERT_EQ(env.Devices().size(), 1u);
  EXPECT_EQ(Api().EpDevice_Device(env.Devices()[0]), devices[2]);
}

TEST(Hardware, MadeUpByEntryOrVariable) {
  TempFile file(kMachine);
  ExpectMachine(Env(Options{{"berth.hardware_file", file.path()}}));
  setenv("BERTH_HARDWARE", file.path(), 1);
  ExpectMachine(Env());
  {
    Env real(Options{{"berth.hardware_file", ""}});
    ASSERT_TRUE(real.created().ok());
    EXPECT_EQ(Api().HardwareDevice_Type(real.Hardware().back()), OrtHardwareDeviceType_CPU);
    EXPECT_STRNE(Api().HardwareDevice_Vendor(real.Hardware().back()), "");
  }
  unsetenv("BERTH_HARDWARE");
}

TEST(Hardware, BadFileFailsTheEnvironmentAndLeavesNothing) {
  TempFile bad("{\"devices\": [\n{\"type\": \"TPU\"}]}");
  {
    Env env(Options{{"berth.hardware_file", bad.path()}});
    EXPECT_EQ(env.created().code, ORT_INVALID_ARGUMENT);
    EXPECT_TRUE(env.created().Says(std::string(bad.path()) + ":2: key \"type\"")) << env.created();
  }
  {
    Env env(Options{{"berth.hardware_file", "/no/such/file.json"}});
    EXPECT_EQ(env.created().code, ORT_NO_SUCHFILE);
  }
  EXPECT_TRUE(Env().created().ok());
}

TEST(Hardware, SysfsRootByEntryOrVariable) {
  TempFile file("0x8086");
  const std::filesystem::path root = std::filesystem::path(file.path()).parent_path();
  const std::filesystem::path gpu = root / "class/drm/card3/device";
  std::filesystem::create_directories(gpu);
  std::ofstream(gpu / "vendor") << "0x10de\n";
  std::ofstream(gpu / "device") << "0x2684\n";
  Env env(Options{{"berth.sysfs_root", root.c_str()}});
  ASSERT_EQ(env.Hardware().size(), 2u);
  EXPECT_EQ(Api().HardwareDevice_DeviceId(env.Hardware()[0]), 0x2684u);
  EXPECT_STREQ(Api().GetKeyValue(Api().HardwareDevice_Metadata(env.Hardware()[0]), "card_idx"), "3");
  const OrtHardwareDevice* before = env.Hardware()[0];
  env.Release();
  // Pointers outlive the environment, and the next one has the same.
  EXPECT_EQ(Api().HardwareDevice_VendorId(before), 0x10deu);
  setenv("BERTH_SYSFS_ROOT", root.c_str(), 1);
  Env again;
  unsetenv("BERTH_SYSFS_ROOT");
  EXPECT_EQ(again.Hardware()[0], before);
}

TEST(Hardware, MachineWithoutProcessorHasNoCpuEntry) {
  TempFile file(R"({"devices": [{"type": "NPU"}]})");
  Env env(Options{{"berth.hardware_file", file.path()}});
  EXPECT_EQ(env.Hardware().size(), 1u);
  EXPECT_TRUE(env.Devices().empty());
  // Sessions run on the CPU kernels all the same.
  SessionSetup setup;
  Session session(env, setup);
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<float> y;
  EXPECT_TRUE(session.Run(2, &y).ok());
  EXPECT_EQ(y, kTwiceW);
}

}  // namespace
}  // namespace berth::testing
