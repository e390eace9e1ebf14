#include "ep/external_importer.h"

#include "ep/guard.h"
#include "ep/slots.h"

using berth::CallEp;
using berth::EpCall;
using berth::Error;
using berth::Slot;
using berth::Status;
using berth::StatusOr;
using Impl = OrtExternalResourceImporterImpl;

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
    return Error(ORT_EP_FAIL, EpCall(factory.name(), kCallback), ": OrtExternalResourceImporterImpl::Release: null seen, ",
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
  if (out == nullptr) return Error(ORT_FAIL, EpCall(factory_.name(), callback), ": success seen, but a null result");
  return out;
}

StatusOr<OrtExternalMemoryHandle*> OrtExternalResourceImporter::Import(const OrtExternalMemoryDescriptor& descriptor) {
  return Get<&Impl::ImportMemory, OrtExternalMemoryHandle>("ImportMemory", &descriptor);
}

StatusOr<OrtExternalSemaphoreHandle*> OrtExternalResourceImporter::Import(const OrtExternalSemaphoreDescriptor& descriptor) {
  return Get<&Impl::ImportSemaphore, OrtExternalSemaphoreHandle>("ImportSemaphore", &descriptor);
}

StatusOr<std::unique_ptr<OrtValue>> OrtExternalResourceImporter::CreateTensor(const OrtExternalMemoryHandle& memory,
                                                                              const OrtExternalTensorDescriptor& descriptor) {
  constexpr char kCallback[] = "CreateTensorFromMemory";
  BERTH_ASSIGN_OR_RETURN(OrtValue* value, (Get<&Impl::CreateTensorFromMemory, OrtValue>(kCallback, &memory, &descriptor)));
  if (Status live = berth::CheckHandle(value, "out_tensor"); !live.ok()) {
    return Error(ORT_EP_FAIL, EpCall(factory_.name(), kCallback), ": ", live.message());
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
  if (handle == nullptr || handle->Release == nullptr || handle->ep_device == nullptr) return;
  const EpFactory* factory = handle->ep_device->owner;
  if (factory == nullptr) return;
  const std::string ep = factory->name();   // the handle may go with its names
  CallEpVoid(ep, "Release of an external handle", factory->logger(), [&] { handle->Release(handle); });
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
