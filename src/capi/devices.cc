#include "capi/bind.h"
#include "capi/guard.h"
#include "ep/incompatibility.h"
#include "session/environment.h"

namespace berth::capi {
namespace {

// The environment is handed round as const; its registry has locks of its own.
EpRegistry& RegistryOf(const OrtEnv* env) { return const_cast<OrtEnv*>(env)->registry(); }

OrtStatus* ORT_API_CALL GetNumHardwareDevices(const OrtEnv* env, size_t* count) noexcept {
  return Get(env, "env", count, [&] { return RegistryOf(env).hardware().size(); });
}

OrtStatus* ORT_API_CALL GetHardwareDevices(const OrtEnv* env, const OrtHardwareDevice** devices, size_t count) noexcept {
  return Ask(env, "env", devices, [&] { return FillArray(RegistryOf(env).hardware(), devices, count, "devices"); });
}

// ---- one device; the answers of a handle that is none are empty ----

OrtHardwareDeviceType ORT_API_CALL Type(const OrtHardwareDevice* device) noexcept {
  return CheckHandle(device, "device").ok() ? device->type : OrtHardwareDeviceType_CPU;
}
uint32_t ORT_API_CALL VendorId(const OrtHardwareDevice* device) noexcept {
  return CheckHandle(device, "device").ok() ? device->vendor_id : 0;
}
const char* ORT_API_CALL Vendor(const OrtHardwareDevice* device) noexcept {
  return CheckHandle(device, "device").ok() ? device->vendor.c_str() : "";
}
uint32_t ORT_API_CALL DeviceId(const OrtHardwareDevice* device) noexcept {
  return CheckHandle(device, "device").ok() ? device->device_id : 0;
}
const OrtKeyValuePairs* ORT_API_CALL Metadata(const OrtHardwareDevice* device) noexcept {
  static const OrtKeyValuePairs kNone;
  return CheckHandle(device, "device").ok() ? &device->metadata : &kNone;
}

// ---- why an EP does not work on a device ----

OrtStatus* ORT_API_CALL GetIncompatibility(const OrtEnv* env, const char* ep_name, const OrtHardwareDevice* device,
                                           OrtDeviceEpIncompatibilityDetails** out) noexcept {
  return Ask(env, "env", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(ep_name, "ep_name"));
    BERTH_RETURN_IF_ERROR(CheckHandle(device, "hw"));
    auto details = std::make_unique<OrtDeviceEpIncompatibilityDetails>();
    BERTH_RETURN_IF_ERROR(RegistryOf(env).AskIncompatibility(ep_name, *device, *details));
    *out = details.release();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL GetReasons(const OrtDeviceEpIncompatibilityDetails* details, uint32_t* out) noexcept {
  return Get(details, "details", out, [&] { return details->reasons; });
}
OrtStatus* ORT_API_CALL GetNotes(const OrtDeviceEpIncompatibilityDetails* details, const char** out) noexcept {
  return Get(details, "details", out, [&] { return details->notes ? details->notes->c_str() : nullptr; });
}
OrtStatus* ORT_API_CALL GetErrorCode(const OrtDeviceEpIncompatibilityDetails* details, int32_t* out) noexcept {
  return Get(details, "details", out, [&] { return details->error_code; });
}

}  // namespace

void BindDevices(OrtApi& api) {
  api.GetNumHardwareDevices = GetNumHardwareDevices;
  api.GetHardwareDevices = GetHardwareDevices;
  api.HardwareDevice_Type = Type;
  api.HardwareDevice_VendorId = VendorId;
  api.HardwareDevice_Vendor = Vendor;
  api.HardwareDevice_DeviceId = DeviceId;
  api.HardwareDevice_Metadata = Metadata;
  api.GetHardwareDeviceEpIncompatibilityDetails = GetIncompatibility;
  api.DeviceEpIncompatibilityDetails_GetReasonsBitmask = GetReasons;
  api.DeviceEpIncompatibilityDetails_GetNotes = GetNotes;
  api.DeviceEpIncompatibilityDetails_GetErrorCode = GetErrorCode;
  api.ReleaseDeviceEpIncompatibilityDetails = ReleaseHandle<OrtDeviceEpIncompatibilityDetails>;
}

}  // namespace berth::capi
