// What is known about PCI devices by their ids and places.
#pragma once

#include <cstdint>
#include <string_view>

#include "devices/sysfs.h"

namespace berth {

inline constexpr uint32_t kPciAmdGraphics = 0x1002;

// `hex:hex:hex.hex`, as in 0000:03:00.0.
bool IsPciAddress(std::string_view text);

// The name by which vendors call themselves in their EPs; empty for one that is not listed.
std::string_view PciVendorName(uint32_t vendor_id);

// Whether a GPU or NPU has memory and a place of its own, rather than being a part of the processor. Decided by vendor and
// place: NVIDIA's are; Intel's are not at 00:02.0; AMD's are not next to other parts of an AMD processor; anybody else's
// are not on the root bus. What is on no PCI bus is not.
bool IsDiscrete(const SysfsDevice& device);

// Whether a GPU only shows a virtual machine's or a server's console: it computes nothing. Says so in the log.
bool LeaveOutVirtual(const SysfsDevice& device, const Logger& logger);

}  // namespace berth
