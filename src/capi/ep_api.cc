#include "capi/bind.h"
#include "capi/guard.h"
#include "ep/compiled_kernel.h"
#include "ep/ep_device.h"
#include "ep/incompatibility.h"
#include "session/environment.h"
#include "session/session_options.h"

namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL CreateEpDevice(OrtEpFactory* factory, const OrtHardwareDevice* hardware,
                                       const OrtKeyValuePairs* metadata, const OrtKeyValuePairs* options,
                                       OrtEpDevice** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "ep_device"));
    BERTH_ASSIGN_OR_RETURN(auto device, MakeEpDevice(factory, hardware, metadata, options));
    *out = LooseEpDevices().Add(std::move(device));
    return Ok();
  });
}

// Devices that were handed over belong to the host: they are not among the loose ones, and stay.
void ORT_API_CALL ReleaseEpDevice(OrtEpDevice* device) { LooseEpDevices().Take(device); }

OrtStatus* ORT_API_CALL AddMemory(OrtEpDevice* device, const OrtMemoryInfo* info) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(device, "ep_device"));
    return AddAllocatorInfo(*device, info);
  });
}

OrtStatus* ORT_API_CALL CreateHardwareDevice(OrtHardwareDeviceType type, uint32_t vendor_id, uint32_t device_id,
                                             const char* vendor, const OrtKeyValuePairs* metadata,
                                             OrtHardwareDevice** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "hardware_device"));
    BERTH_RETURN_IF_ERROR(NotNull(vendor, "vendor_name"));
    if (metadata != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(metadata, "metadata"));
    if (type < OrtHardwareDeviceType_CPU || type > OrtHardwareDeviceType_NPU) {
      return InvalidArgument("CreateHardwareDevice: type ", static_cast<int>(type), ": CPU, GPU or NPU wanted");
    }
    auto device = std::make_unique<OrtHardwareDevice>();
    device->type = type;
    device->vendor_id = vendor_id;
    device->device_id = device_id;
    device->vendor = vendor;
    if (metadata != nullptr) device->metadata = *metadata;
    *out = LooseHardwareDevices().Add(std::move(device));
    return Ok();
  });
}

// The host's own devices are not among the loose ones, and stay.
void ORT_API_CALL ReleaseHardwareDevice(OrtHardwareDevice* device) { LooseHardwareDevices().Take(device); }

const char* ORT_API_CALL NodeName(const OrtNodeComputeContext* context) noexcept {
  return CheckHandle(context, "context").ok() ? context->node_name.c_str() : nullptr;
}

OrtStatus* ORT_API_CALL SetDetails(OrtDeviceEpIncompatibilityDetails* details, uint32_t reasons, int32_t error_code,
                                   const char* notes) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(details, "details"));
    details->reasons = reasons;
    details->error_code = error_code;
    details->notes = notes != nullptr ? std::optional<std::string>(notes) : std::nullopt;
    return Ok();
  });
}

OrtStatus* ORT_API_CALL GetEnvConfigEntries(OrtKeyValuePairs** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "config_entries"));
    BERTH_ASSIGN_OR_RETURN(OrtKeyValuePairs entries, OrtEnv::CurrentConfig());
    *out = new OrtKeyValuePairs(entries);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL GetWeightlessSource(const OrtSessionOptions* options, const void** data, size_t* size) noexcept {
  return Ask(options, "session_options", data, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(size, "source_model_data_length"));
    *data = options->weightless_source.data();
    *size = options->weightless_source.size();
    return Ok();
  });
}

}  // namespace

void BindEpApi(OrtEpApi& api) {
  api.CreateEpDevice = CreateEpDevice;
  api.ReleaseEpDevice = ReleaseEpDevice;
  api.EpDevice_AddAllocatorInfo = AddMemory;
  api.CreateHardwareDevice = CreateHardwareDevice;
  api.ReleaseHardwareDevice = ReleaseHardwareDevice;
  api.NodeComputeContext_NodeName = NodeName;
  api.DeviceEpIncompatibilityDetails_SetDetails = SetDetails;
  api.GetEnvConfigEntries = GetEnvConfigEntries;
  api.SessionOptionsGetWeightlessSourceModelBuffer = GetWeightlessSource;
}

}  // namespace berth::capi
