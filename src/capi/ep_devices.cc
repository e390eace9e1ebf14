#include "capi/bind.h"
#include "capi/guard.h"
#include "session/environment.h"

namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL RegisterLibrary(OrtEnv* env, const char* name, const ORTCHAR_T* path) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(env, "env"));
    BERTH_RETURN_IF_ERROR(NotNull(name, "registration_name"));
    BERTH_RETURN_IF_ERROR(NotNull(path, "path"));
    return env->registry().Register(name, std::filesystem::path(path));
  });
}

OrtStatus* ORT_API_CALL UnregisterLibrary(OrtEnv* env, const char* name) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(env, "env"));
    BERTH_RETURN_IF_ERROR(NotNull(name, "registration_name"));
    return env->registry().Unregister(name);
  });
}

OrtStatus* ORT_API_CALL GetEpDevices(const OrtEnv* env, const OrtEpDevice* const** devices, size_t* count) noexcept {
  return Ask(env, "env", devices, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(count, "num_ep_devices"));
    const std::span<const OrtEpDevice* const> list = const_cast<OrtEnv*>(env)->registry().devices();
    *devices = list.data();
    *count = list.size();
    return Ok();
  });
}

// ---- one device; the answers of a handle that is none are empty ----

bool IsDevice(const OrtEpDevice* device) { return CheckHandle(device, "ep_device").ok(); }

const char* ORT_API_CALL EpName(const OrtEpDevice* device) noexcept {
  return IsDevice(device) ? device->ep_name.c_str() : nullptr;
}
const char* ORT_API_CALL EpVendor(const OrtEpDevice* device) noexcept {
  return IsDevice(device) ? device->ep_vendor.c_str() : nullptr;
}
const OrtKeyValuePairs* ORT_API_CALL EpMetadata(const OrtEpDevice* device) noexcept {
  return IsDevice(device) ? &device->metadata : nullptr;
}
const OrtKeyValuePairs* ORT_API_CALL EpOptions(const OrtEpDevice* device) noexcept {
  return IsDevice(device) ? &device->options : nullptr;
}
const OrtHardwareDevice* ORT_API_CALL Device(const OrtEpDevice* device) noexcept {
  return IsDevice(device) ? device->device : nullptr;
}
// Read-only memory is never shown.
const OrtMemoryInfo* ORT_API_CALL MemoryInfo(const OrtEpDevice* device, OrtDeviceMemoryType type) noexcept {
  if (!IsDevice(device)) return nullptr;
  if (type == OrtDeviceMemoryType_DEFAULT) return device->device_memory;
  return type == OrtDeviceMemoryType_HOST_ACCESSIBLE ? device->host_accessible_memory : nullptr;
}

}  // namespace

void BindEpDevices(OrtApi& api) {
  api.RegisterExecutionProviderLibrary = RegisterLibrary;
  api.UnregisterExecutionProviderLibrary = UnregisterLibrary;
  api.GetEpDevices = GetEpDevices;
  api.EpDevice_EpName = EpName;
  api.EpDevice_EpVendor = EpVendor;
  api.EpDevice_EpMetadata = EpMetadata;
  api.EpDevice_EpOptions = EpOptions;
  api.EpDevice_Device = Device;
  api.EpDevice_MemoryInfo = MemoryInfo;
}

}  // namespace berth::capi
