// Reading Linux' picture of the hardware below a folder that stands for /sys. The folder may be made up, so nothing in it
// is trusted: no file is read further than an attribute can be long, none that is no regular file is opened.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <onnxruntime_c_api.h>

#include "base/log.h"
#include "base/status.h"

namespace berth {

// A GPU or NPU as one source has it.
struct SysfsDevice {
  OrtHardwareDeviceType type = OrtHardwareDeviceType_GPU;
  uint32_t vendor_id = 0;
  uint32_t device_id = 0;
  std::optional<uint32_t> index;       // N of card<N> or accel<N>; none for what only the PCI bus shows
  std::string pci_address;             // "0000:03:00.0"; empty for what is not on a PCI bus
  std::filesystem::path folder;        // where its attributes are, links resolved
};

// One file for each: what they cannot read they leave out, with a line in the log.
std::vector<SysfsDevice> ScanDrm(const std::filesystem::path& root, const Logger& logger);     // sysfs_drm.cc
std::vector<SysfsDevice> ScanAccel(const std::filesystem::path& root, const Logger& logger);   // sysfs_accel.cc
std::vector<SysfsDevice> ScanPci(const std::filesystem::path& root, const Logger& logger);     // sysfs_pci.cc

// The text of an attribute without white space at its end. ORT_NO_SUCHFILE: there is none; ORT_FAIL: it is no regular
// file, cannot be read, or is longer than an attribute is.
StatusOr<std::string> ReadAttribute(const std::filesystem::path& file);
// A hexadecimal number with or without 0x. Errors as before; ORT_FAIL too for what is no number or more than `most`.
StatusOr<uint32_t> ReadHexAttribute(const std::filesystem::path& file, uint32_t most);

// Names of the entries of a folder, sorted; empty when it cannot be read.
std::vector<std::string> ListFolder(const std::filesystem::path& folder);

// The entries `<prefix><digits>` of a class folder that have vendor and device. One without is no PCI device and left out
// quietly, one that cannot be read with a WARNING.
std::vector<SysfsDevice> ScanClass(const std::filesystem::path& folder, std::string_view prefix, OrtHardwareDeviceType type,
                                   const Logger& logger);

}  // namespace berth
