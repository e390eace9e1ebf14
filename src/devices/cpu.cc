#include <cstring>
#include <fstream>
#include <string>

#include "devices/discovery.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace berth {
namespace {

struct CpuVendor {
  const char* key;      // what the processor says
  const char* name;
  uint32_t id;
};

#if defined(__x86_64__) || defined(__i386__)

constexpr CpuVendor kVendors[] = {{"GenuineIntel", "Intel", 0x8086}, {"AuthenticAMD", "AMD", 0x1022}};

std::string ProcessorKey() {
  unsigned registers[4] = {};
  if (__get_cpuid(0, &registers[0], &registers[1], &registers[2], &registers[3]) == 0) return "";
  char key[13] = {};   // the name stands in EBX, EDX, ECX
  std::memcpy(key, &registers[1], 4);
  std::memcpy(key + 4, &registers[3], 4);
  std::memcpy(key + 8, &registers[2], 4);
  return key;
}

#else

// The implementer codes of Arm's main ID register.
constexpr CpuVendor kVendors[] = {{"0x41", "ARM", 0x13B5},          {"0x4e", "Nvidia", 0x10DE},
                                  {"0x51", "Qualcomm", 0x4D4F4351}, {"0x61", "Apple", 0x106B},
                                  {"POWER", "IBM", 0x1014}};

std::string ProcessorKey() {
#ifdef __APPLE__
  return "0x61";
#else
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    if (line.starts_with("CPU implementer")) return line.substr(colon + 2);
    if (line.starts_with("cpu") && line.find("POWER") != std::string::npos) return "POWER";
  }
  return "";
#endif
}

#endif

}  // namespace

std::unique_ptr<OrtHardwareDevice> DiscoverCpu() {
  auto device = std::make_unique<OrtHardwareDevice>();
  device->vendor = "unknown";
  const std::string key = ProcessorKey();
  for (const CpuVendor& vendor : kVendors) {
    if (key != vendor.key) continue;
    device->vendor = vendor.name;
    device->vendor_id = vendor.id;
  }
  return device;
}

}  // namespace berth
