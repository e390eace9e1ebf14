// Why an EP does not work on a device, as the EP tells it.
#pragma once

#include <optional>
#include <string>

#include <onnxruntime_c_api.h>

#include "base/handle.h"

// A new one says: nothing is in the way.
struct OrtDeviceEpIncompatibilityDetails : berth::Tagged<berth::HandleKind::kIncompatibilityDetails> {
  uint32_t reasons = 0;                // bits of OrtDeviceEpIncompatibilityReason
  int32_t error_code = 0;              // the EP's own
  std::optional<std::string> notes;
};
