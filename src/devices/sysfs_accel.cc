// NPUs that have a driver: /sys/class/accel/accel<N>.
#include "devices/sysfs.h"

namespace berth {

std::vector<SysfsDevice> ScanAccel(const std::filesystem::path& root, const Logger& logger) {
  return ScanClass(root / "class" / "accel", "accel", OrtHardwareDeviceType_NPU, logger);
}

}  // namespace berth
