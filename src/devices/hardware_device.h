// A piece of hardware that an EP may run on.
#pragma once

#include <cstdint>
#include <string>

#include <onnxruntime_c_api.h>

#include "base/handle.h"
#include "base/key_value_pairs.h"

// Owned by the environment, or by the EP that made it up. Immutable.
struct OrtHardwareDevice : berth::Tagged<berth::HandleKind::kHardwareDevice> {
  OrtHardwareDeviceType type = OrtHardwareDeviceType_CPU;
  uint32_t vendor_id = 0;    // PCI vendor id
  uint32_t device_id = 0;    // PCI device id: of the model, not of the piece
  std::string vendor;
  OrtKeyValuePairs metadata;
};
