#include "capi/bind.h"
#include "capi/guard.h"
#include "ep/external_importer.h"
#include "ep/sync_stream.h"

// Memory and semaphores of other APIs. Handles of imported things are the EP's own structs: there is nothing to know them by.
namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL CreateImporter(const OrtEpDevice* device, OrtExternalResourceImporter** out) noexcept {
  return Ask(device, "ep_device", out, [&]() -> Status {
    *out = nullptr;   // the answer for a device without: no error
    BERTH_ASSIGN_OR_RETURN(auto importer, OrtExternalResourceImporter::Make(*device));
    *out = importer.release();
    return Ok();
  });
}

void ORT_API_CALL ReleaseImporter(OrtExternalResourceImporter* importer) noexcept {
  if (CheckHandle(importer, "importer").ok()) delete importer;
}

template <typename Type>
OrtStatus* ORT_API_CALL CanImport(const OrtExternalResourceImporter* importer, Type type, bool* out) noexcept {
  return Get(importer, "importer", out, [&] { return importer->CanImport(type); });
}

template <typename Descriptor, typename Handle>
OrtStatus* ORT_API_CALL Import(OrtExternalResourceImporter* importer, const Descriptor* descriptor, Handle** out) noexcept {
  return Ask(importer, "importer", out, [&]() -> Status {
    *out = nullptr;
    BERTH_RETURN_IF_ERROR(NotNull(descriptor, "desc"));
    BERTH_ASSIGN_OR_RETURN(*out, importer->Import(*descriptor));
    return Ok();
  });
}

template <typename Handle>
void ORT_API_CALL ReleaseHandle(Handle* handle) noexcept {
  if (handle == nullptr || !IsVersion(handle->version)) return;   // an object of ours
  ReleaseExternal(handle);
}

OrtStatus* ORT_API_CALL CreateTensor(OrtExternalResourceImporter* importer, const OrtExternalMemoryHandle* memory,
                                     const OrtExternalTensorDescriptor* descriptor, OrtValue** out) noexcept {
  return Ask(importer, "importer", out, [&]() -> Status {
    *out = nullptr;
    BERTH_RETURN_IF_ERROR(NotNull(memory, "mem_handle"));
    BERTH_RETURN_IF_ERROR(NotNull(descriptor, "tensor_desc"));
    BERTH_ASSIGN_OR_RETURN(auto tensor, importer->CreateTensor(*memory, *descriptor));
    *out = tensor.release();
    return Ok();
  });
}

template <auto kCall>
OrtStatus* ORT_API_CALL OnStream(OrtExternalResourceImporter* importer, OrtExternalSemaphoreHandle* semaphore,
                                 OrtSyncStream* stream, uint64_t value) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(importer, "importer"));
    BERTH_RETURN_IF_ERROR(NotNull(semaphore, "semaphore_handle"));
    BERTH_RETURN_IF_ERROR(CheckHandle(stream, "stream"));
    return (importer->*kCall)(*semaphore, *stream, value);
  });
}

OrtStatus* ORT_API_CALL InitGraphics(const OrtEpDevice* device, const OrtGraphicsInteropConfig* config) noexcept {
  return Ask(device, "ep_device", config, [&] { return InitGraphicsInterop(*device, *config); });
}
OrtStatus* ORT_API_CALL DeinitGraphics(const OrtEpDevice* device) noexcept {
  return Ask(device, "ep_device", device, [&] { return DeinitGraphicsInterop(*device); });
}

}  // namespace

void BindInterop(OrtInteropApi& api) {
  api.CreateExternalResourceImporterForDevice = CreateImporter;
  api.ReleaseExternalResourceImporter = ReleaseImporter;
  api.CanImportMemory = CanImport<OrtExternalMemoryHandleType>;
  api.ImportMemory = Import<OrtExternalMemoryDescriptor, OrtExternalMemoryHandle>;
  api.ReleaseExternalMemoryHandle = ReleaseHandle<OrtExternalMemoryHandle>;
  api.CreateTensorFromMemory = CreateTensor;
  api.CanImportSemaphore = CanImport<OrtExternalSemaphoreType>;
  api.ImportSemaphore = Import<OrtExternalSemaphoreDescriptor, OrtExternalSemaphoreHandle>;
  api.ReleaseExternalSemaphoreHandle = ReleaseHandle<OrtExternalSemaphoreHandle>;
  api.WaitSemaphore = OnStream<&OrtExternalResourceImporter::Wait>;
  api.SignalSemaphore = OnStream<&OrtExternalResourceImporter::Signal>;
  api.InitGraphicsInteropForEpDevice = InitGraphics;
  api.DeinitGraphicsInteropForEpDevice = DeinitGraphics;
}

}  // namespace berth::capi
