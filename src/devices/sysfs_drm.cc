// GPUs that have a driver: /sys/class/drm/card<N>. Connectors (card0-DP-1) and render nodes are not cards.
#include "devices/pci.h"
#include "devices/sysfs.h"

namespace berth {

std::vector<SysfsDevice> ScanDrm(const std::filesystem::path& root, const Logger& logger) {
  std::vector<SysfsDevice> found = ScanClass(root / "class" / "drm", "card", OrtHardwareDeviceType_GPU, logger);
  std::erase_if(found, [&](const SysfsDevice& device) { return LeaveOutVirtual(device, logger); });
  return found;
}

}  // namespace berth
