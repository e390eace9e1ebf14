// GPUs and NPUs as Linux shows them. Other systems without a file of their own have no /sys: there this finds the processor.
#include <algorithm>
#include <tuple>

#include "devices/discovery.h"
#include "devices/pci.h"
#include "devices/sysfs.h"

namespace berth {
namespace {

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

}  // namespace

HardwareList ScanSystem(const std::filesystem::path& root, const Logger& logger) {
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

}  // namespace berth
