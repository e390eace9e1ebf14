// The EP libraries of an environment and the devices they offer, the built-in CPU entry first.
//
// Thread safety: every member may be called from any thread; registration is serialized. Registering from inside an EP's
// callback during registration gets ORT_FAIL instead of a deadlock.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "devices/discovery.h"
#include "ep/incompatibility.h"
#include "ep/library.h"
#include "ep/virtual_devices.h"

namespace berth {

class EpRegistry {
 public:
  // `hardware` is sorted NPU, GPU, CPU; `api_base` is what libraries get; `logger` and `config` are the environment's. All
  // outlive this.
  EpRegistry(std::vector<const OrtHardwareDevice*> hardware, const OrtApiBase& api_base, const Logger& logger,
             EnvConfig& config);
  ~EpRegistry();

  // ep-contract a.1: relative paths start at the folder of the runtime library. Errors as in a.2; the environment is then
  // as before.
  Status Register(const std::string& name, const std::filesystem::path& path);
  // ep-contract a.4. ORT_FAIL for a name that was not registered, and while sessions still use the library (naming how
  // many). The built-in CPU entry cannot be unregistered: ORT_FAIL.
  Status Unregister(const std::string& name);

  // Pointers valid until the next successful Register or Unregister.
  std::span<const OrtEpDevice* const> devices() const;
  // OrtApi::CopyTensors: all sources are in one memory, all targets in one, of which at least one is a device's. By the first
  // transfer that says it can. Errors: ORT_NOT_IMPLEMENTED when none does; the EP's.
  Status CopyTensors(std::span<const OrtValue* const> from, std::span<OrtValue* const> to, OrtSyncStream* stream) const;

  // Sorted NPU, GPU, CPU.
  const std::vector<const OrtHardwareDevice*>& hardware() const { return hardware_; }
  // Whether `device` is one of devices() right now. The pointer itself is not followed.
  bool Offers(const OrtEpDevice* device) const;
  // Keeps the library behind `device` registered while the answer lives. ORT_INVALID_ARGUMENT when it is gone.
  StatusOr<LibraryUse> Use(const OrtEpDevice* device) const;
  // The devices as they are now, which stay so while the answer lives.
  struct DevicesInUse {
    std::vector<const OrtEpDevice*> devices;
    std::vector<LibraryUse> uses;
  };
  DevicesInUse UseAll() const;

  // What OrtApi::GetHardwareDeviceEpIncompatibilityDetails tells (ep-contract c.5): the EP's answer, or that nothing is
  // known. Errors: ORT_INVALID_ARGUMENT when no library offers the EP; the EP's own.
  Status AskIncompatibility(const std::string& ep_name, const OrtHardwareDevice& hardware,
                            OrtDeviceEpIncompatibilityDetails& details) const;

  // OrtApi::CreateSharedAllocator, ReleaseSharedAllocator: an allocator for memory of a kind that the device has.
  // ORT_INVALID_ARGUMENT: it has none of that kind, or is none of devices(); there is none
  // to release; else EpAllocator::Make's.
  StatusOr<OrtAllocator*> MakeSharedAllocator(const OrtEpDevice* device, OrtDeviceMemoryType memory,
                                              const OrtKeyValuePairs* options);
  Status ReleaseSharedAllocator(const OrtEpDevice* device, OrtDeviceMemoryType memory);
  // Null when nobody has one for such memory; the host's own for the CPU's.
  OrtAllocator* FindSharedAllocator(const OrtMemoryDevice& memory);

 private:
  class Registration;
  Status CheckNew(const std::string& name) const;
  void Publish();
  void RefillAllocators();

  std::vector<const OrtHardwareDevice*> hardware_;
  const OrtApiBase& api_base_;
  const Logger& logger_;
  std::vector<std::unique_ptr<OrtEpDevice>> cpu_devices_;

  std::mutex registering_;                         // held during a whole Register or Unregister; guards these three
  std::atomic<std::thread::id> registering_thread_{};
  VirtualDevices virtual_devices_;
  SharedAllocators allocators_;

  mutable std::mutex mutex_;                       // guards what follows; never held while an EP is called
  std::vector<std::unique_ptr<EpLibrary>> libraries_;
  std::vector<const OrtEpDevice*> devices_;
};

}  // namespace berth
