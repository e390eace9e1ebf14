// A made-up /sys in a temporary folder, with links as the real one has them.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "devices/discovery.h"

namespace berth::testing {

namespace fs = std::filesystem;

// A folder of its own for each object, gone with it.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (fs::temp_directory_path() / "berth_devices_XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  TempFolder(const TempFolder&) = delete;
  ~TempFolder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }
  // The file's path. Folders on the way are made.
  fs::path Write(const fs::path& name, const std::string& text) const {
    const fs::path file = path_ / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }

 private:
  fs::path path_;
};

class Sysfs : public TempFolder {
 public:
  // A device on the bus; `behind` is the address of the bridge it sits behind, if any.
  fs::path Pci(const std::string& address, unsigned vendor, unsigned device, unsigned pci_class, const std::string& behind = "") {
    fs::path folder = fs::path("devices") / "pci0000:00";
    if (!behind.empty()) folder /= behind;
    folder /= address;
    Write(folder / "vendor", Hex(vendor, 4));
    Write(folder / "device", Hex(device, 4));
    Write(folder / "class", Hex(pci_class, 6));
    Link(path() / folder, fs::path("bus/pci/devices") / address);
    return path() / folder;
  }
  // Driver entries of such a device: card<N> and accel<N>, `name` being all of that.
  void Card(const std::string& name, const fs::path& device) { Entry("drm", name, device); }
  void Accel(const std::string& name, const fs::path& device) { Entry("accel", name, device); }
  void Link(const fs::path& target, const fs::path& name) {
    fs::create_directories((path() / name).parent_path());
    fs::create_symlink(target, path() / name);
  }

 private:
  static std::string Hex(unsigned number, int digits) {
    char text[16];
    std::snprintf(text, sizeof(text), "0x%0*x\n", digits, number);
    return text;
  }
  void Entry(const std::string& kind, const std::string& name, const fs::path& device) {
    fs::create_directories(device / kind / name);
    fs::create_symlink(device, device / kind / name / "device");
    Link(device / kind / name, fs::path("class") / kind / name);
  }
};

// What discovery logged, one line each: severity and text.
class Log {
 public:
  const Logger& logger() const { return logger_; }
  bool Has(Severity severity, std::string_view text) const {
    for (const auto& [level, line] : lines_) {
      if (level == severity && line.find(text) != std::string::npos) return true;
    }
    return false;
  }
  size_t Count(Severity severity) const {
    size_t count = 0;
    for (const auto& line : lines_) count += line.first == severity;
    return count;
  }

 private:
  std::vector<std::pair<Severity, std::string>> lines_;
  Logger logger_{std::make_shared<const LogSink>([this](Severity severity, const char*, const char*, const char*,
                                                        const char* text) { lines_.emplace_back(severity, text); }),
                 "test", Severity::kVerbose};
};

// "GPU 8086:56a0 Intel Discrete=1 card_idx=0 pci_bus_id=0000:03:00.0", metadata in key order.
inline std::string Text(const OrtHardwareDevice& device) {
  constexpr const char* kTypes[] = {"CPU", "GPU", "NPU"};
  char ids[32];
  std::snprintf(ids, sizeof(ids), " %04x:%04x", device.vendor_id, device.device_id);
  std::string text = kTypes[device.type] + std::string(ids) + " " + device.vendor;
  for (const auto& [key, value] : device.metadata.entries()) text += " " + key + "=" + value;
  return text;
}

// Everything but the processor, which is that of the machine.
inline std::vector<std::string> Found(const fs::path& root, const Logger& logger = SilentLogger()) {
  DiscoveryOptions options;
  options.sysfs_root = root;
  auto devices = DiscoverDevices(options, logger);
  EXPECT_TRUE(devices.ok());
  std::vector<std::string> texts;
  for (const OrtHardwareDevice* device : *devices) texts.push_back(Text(*device));
  EXPECT_TRUE(texts.back().starts_with("CPU ")) << texts.back();
  texts.pop_back();
  return texts;
}

}  // namespace berth::testing
