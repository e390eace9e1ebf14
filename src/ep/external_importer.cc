#include "ep/external_importer.h"

#include "ep/guard.h"
#include "ep/slots.h"

using berth::Broken;
using berth::CallEp;
using berth::EpCall;
using berth::Error;
using berth::Slot;
using berth::Status;
using berth::StatusOr;
using Impl = OrtExternalResourceImporterImpl;

namespace berth {
namespace {

template <typename Handle>
void ReleaseForeign(const std::string& ep, const Logger& logger, Handle* handle) {
  void(ORT_API_CALL * release)(Handle*) = handle->Release;   // without the header's promise that it does not throw
  CallEpVoid(ep, "Release of an external handle", logger, [&] { release(handle); });
}

}  // namespace
}  // namespace berth

StatusOr<std::unique_ptr<OrtExternalResourceImporter>> OrtExternalResourceImporter::Make(const OrtEpDevice& device) {
  if (device.owner == nullptr) return std::unique_ptr<OrtExternalResourceImporter>();
  berth::EpFactory& factory = *device.owner;
  constexpr char kCallback[] = "CreateExternalResourceImporterForDevice";
  auto create = Slot<&OrtEpFactory::CreateExternalResourceImporterForDevice>(factory.raw());
  if (create == nullptr) return std::unique_ptr<OrtExternalResourceImporter>();
  Impl* raw = nullptr;
  BERTH_RETURN_IF_ERROR(CallEp(factory.name(), kCallback, [&] { return create(factory.raw(), &device, &raw); }));
  if (raw == nullptr) return std::unique_ptr<OrtExternalResourceImporter>();
  if (Slot<&Impl::Release>(raw) == nullptr) {
    return Error(ORT_EP_FAIL, Broken("EPC-037", factory.name(), kCallback),
                 ": OrtExternalResourceImporterImpl::Release: null seen, ",
                 "the callback wanted");
  }
  return std::unique_ptr<OrtExternalResourceImporter>(new OrtExternalResourceImporter(factory, raw));
}

OrtExternalResourceImporter::OrtExternalResourceImporter(berth::EpFactory& factory, Impl* impl)
    : factory_(factory), use_(&factory.library()), impl_(impl) {}

OrtExternalResourceImporter::~OrtExternalResourceImporter() {
  auto release = Slot<&Impl::Release>(impl_);
  berth::CallEpVoid(factory_.name(), "OrtExternalResourceImporterImpl::Release", factory_.logger(), [&] { release(impl_); });
}

bool OrtExternalResourceImporter::CanImport(OrtExternalMemoryHandleType type) const {
  auto ask = Slot<&Impl::CanImportMemory>(impl_);
  return ask != nullptr &&
         berth::AskEp(factory_.name(), "CanImportMemory", factory_.logger(), false, [&] { return ask(impl_, type); });
}

bool OrtExternalResourceImporter::CanImport(OrtExternalSemaphoreType type) const {
  auto ask = Slot<&Impl::CanImportSemaphore>(impl_);
  return ask != nullptr &&
         berth::AskEp(factory_.name(), "CanImportSemaphore", factory_.logger(), false, [&] { return ask(impl_, type); });
}

template <auto kSlot, typename... Args>
Status OrtExternalResourceImporter::Do(const char* callback, Args... args) {
  auto call = Slot<kSlot>(impl_);
  if (call == nullptr) return Error(ORT_NOT_IMPLEMENTED, EpCall(factory_.name(), callback), ": the EP does not have it");
  return CallEp(factory_.name(), callback, [&] { return call(impl_, args...); });
}

template <auto kSlot, typename Out, typename... Args>
StatusOr<Out*> OrtExternalResourceImporter::Get(const char* callback, Args... args) {
  Out* out = nullptr;
  BERTH_RETURN_IF_ERROR((Do<kSlot>(callback, args..., &out)));
  if (out == nullptr) return Error(ORT_FAIL, Broken("EPC-038", factory_.name(), callback), ": success seen, but a null result");
  return out;
}

template <typename Handle>
StatusOr<Handle*> OrtExternalResourceImporter::Check(const char* callback, StatusOr<Handle*> imported) const {
  if (!imported.ok()) return imported;
  Handle* handle = *imported;
  const std::string who = Broken("EPC-039", factory_.name(), callback);
  if (handle->Release == nullptr) return Error(ORT_EP_FAIL, who, ": handle: Release: null seen, the callback wanted");
  if (handle->ep_device == nullptr || factory_.library().Offers(handle->ep_device)) return handle;
  berth::ReleaseForeign(factory_.name(), factory_.logger(), handle);
  return Error(ORT_EP_FAIL, who, ": handle: ep_device: none of the devices that its library offered");
}

StatusOr<OrtExternalMemoryHandle*> OrtExternalResourceImporter::Import(const OrtExternalMemoryDescriptor& descriptor) {
  return Check("ImportMemory", Get<&Impl::ImportMemory, OrtExternalMemoryHandle>("ImportMemory", &descriptor));
}

StatusOr<OrtExternalSemaphoreHandle*> OrtExternalResourceImporter::Import(const OrtExternalSemaphoreDescriptor& descriptor) {
  return Check("ImportSemaphore", Get<&Impl::ImportSemaphore, OrtExternalSemaphoreHandle>("ImportSemaphore", &descriptor));
}

StatusOr<std::unique_ptr<OrtValue>> OrtExternalResourceImporter::CreateTensor(const OrtExternalMemoryHandle& memory,
                                                                              const OrtExternalTensorDescriptor& descriptor) {
  constexpr char kCallback[] = "CreateTensorFromMemory";
  BERTH_ASSIGN_OR_RETURN(OrtValue* value, (Get<&Impl::CreateTensorFromMemory, OrtValue>(kCallback, &memory, &descriptor)));
  if (Status live = berth::CheckHandle(value, "out_tensor"); !live.ok()) {
    return Error(ORT_EP_FAIL, Broken("EPC-038", factory_.name(), kCallback), ": ", live.message());
  }
  return std::unique_ptr<OrtValue>(value);
}

Status OrtExternalResourceImporter::Wait(OrtExternalSemaphoreHandle& semaphore, OrtSyncStream& stream, uint64_t value) {
  return Do<&Impl::WaitSemaphore>("WaitSemaphore", &semaphore, &stream, value);
}

Status OrtExternalResourceImporter::Signal(OrtExternalSemaphoreHandle& semaphore, OrtSyncStream& stream, uint64_t value) {
  return Do<&Impl::SignalSemaphore>("SignalSemaphore", &semaphore, &stream, value);
}

namespace berth {
namespace {

template <typename Handle>
void ReleaseHandle(Handle* handle) {
  if (handle == nullptr || handle->Release == nullptr) return;
  const OrtEpDevice* device = handle->ep_device;   // an EP may leave it out
  const EpFactory* factory = device != nullptr ? device->owner : nullptr;
  // The handle may go with its names.
  ReleaseForeign(factory != nullptr ? factory->name() : "?", factory != nullptr ? factory->logger() : SilentLogger(), handle);
}

}  // namespace

void ReleaseExternal(OrtExternalMemoryHandle* handle) { ReleaseHandle(handle); }
void ReleaseExternal(OrtExternalSemaphoreHandle* handle) { ReleaseHandle(handle); }

Status InitGraphicsInterop(const OrtEpDevice& device, const OrtGraphicsInteropConfig& config) {
  auto init = device.owner != nullptr ? Slot<&OrtEpFactory::InitGraphicsInterop>(device.owner->raw()) : nullptr;
  if (init == nullptr) {
    return Error(ORT_NOT_IMPLEMENTED, EpCall(device.ep_name, "InitGraphicsInterop"), ": not implemented by this EP factory");
  }
  return CallEp(device.ep_name, "InitGraphicsInterop", [&] { return init(device.owner->raw(), &device, &config); });
}

Status DeinitGraphicsInterop(const OrtEpDevice& device) {
  auto deinit = device.owner != nullptr ? Slot<&OrtEpFactory::DeinitGraphicsInterop>(device.owner->raw()) : nullptr;
  if (deinit == nullptr) {
    return Error(ORT_NOT_IMPLEMENTED, EpCall(device.ep_name, "DeinitGraphicsInterop"), ": not implemented by this EP factory");
  }
  return CallEp(device.ep_name, "DeinitGraphicsInterop", [&] { return deinit(device.owner->raw(), &device); });
}

}  // namespace berth
