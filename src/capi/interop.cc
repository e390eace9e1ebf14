#include "capi/bind.h"
#include "capi/guard.h"
#include "ep/ep_device.h"

// Memory and semaphores of other APIs (Direct3D, Vulkan, CUDA). No EP that this host takes shares any, so nobody ever holds an
// importer or a handle: what takes one refuses whatever it is given.
namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL CreateImporter(const OrtEpDevice* device, OrtExternalResourceImporter** out) noexcept {
  return Ask(device, "ep_device", out, [&]() -> Status {
    *out = nullptr;   // the answer for a device without: no error
    return Ok();
  });
}

template <typename... Args>
OrtStatus* ORT_API_CALL Refuse(Args...) noexcept {
  return Guard([]() -> Status {
    return InvalidArgument("external resources: importer: none of this host seen, one of "
                           "CreateExternalResourceImporterForDevice wanted");
  });
}
template <typename... Args, bool kNoexcept>
auto RefuseAs(OrtStatus*(ORT_API_CALL*)(Args...) noexcept(kNoexcept)) {
  return &Refuse<Args...>;
}

template <typename T>
void ORT_API_CALL ReleaseNone(T*) noexcept {}

OrtStatus* ORT_API_CALL InitGraphics(const OrtEpDevice* device, const OrtGraphicsInteropConfig* config) noexcept {
  return Ask(device, "ep_device", config, [&]() -> Status {
    return Error(ORT_NOT_IMPLEMENTED, "InitGraphicsInterop: EP \"", device->ep_name, "\": not implemented for this EP factory");
  });
}
OrtStatus* ORT_API_CALL DeinitGraphics(const OrtEpDevice* device) noexcept {
  return Ask(device, "ep_device", device, [&]() -> Status {
    return Error(ORT_NOT_IMPLEMENTED, "DeinitGraphicsInterop: EP \"", device->ep_name, "\": not implemented for this EP factory");
  });
}

}  // namespace

void BindInterop(OrtInteropApi& api) {
  api.CreateExternalResourceImporterForDevice = CreateImporter;
  api.ReleaseExternalResourceImporter = ReleaseNone<OrtExternalResourceImporter>;
  api.CanImportMemory = RefuseAs(api.CanImportMemory);
  api.ImportMemory = RefuseAs(api.ImportMemory);
  api.ReleaseExternalMemoryHandle = ReleaseNone<OrtExternalMemoryHandle>;
  api.CreateTensorFromMemory = RefuseAs(api.CreateTensorFromMemory);
  api.CanImportSemaphore = RefuseAs(api.CanImportSemaphore);
  api.ImportSemaphore = RefuseAs(api.ImportSemaphore);
  api.ReleaseExternalSemaphoreHandle = ReleaseNone<OrtExternalSemaphoreHandle>;
  api.WaitSemaphore = RefuseAs(api.WaitSemaphore);
  api.SignalSemaphore = RefuseAs(api.SignalSemaphore);
  api.InitGraphicsInteropForEpDevice = InitGraphics;
  api.DeinitGraphicsInteropForEpDevice = DeinitGraphics;
}

}  // namespace berth::capi
