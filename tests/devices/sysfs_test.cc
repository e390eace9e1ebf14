// GPUs and NPUs from made-up trees: what is found, in which order, and what is not.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "made_up_sysfs.h"

namespace berth::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr unsigned kVga = 0x030000, k3d = 0x030200, kDisplay = 0x038000, kAccelerator = 0x120000;

TEST(Sysfs, LaptopWithGraphicsAndNpuInTheProcessor) {
  Sysfs sys;
  sys.Card("card0", sys.Pci("0000:00:02.0", 0x8086, 0x7d55, kVga));
  sys.Accel("accel0", sys.Pci("0000:00:0b.0", 0x8086, 0x7d1d, kAccelerator));
  EXPECT_THAT(Found(sys.path()),
              ElementsAre("NPU 8086:7d1d Intel Discrete=0 accel_idx=0 pci_bus_id=0000:00:0b.0",
                          "GPU 8086:7d55 Intel Discrete=0 card_idx=0 pci_bus_id=0000:00:02.0"));
}

TEST(Sysfs, DiscreteGpusComeFirstThenByCard) {
  Sysfs sys;
  sys.Card("card0", sys.Pci("0000:00:02.0", 0x8086, 0x4680, kVga));
  sys.Card("card10", sys.Pci("0000:04:00.0", 0x10de, 0x2684, kVga, "0000:00:01.1"));
  sys.Card("card2", sys.Pci("0000:03:00.0", 0x8086, 0x56a0, kVga, "0000:00:01.0"));
  sys.Card("card1", sys.Pci("0000:05:00.0", 0x10de, 0x2684, kVga, "0000:00:01.2"));
  EXPECT_THAT(Found(sys.path()),
              ElementsAre("GPU 10de:2684 NVIDIA Discrete=1 card_idx=1 pci_bus_id=0000:05:00.0",
                          "GPU 8086:56a0 Intel Discrete=1 card_idx=2 pci_bus_id=0000:03:00.0",
                          "GPU 10de:2684 NVIDIA Discrete=1 card_idx=10 pci_bus_id=0000:04:00.0",
                          "GPU 8086:4680 Intel Discrete=0 card_idx=0 pci_bus_id=0000:00:02.0"));
}

// An AMD processor's GPU is behind a bridge like a card; the parts in its slot tell it apart.
TEST(Sysfs, AmdGraphicsInAProcessorAndOnACard) {
  Sysfs sys;
  sys.Card("card0", sys.Pci("0000:c1:00.0", 0x1002, 0x15bf, kVga, "0000:00:08.1"));
  sys.Pci("0000:c1:00.2", 0x1022, 0x15c7, 0x108000, "0000:00:08.1");
  sys.Card("card1", sys.Pci("0000:03:00.0", 0x1002, 0x744c, kVga, "0000:00:01.1"));
  sys.Pci("0000:03:00.1", 0x1002, 0xab30, 0x040300, "0000:00:01.1");
  sys.Accel("accel0", sys.Pci("0000:c2:00.1", 0x1022, 0x1502, 0x118000, "0000:00:08.2"));
  EXPECT_THAT(Found(sys.path()),
              ElementsAre("NPU 1022:1502 AMD Discrete=0 accel_idx=0 pci_bus_id=0000:c2:00.1",
                          "GPU 1002:744c AMD Discrete=1 card_idx=1 pci_bus_id=0000:03:00.0",
                          "GPU 1002:15bf AMD Discrete=0 card_idx=0 pci_bus_id=0000:c1:00.0"));
}

TEST(Sysfs, BusAddsWhatHasNoDriverEntry) {
  Sysfs sys;
  sys.Card("card0", sys.Pci("0000:00:02.0", 0x8086, 0x4680, kVga));
  sys.Pci("0000:17:00.0", 0x10de, 0x2330, k3d, "0000:00:03.0");
  sys.Pci("0000:16:00.0", 0x1002, 0x738c, kDisplay, "0000:00:02.1");
  sys.Pci("0000:18:00.0", 0x1002, 0x74a1, kAccelerator, "0000:00:04.0");   // a GPU, whatever its class says
  sys.Pci("0000:19:00.0", 0x1da3, 0x1020, kAccelerator, "0000:00:05.0");
  sys.Pci("0000:1a:00.0", 0x8086, 0x1572, 0x020000, "0000:00:06.0");       // a network card
  EXPECT_THAT(Found(sys.path()),
              ElementsAre("NPU 1da3:1020 Habana Labs Discrete=1 pci_bus_id=0000:19:00.0",
                          "GPU 1002:738c AMD Discrete=1 pci_bus_id=0000:16:00.0",
                          "GPU 10de:2330 NVIDIA Discrete=1 pci_bus_id=0000:17:00.0",
                          "GPU 1002:74a1 AMD Discrete=1 pci_bus_id=0000:18:00.0",
                          "GPU 8086:4680 Intel Discrete=0 card_idx=0 pci_bus_id=0000:00:02.0"));
}

TEST(Sysfs, SharesForVirtualMachinesAreNotGpus) {
  Sysfs sys;
  const fs::path whole = sys.Pci("0000:03:00.0", 0x8086, 0x56c0, k3d, "0000:00:01.0");
  fs::create_symlink(whole, sys.Pci("0000:03:00.1", 0x8086, 0x56c0, k3d, "0000:00:01.0") / "physfn");
  EXPECT_THAT(Found(sys.path()), ElementsAre("GPU 8086:56c0 Intel Discrete=1 pci_bus_id=0000:03:00.0"));
}

TEST(Sysfs, DisplaysOfVirtualMachinesAreLeftOut) {
  Sysfs sys;
  Log log;
  sys.Card("card0", sys.Pci("0000:00:01.0", 0x1234, 0x1111, kVga));
  sys.Pci("0000:00:02.0", 0x1a03, 0x2000, kVga);
  sys.Pci("0000:00:03.0", 0x1af4, 0x1050, kDisplay);
  sys.Pci("0000:00:04.0", 0x1af4, 0x1041, 0x020000);
  sys.Pci("0000:00:05.0", 0x10de, 0x1eb8, k3d);   // passed through: as good as in a machine of its own
  EXPECT_THAT(Found(sys.path(), log.logger()), ElementsAre("GPU 10de:1eb8 NVIDIA Discrete=1 pci_bus_id=0000:00:05.0"));
  EXPECT_TRUE(log.Has(Severity::kInfo, "0000:00:01.0: display of a virtual machine"));
  EXPECT_TRUE(log.Has(Severity::kInfo, "0000:00:02.0: display"));
  EXPECT_TRUE(log.Has(Severity::kInfo, "0000:00:03.0: display"));
  EXPECT_EQ(log.Count(Severity::kWarning), 0u);
}

TEST(Sysfs, OnlyCardsCount) {
  Sysfs sys;
  const fs::path gpu = sys.Pci("0000:00:02.0", 0x8086, 0x4680, kVga);
  for (const char* name : {"card0-DP-1", "renderD128", "card", "cardX", "card1x", "card99999999999", "Card0", "version"}) {
    sys.Card(name, gpu);
  }
  sys.Card("card01", gpu);
  EXPECT_THAT(Found(sys.path()), ElementsAre("GPU 8086:4680 Intel Discrete=0 card_idx=1 pci_bus_id=0000:00:02.0"));
}

// A card of a system on a chip: vendor and device without a bus.
TEST(Sysfs, CardWithoutPciAddress) {
  Sysfs sys;
  Log log;
  sys.Write("devices/platform/gpu/vendor", "0x13b5\n");
  sys.Write("devices/platform/gpu/device", "0x7212");
  sys.Card("card0", sys.path() / "devices/platform/gpu");
  EXPECT_THAT(Found(sys.path(), log.logger()), ElementsAre("GPU 13b5:7212 ARM Discrete=0 card_idx=0"));
  EXPECT_TRUE(log.Has(Severity::kWarning, "no PCI address"));
}

TEST(Sysfs, CardWithoutVendorIsLeftOutQuietly) {
  Sysfs sys;
  Log log;
  fs::create_directories(sys.path() / "devices/platform/simple-framebuffer.0");
  sys.Card("card0", sys.path() / "devices/platform/simple-framebuffer.0");
  fs::create_directories(sys.path() / "class/drm/card1");   // not even a device
  EXPECT_THAT(Found(sys.path(), log.logger()), IsEmpty());
  EXPECT_TRUE(log.Has(Severity::kVerbose, "card0: not a PCI device"));
  EXPECT_TRUE(log.Has(Severity::kVerbose, "card1: not a PCI device"));
  EXPECT_EQ(log.Count(Severity::kWarning), 0u);
}

// Each broken card is left out alone, with a WARNING that names the file. The last one is whole.
TEST(Sysfs, BrokenCardsDoNotHideTheOthers) {
  struct Row {
    const char* address;
    const char* vendor;
  };
  const std::string huge(1 << 20, '1');
  const Row rows[] = {{"0000:01:00.0", "not hex"}, {"0000:02:00.0", ""},        {"0000:03:00.0", "0x12345"},
                      {"0000:04:00.0", "0x"},      {"0000:05:00.0", "-1"},      {"0000:06:00.0", "0x8086 0x8086"},
                      {"0000:07:00.0", huge.c_str()}, {"0000:08:00.0", "0x808G"}, {"0000:09:00.0", "99999999999999999999"}};
  Sysfs sys;
  Log log;
  int n = 0;
  for (const Row& row : rows) {
    const fs::path gpu = sys.Pci(row.address, 0, 0x1234, 0, "0000:00:01.0");
    std::ofstream(gpu / "vendor") << row.vendor;
    sys.Card("card" + std::to_string(n++), gpu);
  }
  const fs::path no_device = sys.Pci("0000:0a:00.0", 0x8086, 0x56a0, 0, "0000:00:01.0");
  fs::remove(no_device / "device");
  sys.Card("card20", no_device);
  const fs::path folder = sys.Pci("0000:0b:00.0", 0x8086, 0x56a0, 0, "0000:00:01.0");
  fs::remove(folder / "vendor");
  fs::create_directory(folder / "vendor");
  sys.Card("card21", folder);
  const fs::path loop = sys.Pci("0000:0c:00.0", 0x8086, 0x56a0, 0, "0000:00:01.0");
  fs::remove(loop / "vendor");
  fs::create_symlink("vendor", loop / "vendor");
  sys.Card("card22", loop);
  const fs::path pipe = sys.Pci("0000:0d:00.0", 0x8086, 0x56a0, 0, "0000:00:01.0");
  fs::remove(pipe / "device");
  ASSERT_EQ(mkfifo((pipe / "device").c_str(), 0600), 0);
  sys.Card("card23", pipe);
  sys.Card("card30", sys.Pci("0000:0e:00.0", 0x8086, 0x56a0, 0, "0000:00:01.0"));
  EXPECT_THAT(Found(sys.path(), log.logger()), ElementsAre("GPU 8086:56a0 Intel Discrete=1 card_idx=30 pci_bus_id=0000:0e:00.0"));
  EXPECT_EQ(log.Count(Severity::kWarning), std::size(rows) + 4);
  EXPECT_TRUE(log.Has(Severity::kWarning, "0000:01:00.0/vendor: \"not hex\" seen") ||
              log.Has(Severity::kWarning, "card0/device/vendor: \"not hex\" seen"));
  EXPECT_TRUE(log.Has(Severity::kWarning, "card6 is left out"));
  EXPECT_TRUE(log.Has(Severity::kWarning, "card20 is left out"));
}

TEST(Sysfs, BrokenDevicesOfTheBusDoNotHideTheOthers) {
  Sysfs sys;
  Log log;
  const fs::path gpu = sys.Pci("0000:01:00.0", 0x10de, 0x2330, k3d, "0000:00:01.0");
  fs::remove(gpu / "vendor");
  std::ofstream(sys.Pci("0000:02:00.0", 0x10de, 0x2330, k3d, "0000:00:01.0") / "class") << "3D controller";
  sys.Link("0000:03:00.0", "bus/pci/devices/0000:03:00.0");   // a loop
  sys.Link(sys.path() / "nowhere", "bus/pci/devices/0000:04:00.0");
  fs::create_directories(sys.path() / "bus/pci/devices/not-an-address");
  sys.Pci("0000:05:00.0", 0x10de, 0x2330, k3d, "0000:00:01.0");
  EXPECT_THAT(Found(sys.path(), log.logger()), ElementsAre("GPU 10de:2330 NVIDIA Discrete=1 pci_bus_id=0000:05:00.0"));
  EXPECT_EQ(log.Count(Severity::kWarning), 4u);
}

TEST(Sysfs, FoldersThatAreNone) {
  Sysfs sys;
  Log log;
  EXPECT_THAT(Found(sys.path(), log.logger()), IsEmpty());
  EXPECT_EQ(log.Count(Severity::kWarning), 0u);
  sys.Write("class/drm", "a file");
  sys.Link("accel", "class/accel");
  EXPECT_THAT(Found(sys.path(), log.logger()), IsEmpty());
  EXPECT_THAT(Found(sys.path() / "nowhere", log.logger()), IsEmpty());
  EXPECT_TRUE(log.Has(Severity::kWarning, "nowhere: no folder"));
}

TEST(Sysfs, SameDeviceIsTheSameObject) {
  Sysfs sys;
  sys.Card("card0", sys.Pci("0000:03:00.0", 0x10de, 0x2684, kVga, "0000:00:01.0"));
  DiscoveryOptions options;
  options.sysfs_root = sys.path();
  const auto before = *DiscoverDevices(options, SilentLogger());
  sys.Card("card1", sys.Pci("0000:04:00.0", 0x10de, 0x2684, kVga, "0000:00:01.0"));   // plugged in
  const auto after = *DiscoverDevices(options, SilentLogger());
  ASSERT_EQ(before.size(), 2u);
  ASSERT_EQ(after.size(), 3u);
  EXPECT_EQ(before[0], after[0]);
  EXPECT_EQ(before[1], after[2]);
}

}  // namespace
}  // namespace berth::testing
