#include "devices/hardware_file.h"

#include <gmock/gmock.h>

#include "devices/pci.h"
#include "made_up_sysfs.h"

namespace berth::testing {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Texts(const HardwareList& devices) {
  std::vector<std::string> texts;
  for (const auto& device : devices) texts.push_back(Text(*device));
  return texts;
}

TEST(HardwareFile, SaysWhatThereIs) {
  TempFolder folder;
  auto devices = ReadHardwareFile(folder.Write("hardware.json", R"({"devices": [
    {"type": "CPU", "vendor_id": 32902},
    {"type": "NPU", "vendor_id": 32902, "device_id": 30147, "vendor": "Intel", "metadata": {"pci_bus_id": "0000:00:0b.0"}},
    {"type": "GPU", "vendor_id": 4318, "device_id": 9860, "vendor": "", "metadata": {"Discrete": "1", "card_idx": "0"}},
    {"type": "GPU", "metadata": {}}
  ]})"));
  ASSERT_TRUE(devices.ok()) << devices.status().message();
  EXPECT_THAT(Texts(*devices), ElementsAre("CPU 8086:0000 Intel", "NPU 8086:75c3 Intel pci_bus_id=0000:00:0b.0",
                                           "GPU 10de:2684  Discrete=1 card_idx=0", "GPU 0000:0000 "));
}

TEST(HardwareFile, ReplacesDiscovery) {
  TempFolder folder;
  DiscoveryOptions options;
  options.hardware_file = folder.Write("hardware.json", R"({"devices": [{"type": "CPU", "device_id": 1},
    {"type": "GPU", "device_id": 3}, {"type": "GPU", "device_id": 2}, {"type": "NPU"}, {"type": "CPU", "device_id": 0}]})");
  auto devices = DiscoverDevices(options, SilentLogger());
  ASSERT_TRUE(devices.ok());
  std::vector<std::string> texts;
  for (const OrtHardwareDevice* device : *devices) texts.push_back(Text(*device));
  // By type, then as the file has them.
  EXPECT_THAT(texts, ElementsAre("NPU 0000:0000 ", "GPU 0000:0003 ", "GPU 0000:0002 ", "CPU 0000:0001 ", "CPU 0000:0000 "));
}

TEST(HardwareFile, MachineWithoutAnything) {
  TempFolder folder;
  auto devices = ReadHardwareFile(folder.Write("hardware.json", R"({"devices": []})"));
  ASSERT_TRUE(devices.ok());
  EXPECT_TRUE(devices->empty());
}

TEST(HardwareFile, EqualDevicesAreTwo) {
  TempFolder folder;
  DiscoveryOptions options;
  options.hardware_file = folder.Write("hardware.json", R"({"devices": [{"type": "GPU"}, {"type": "GPU"}]})");
  auto devices = DiscoverDevices(options, SilentLogger());
  ASSERT_EQ(devices->size(), 2u);
  EXPECT_NE((*devices)[0], (*devices)[1]);
}

struct Bad {
  const char* text;
  const char* says;   // after the path
};
std::ostream& operator<<(std::ostream& out, const Bad& bad) { return out << bad.text; }

class BadHardwareFile : public ::testing::TestWithParam<Bad> {};

TEST_P(BadHardwareFile, NamesFileAndLine) {
  TempFolder folder;
  const fs::path path = folder.Write("hardware.json", GetParam().text);
  Status status = ReadHardwareFile(path).status();
  EXPECT_EQ(status.code(), ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(status.message().starts_with("hardware file: " + path.string() + ":" + GetParam().says)) << status.message();
}

INSTANTIATE_TEST_SUITE_P(
    All, BadHardwareFile,
    ::testing::Values(
        Bad{"", "1: syntax error"}, Bad{"\n\n{\"devices\": [\n,]}", "4: syntax error"},
        Bad{"{\"devices\": []}\nx", "2: syntax error"}, Bad{"[]", "1: a list seen, an object with \"devices\" wanted"},
        Bad{"{}", "1: an empty object seen"}, Bad{"{\n\"device\": []}", "2: key \"device\" seen, devices wanted"},
        Bad{"{\"devices\":\n {}}", "1: key \"devices\": an object seen, a list of devices wanted"},
        Bad{"{\"devices\": [\n\"GPU\"]}", "2: a text seen, an object for each device wanted"},
        Bad{"{\"devices\": [{},\n{}]}", "1: a device without \"type\" seen"},
        Bad{"{\"devices\": [{\"type\": \"CPU\"},\n{\"vendor\": \"x\"}]}", "2: a device without \"type\" seen"},
        Bad{"{\"devices\": [{\n\"type\": \"TPU\"}]}", "2: key \"type\": \"TPU\" seen, \"CPU\", \"GPU\" or \"NPU\" wanted"},
        Bad{"{\"devices\": [{\n\"type\": 1\n}]}", "2: key \"type\": a number seen"},
        Bad{"{\"devices\": [{\"type\": \"CPU\",\n\"vendor_id\": 4294967296\n}]}", "2: key \"vendor_id\": a number seen, a whole"},
        Bad{"{\"devices\": [{\"type\": \"CPU\",\n\n\"device_id\": -1}]}", "3: key \"device_id\": a number seen"},
        Bad{"{\"devices\": [{\"type\": \"CPU\", \"device_id\": 1.0}]}", "1: key \"device_id\": a number seen"},
        Bad{"{\"devices\": [{\"type\": \"CPU\", \"device_id\": \"0x1\"}]}", "1: key \"device_id\": a text seen"},
        Bad{"{\"devices\": [{\"type\": \"CPU\", \"vendor\": null}]}", "1: key \"vendor\": null seen, a text wanted"},
        Bad{"{\"devices\": [{\"type\": \"CPU\", \"metadata\": []}]}", "1: key \"metadata\": a list seen, an object of texts"},
        Bad{"{\"devices\": [{\"type\": \"CPU\", \"metadata\": {\n\"a\": \"b\",\n\"c\": true}}]}",
            "3: key \"c\": a truth value seen"},
        Bad{"{\"devices\": [{\"type\": \"CPU\", \"metadata\": {\"\": \"b\"}}]}", "1: key \"\" of the metadata"},
        Bad{"{\"devices\": [{\"type\": \"CPU\",\n\"typ\": \"CPU\"}]}", "2: key \"typ\" seen"},
        Bad{"{\"devices\": [{\"type\": \"CPU\",\n\"type\": \"GPU\"}]}", "2: key \"type\": seen twice"},
        Bad{"{\"devices\": [],\n\"devices\": []}", "2: key \"devices\": seen twice"},
        Bad{"{\"devices\": [{\"type\": \"CPU\", \"vendor\": \"a\\u0000b\"}]}", "1: a text with a zero character"},
        Bad{"{\"devices\": [{\"type\": \"CPU\", \"vendor\": \"\xff\"}]}", "1: syntax error"},
        Bad{"{\"devices\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "1: nested too deeply"}));

TEST(HardwareFile, FilesThatCannotBeRead) {
  TempFolder folder;
  Status status = ReadHardwareFile(folder.path() / "nowhere.json").status();
  EXPECT_EQ(status.code(), ORT_NO_SUCHFILE);
  EXPECT_NE(status.message().find("nowhere.json"), std::string_view::npos);
  EXPECT_EQ(ReadHardwareFile(folder.path()).status().code(), ORT_FAIL);
}

TEST(DiscoveryOptionsOf, EntriesBeforeVariables) {
  OrtKeyValuePairs config;
  unsetenv("BERTH_SYSFS_ROOT");
  unsetenv("BERTH_HARDWARE");
  EXPECT_EQ(DiscoveryOptionsOf(config).sysfs_root, "/sys");
  EXPECT_EQ(DiscoveryOptionsOf(config).hardware_file, "");
  setenv("BERTH_SYSFS_ROOT", "/variable", 1);
  setenv("BERTH_HARDWARE", "/variable.json", 1);
  EXPECT_EQ(DiscoveryOptionsOf(config).sysfs_root, "/variable");
  EXPECT_EQ(DiscoveryOptionsOf(config).hardware_file, "/variable.json");
  config.Add("berth.sysfs_root", "/entry");
  config.Add("berth.hardware_file", "/entry.json");
  EXPECT_EQ(DiscoveryOptionsOf(config).sysfs_root, "/entry");
  EXPECT_EQ(DiscoveryOptionsOf(config).hardware_file, "/entry.json");
  config.Add("berth.sysfs_root", "");
  config.Add("berth.hardware_file", "");
  EXPECT_EQ(DiscoveryOptionsOf(config).sysfs_root, "/sys");
  EXPECT_EQ(DiscoveryOptionsOf(config).hardware_file, "");
  unsetenv("BERTH_SYSFS_ROOT");
  unsetenv("BERTH_HARDWARE");
}

TEST(Pci, Addresses) {
  for (const char* address : {"0000:03:00.0", "10000:e1:00.7", "0:0:0.0", "ABCD:ef:1f.7"}) {
    EXPECT_TRUE(IsPciAddress(address)) << address;
  }
  for (const char* text : {"", "0000:03:00", "0000:03.0", "0000:03:00.", ":03:00.0", "0000::00.0", "gpu", "0000:03:00.0:1",
                           "0000:0g:00.0", "00.00:03:0", "a:b:c:d.e"}) {
    EXPECT_FALSE(IsPciAddress(text)) << text;
  }
}

}  // namespace
}  // namespace berth::testing
