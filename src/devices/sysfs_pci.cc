// GPUs and NPUs by what the PCI bus says of them, with or without a driver: /sys/bus/pci/devices.
#include "devices/pci.h"
#include "devices/sysfs.h"

namespace berth {
namespace {

namespace fs = std::filesystem;

constexpr uint32_t kDisplay = 0x03, kProcessingAccelerator = 0x12;   // PCI base classes

// AMD's data-centre GPUs say that they are processing accelerators.
std::optional<OrtHardwareDeviceType> TypeOf(uint32_t base_class, uint32_t vendor_id) {
  if (base_class == kDisplay) return OrtHardwareDeviceType_GPU;
  if (base_class != kProcessingAccelerator) return std::nullopt;
  return vendor_id == kPciAmdGraphics ? OrtHardwareDeviceType_GPU : OrtHardwareDeviceType_NPU;
}

StatusOr<std::optional<SysfsDevice>> ReadDevice(const fs::path& entry) {
  BERTH_ASSIGN_OR_RETURN(const uint32_t pci_class, ReadHexAttribute(entry / "class", 0xFFFFFF));
  const uint32_t base_class = pci_class >> 16;
  if (base_class != kDisplay && base_class != kProcessingAccelerator) return std::optional<SysfsDevice>();
  // A share of another device that is meant for virtual machines.
  std::error_code error;
  if (fs::exists(fs::symlink_status(entry / "physfn", error))) return std::optional<SysfsDevice>();
  SysfsDevice device;
  BERTH_ASSIGN_OR_RETURN(device.vendor_id, ReadHexAttribute(entry / "vendor", 0xFFFF));
  BERTH_ASSIGN_OR_RETURN(device.device_id, ReadHexAttribute(entry / "device", 0xFFFF));
  device.type = *TypeOf(base_class, device.vendor_id);
  device.pci_address = entry.filename().string();
  device.folder = fs::canonical(entry, error);
  return std::optional<SysfsDevice>(std::move(device));
}

}  // namespace

std::vector<SysfsDevice> ScanPci(const fs::path& root, const Logger& logger) {
  std::vector<SysfsDevice> found;
  const fs::path folder = root / "bus" / "pci" / "devices";
  for (const std::string& name : ListFolder(folder)) {
    if (!IsPciAddress(name)) continue;
    auto device = ReadDevice(folder / name);
    if (!device.ok()) {
      BERTH_LOG(logger, kWarning, "devices") << device.status().message() << "; PCI device " << name << " is left out";
    } else if (device->has_value() && !LeaveOutVirtual(**device, logger)) {
      found.push_back(std::move(**device));
    }
  }
  return found;
}

}  // namespace berth
