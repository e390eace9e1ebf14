#include "devices/pci.h"

#include <algorithm>
#include <string>

namespace berth {
namespace {

constexpr uint32_t kIntel = 0x8086, kNvidia = 0x10DE, kAmd = 0x1022;

struct Vendor {
  uint32_t id;
  std::string_view name;
};
constexpr Vendor kVendors[] = {
    {kIntel, "Intel"},     {kNvidia, "NVIDIA"},    {kPciAmdGraphics, "AMD"}, {kAmd, "AMD"},
    {0x106B, "Apple"},     {0x13B5, "ARM"},        {0x17CB, "Qualcomm"},     {0x5143, "Qualcomm"},
    {0x14C3, "MediaTek"},  {0x19E5, "Huawei"},     {0x1DA3, "Habana Labs"},  {0x1E60, "Hailo"},
    {0x1E52, "Tenstorrent"}, {0x1ED2, "FuriosaAI"}, {0x1EFF, "Rebellions"},  {0x1D95, "Graphcore"},
    {0x1AC1, "Google"},    {0x10EE, "Xilinx"},     {0x1ED5, "Moore Threads"}, {0x1D17, "Zhaoxin"},
    {0x0014, "Loongson"},  {0x1014, "IBM"},        {0x1010, "Imagination Technologies"},
};

struct Display {
  uint32_t vendor_id, device_id;
};
constexpr uint32_t kAny = ~0u;
// Display adapters of virtual machines and of management controllers.
constexpr Display kVirtualDisplays[] = {
    {0x1234, 0x1111},   // QEMU, Bochs
    {0x1B36, 0x0100},   // QXL
    {0x1013, 0x00B8},   // Cirrus, as QEMU emulates it
    {0x1AF4, 0x1050},   // virtio
    {0x15AD, kAny},     // VMware
    {0x80EE, kAny},     // VirtualBox
    {0x1AB8, kAny},     // Parallels
    {0x1414, kAny},     // Microsoft: Hyper-V, basic render driver
    {0x1D0F, 0x1111},   // Amazon
    {0x1A03, kAny},     // ASPEED
    {0x102B, 0x0522}, {0x102B, 0x0524}, {0x102B, 0x0530}, {0x102B, 0x0532}, {0x102B, 0x0533}, {0x102B, 0x0534},
    {0x102B, 0x0536}, {0x102B, 0x0538},   // Matrox G200 of management controllers
    {0x19E5, 0x1711},   // HiSilicon
};

// AMD's processors bring their GPU in one slot with parts that carry the other vendor id: security processor, USB, sound.
bool HasProcessorParts(const SysfsDevice& device) {
  const std::string slot = device.pci_address.substr(0, device.pci_address.rfind('.'));
  for (int function = 0; function < 8; ++function) {
    const std::filesystem::path part = device.folder.parent_path() / (slot + "." + std::to_string(function));
    auto vendor = ReadHexAttribute(part / "vendor", 0xFFFF);
    if (vendor.ok() && *vendor == kAmd) return true;
  }
  return false;
}

bool IsHex(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos; }

}  // namespace

bool IsPciAddress(std::string_view text) {
  const size_t first = text.find(':'), second = text.find(':', first + 1), dot = text.find('.');
  if (first == text.npos || second == text.npos || dot == text.npos || dot < second) return false;
  return IsHex(text.substr(0, first)) && IsHex(text.substr(first + 1, second - first - 1)) &&
         IsHex(text.substr(second + 1, dot - second - 1)) && IsHex(text.substr(dot + 1));
}

std::string_view PciVendorName(uint32_t vendor_id) {
  const auto* found = std::find_if(std::begin(kVendors), std::end(kVendors),
                                   [&](const Vendor& vendor) { return vendor.id == vendor_id; });
  return found != std::end(kVendors) ? found->name : std::string_view();
}

bool IsDiscrete(const SysfsDevice& device) {
  if (device.vendor_id == kNvidia) return true;
  if (device.pci_address.empty()) return false;
  const std::string_view address = device.pci_address;
  switch (device.vendor_id) {
    case kIntel:
      return device.type == OrtHardwareDeviceType_GPU ? address != "0000:00:02.0" : !address.starts_with("0000:00:");
    case kAmd:
      return false;
    case kPciAmdGraphics:
      return !address.starts_with("0000:00:01.") && !HasProcessorParts(device);
    default:
      return !address.starts_with("0000:00:");
  }
}

bool LeaveOutVirtual(const SysfsDevice& device, const Logger& logger) {
  const bool is_virtual = device.type == OrtHardwareDeviceType_GPU &&
                          std::any_of(std::begin(kVirtualDisplays), std::end(kVirtualDisplays), [&](const Display& display) {
                            return display.vendor_id == device.vendor_id &&
                                   (display.device_id == kAny || display.device_id == device.device_id);
                          });
  if (is_virtual) {
    BERTH_LOG(logger, kInfo, "devices") << device.folder.string() << ": display of a virtual machine or a management "
                                        << "controller; left out";
  }
  return is_virtual;
}

}  // namespace berth
