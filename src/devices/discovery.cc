#include "devices/discovery.h"

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <tuple>

#include "devices/hardware_file.h"
#include "devices/pci.h"
#include "devices/sysfs.h"

namespace berth {
namespace {

std::string Setting(const OrtKeyValuePairs& config, const char* entry, const char* variable) {
  const char* value = config.Find(entry);
  if (value == nullptr) value = std::getenv(variable);
  return value != nullptr ? value : "";
}

std::unique_ptr<OrtHardwareDevice> MakeDevice(const SysfsDevice& found) {
  auto device = std::make_unique<OrtHardwareDevice>();
  device->type = found.type;
  device->vendor_id = found.vendor_id;
  device->device_id = found.device_id;
  device->vendor = PciVendorName(found.vendor_id);
  if (found.index) {
    device->metadata.Add(found.type == OrtHardwareDeviceType_GPU ? "card_idx" : "accel_idx", std::to_string(*found.index));
  }
  if (!found.pci_address.empty()) device->metadata.Add("pci_bus_id", found.pci_address);
  device->metadata.Add("Discrete", IsDiscrete(found) ? "1" : "0");
  return device;
}

// Those of the PCI bus that no driver shows already.
void Merge(std::vector<SysfsDevice> from_pci, std::vector<SysfsDevice>& devices) {
  const size_t known = devices.size();
  for (SysfsDevice& device : from_pci) {
    const bool is_known = std::any_of(devices.begin(), devices.begin() + known, [&](const SysfsDevice& other) {
      return other.pci_address == device.pci_address;
    });
    if (!is_known) devices.push_back(std::move(device));
  }
}

HardwareList Scan(const std::filesystem::path& root, const Logger& logger) {
  std::error_code error;
  if (!std::filesystem::is_directory(root, error) && root != "/sys") {
    BERTH_LOG(logger, kWarning, "devices") << "sysfs root " << root.string() << ": no folder that can be read seen; "
                                           << "only the processor is found";
  }
  std::vector<SysfsDevice> devices = ScanDrm(root, logger);
  for (SysfsDevice& npu : ScanAccel(root, logger)) devices.push_back(std::move(npu));
  Merge(ScanPci(root, logger), devices);
  auto place = [](const SysfsDevice& device) {
    const bool discrete = device.type == OrtHardwareDeviceType_GPU && IsDiscrete(device);
    return std::tuple(!discrete, device.index.value_or(UINT32_MAX), device.pci_address.size(), device.pci_address);
  };
  std::stable_sort(devices.begin(), devices.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  HardwareList list;
  for (const SysfsDevice& device : devices) list.push_back(MakeDevice(device));
  list.push_back(DiscoverCpu());
  return list;
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
    devices = Scan(options.sysfs_root, logger);
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
