// Finding the machine's hardware.
#pragma once

#include <memory>
#include <vector>

#include "base/log.h"
#include "devices/hardware_device.h"

namespace berth {

// What the machine has, sorted NPU, GPU, CPU: so far its processor. Errors are those of sources that were asked for and
// cannot be read.
StatusOr<std::vector<std::unique_ptr<OrtHardwareDevice>>> DiscoverDevices(const Logger& logger);

// cpu.cc: exactly one device for all processors, named by CPUID or by what the system tells.
std::unique_ptr<OrtHardwareDevice> DiscoverCpu();

}  // namespace berth
