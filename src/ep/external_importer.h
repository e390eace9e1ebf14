// Imports memory and semaphores of other APIs (Direct3D, Vulkan, CUDA) on a device: OrtExternalResourceImporter is this class,
// with an EP's OrtExternalResourceImporterImpl behind the guard (ep-contract h.6).
//
//   owns     the EP's importer, one use of its library
//   threads  used by one thread at a time
#pragma once

#include <onnxruntime_c_api.h>

#include <memory>

#include "base/handle.h"
#include "ep/factory.h"
#include "ep/library.h"
#include "values/value.h"

namespace berth {
// Beside those of base/handle.h.
inline constexpr auto kExternalImporter = static_cast<HandleKind>(0x42540101);
}  // namespace berth

struct OrtExternalResourceImporter : berth::Tagged<berth::kExternalImporter> {
 public:
  // CreateExternalResourceImporterForDevice. Null when the EP has none or makes none. Errors: the EP's; ORT_EP_FAIL for one
  // that cannot be released.
  static berth::StatusOr<std::unique_ptr<OrtExternalResourceImporter>> Make(const OrtEpDevice& device);
  ~OrtExternalResourceImporter();
  OrtExternalResourceImporter(const OrtExternalResourceImporter&) = delete;
  OrtExternalResourceImporter& operator=(const OrtExternalResourceImporter&) = delete;

  // False when the EP does not say, or throws.
  bool CanImport(OrtExternalMemoryHandleType type) const;
  bool CanImport(OrtExternalSemaphoreType type) const;
  // Errors of what follows: the EP's; ORT_NOT_IMPLEMENTED for what it does not have; ORT_FAIL for a null result; ORT_EP_FAIL
  // for a handle that cannot be released or is of a device that its library has not offered.
  berth::StatusOr<OrtExternalMemoryHandle*> Import(const OrtExternalMemoryDescriptor& descriptor);
  berth::StatusOr<OrtExternalSemaphoreHandle*> Import(const OrtExternalSemaphoreDescriptor& descriptor);
  berth::StatusOr<std::unique_ptr<OrtValue>> CreateTensor(const OrtExternalMemoryHandle& memory,
                                                          const OrtExternalTensorDescriptor& descriptor);
  berth::Status Wait(OrtExternalSemaphoreHandle& semaphore, OrtSyncStream& stream, uint64_t value);
  berth::Status Signal(OrtExternalSemaphoreHandle& semaphore, OrtSyncStream& stream, uint64_t value);

 private:
  OrtExternalResourceImporter(berth::EpFactory& factory, OrtExternalResourceImporterImpl* impl);
  template <auto kSlot, typename Out, typename... Args>
  berth::StatusOr<Out*> Get(const char* callback, Args... args);
  template <auto kSlot, typename... Args>
  berth::Status Do(const char* callback, Args... args);
  template <typename Handle>
  berth::StatusOr<Handle*> Check(const char* callback, berth::StatusOr<Handle*> imported) const;

  const berth::EpFactory& factory_;
  berth::LibraryUse use_;
  OrtExternalResourceImporterImpl* impl_;
};

namespace berth {

// What Import gave; null is nothing to do. Before its importer goes.
void ReleaseExternal(OrtExternalMemoryHandle* handle);
void ReleaseExternal(OrtExternalSemaphoreHandle* handle);

// Shares a device with a graphics API, and ends it. Errors: the EP's; ORT_NOT_IMPLEMENTED when it does not do that.
Status InitGraphicsInterop(const OrtEpDevice& device, const OrtGraphicsInteropConfig& config);
Status DeinitGraphicsInterop(const OrtEpDevice& device);

}  // namespace berth
