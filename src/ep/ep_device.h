// An execution provider on a piece of hardware: what an EP's factory offers, and what applications pick from.
#pragma once

#include <memory>
#include <string>

#include <onnxruntime_c_api.h>

#include "base/handle.h"
#include "base/key_value_pairs.h"
#include "devices/hardware_device.h"
#include "ep/loose.h"
#include "values/memory_info.h"

namespace berth {
class EpFactory;
}

// Made by an EP through CreateEpDevice, owned by the EP's library record once its factory handed it over. `device` and
// `factory` are borrowed; memory infos are the EP's own pointers, alive until the factory is released.
struct OrtEpDevice : berth::Tagged<berth::HandleKind::kEpDevice> {
  std::string ep_name;
  std::string ep_vendor;
  OrtKeyValuePairs metadata;
  OrtKeyValuePairs options;
  const OrtHardwareDevice* device = nullptr;
  OrtEpFactory* factory = nullptr;               // null for the built-in CPU entry
  berth::EpFactory* owner = nullptr;             // set when the library record takes the device over; null for the CPU entry
  const OrtMemoryInfo* device_memory = nullptr;
  const OrtMemoryInfo* host_accessible_memory = nullptr;
  const OrtMemoryInfo* read_only_memory = nullptr;
};

namespace berth {

inline constexpr char kCpuEpName[] = "CPUExecutionProvider";

// What OrtEpApi::CreateEpDevice does (ep-contract c.2). `metadata` and `options` may be null.
// Errors: ORT_INVALID_ARGUMENT ("version" given by the EP), ORT_FAIL (name or vendor missing, version not SemVer 2.0).
StatusOr<std::unique_ptr<OrtEpDevice>> MakeEpDevice(OrtEpFactory* factory, const OrtHardwareDevice* device,
                                                    const OrtKeyValuePairs* metadata, const OrtKeyValuePairs* options);

// What OrtEpApi::EpDevice_AddAllocatorInfo does (ep-contract c.3).
Status AddAllocatorInfo(OrtEpDevice& device, const OrtMemoryInfo* info);

// EP devices that EPs made and have neither handed over nor released.
Loose<OrtEpDevice>& LooseEpDevices();
// Hardware that EPs made up (OrtEpApi::CreateHardwareDevice) and have not released.
Loose<OrtHardwareDevice>& LooseHardwareDevices();

// The built-in CPU kernels on `device` (ep-contract c.6).
std::unique_ptr<OrtEpDevice> MakeCpuEpDevice(const OrtHardwareDevice& device);

}  // namespace berth
