// Finding the machine's hardware, anew for every environment.
//
//   processor     one device for all processors (cpu.cc)
//   GPUs          /sys/class/drm/card<N> (sysfs_drm.cc), and display controllers on the PCI bus that have no such card
//   NPUs          /sys/class/accel/accel<N> (sysfs_accel.cc), and processing accelerators on the PCI bus without one
//   PCI bus       /sys/bus/pci/devices (sysfs_pci.cc), merged with the two before by address
//   Windows       the display adapters of DXGI (scan_windows.cc) in place of /sys
//   made up       a JSON file in place of all of that (hardware_file.h)
//
// What a source cannot read is left out with a line in the log; only a made-up file that is asked for must be right.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "base/log.h"
#include "devices/hardware_device.h"

namespace berth {

using HardwareList = std::vector<std::unique_ptr<OrtHardwareDevice>>;

struct DiscoveryOptions {
  std::filesystem::path sysfs_root = "/sys";
  std::filesystem::path hardware_file;         // empty: none
};

// From the environment entries `berth.sysfs_root` and `berth.hardware_file`, else the environment variables
// BERTH_SYSFS_ROOT and BERTH_HARDWARE. An entry that is there but empty stands for the default, whatever the variable says.
DiscoveryOptions DiscoveryOptionsOf(const OrtKeyValuePairs& config);

// What the machine has, sorted NPU, GPU, CPU; GPUs with discrete ones first, then by card number and PCI address, NPUs by
// number and address. The devices live as long as the process; a device that was found before is the same object again.
// Errors: those of ReadHardwareFile.
StatusOr<std::vector<const OrtHardwareDevice*>> DiscoverDevices(const DiscoveryOptions& options, const Logger& logger);

// scan_posix.cc, scan_windows.cc: what the system shows, the processor last. `sysfs_root` is for Linux alone.
HardwareList ScanSystem(const std::filesystem::path& sysfs_root, const Logger& logger);

// cpu.cc: exactly one device for all processors, named by CPUID or by what the system tells.
std::unique_ptr<OrtHardwareDevice> DiscoverCpu();

}  // namespace berth
