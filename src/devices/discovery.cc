#include "devices/discovery.h"

namespace berth {

StatusOr<std::vector<std::unique_ptr<OrtHardwareDevice>>> DiscoverDevices(const Logger& logger) {
  std::vector<std::unique_ptr<OrtHardwareDevice>> devices;
  devices.push_back(DiscoverCpu());
  for (const auto& device : devices) {
    BERTH_LOG(logger, kInfo, "devices") << "found: type " << static_cast<int>(device->type) << ", vendor \""
                                        << device->vendor << "\", id " << device->vendor_id << ":" << device->device_id;
  }
  return devices;
}

}  // namespace berth
