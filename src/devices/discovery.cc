#include "devices/discovery.h"

#include <algorithm>
#include <cstdlib>
#include <mutex>

#include "devices/hardware_file.h"

namespace berth {
namespace {

std::string Setting(const OrtKeyValuePairs& config, const char* entry, const char* variable) {
  const char* value = config.Find(entry);
  if (value == nullptr) value = std::getenv(variable);
  return value != nullptr ? value : "";
}

bool Same(const OrtHardwareDevice& a, const OrtHardwareDevice& b) {
  return a.type == b.type && a.vendor_id == b.vendor_id && a.device_id == b.device_id && a.vendor == b.vendor &&
         a.metadata.entries() == b.metadata.entries();
}

// Programs and EPs may keep pointers to devices longer than the environment.
std::vector<const OrtHardwareDevice*> KeepForTheProcess(HardwareList devices) {
  static std::mutex mutex;
  static auto* known = new HardwareList();
  std::lock_guard lock(mutex);
  std::vector<const OrtHardwareDevice*> kept;
  for (auto& device : devices) {
    auto found = std::find_if(known->begin(), known->end(), [&](const auto& one) {
      return Same(*one, *device) && std::find(kept.begin(), kept.end(), one.get()) == kept.end();
    });
    if (found == known->end()) found = known->insert(known->end(), std::move(device));
    kept.push_back(found->get());
  }
  return kept;
}

// As everybody is shown them: NPU, GPU, CPU.
int Rank(OrtHardwareDeviceType type) {
  return type == OrtHardwareDeviceType_NPU ? 0 : type == OrtHardwareDeviceType_GPU ? 1 : 2;
}

}  // namespace

DiscoveryOptions DiscoveryOptionsOf(const OrtKeyValuePairs& config) {
  DiscoveryOptions options;
  if (std::string root = Setting(config, "berth.sysfs_root", "BERTH_SYSFS_ROOT"); !root.empty()) options.sysfs_root = root;
  options.hardware_file = Setting(config, "berth.hardware_file", "BERTH_HARDWARE");
  return options;
}

StatusOr<std::vector<const OrtHardwareDevice*>> DiscoverDevices(const DiscoveryOptions& options, const Logger& logger) {
  HardwareList devices;
  if (options.hardware_file.empty()) {
    devices = ScanSystem(options.sysfs_root, logger);
  } else {
    BERTH_ASSIGN_OR_RETURN(devices, ReadHardwareFile(options.hardware_file));
    BERTH_LOG(logger, kInfo, "devices") << "hardware made up by " << options.hardware_file.string();
  }
  std::stable_sort(devices.begin(), devices.end(),
                   [](const auto& a, const auto& b) { return Rank(a->type) < Rank(b->type); });
  for (const auto& device : devices) {
    BERTH_LOG(logger, kInfo, "devices") << "found: type " << static_cast<int>(device->type) << ", vendor \""
                                        << device->vendor << "\", id " << device->vendor_id << ":" << device->device_id;
  }
  return KeepForTheProcess(std::move(devices));
}

}  // namespace berth
