// The EP libraries of an environment and the devices they offer, the built-in CPU entry first.
//
// Thread safety: every member may be called from any thread; registration is serialized. A call back into the registry
// from inside an EP's CreateEpFactories or GetSupportedDevices gets ORT_FAIL instead of a deadlock.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "devices/discovery.h"
#include "ep/library.h"

namespace berth {

class EpRegistry {
 public:
  // `hardware` is owned from here on; `api_base` is what libraries get; `logger` is the environment's and outlives this.
  EpRegistry(std::vector<std::unique_ptr<OrtHardwareDevice>> hardware, const OrtApiBase& api_base, const Logger& logger);
  ~EpRegistry();

  // ep-contract a.1: relative paths start at the folder of the runtime library. Errors as in a.2; the environment is then
  // as before.
  Status Register(const std::string& name, const std::filesystem::path& path);
  // ep-contract a.4. ORT_FAIL for a name that was not registered, and while sessions still use the library (naming how
  // many). The built-in CPU entry cannot be unregistered: ORT_FAIL.
  Status Unregister(const std::string& name);

  // Pointers valid until the next successful Register or Unregister.
  const std::vector<const OrtEpDevice*>& devices() const { return devices_; }
  // Sorted NPU, GPU, CPU; valid for the registry's life.
  const std::vector<const OrtHardwareDevice*>& hardware() const { return hardware_view_; }
  // Whether `device` is one of devices() right now.
  bool Offers(const OrtEpDevice* device) const;

 private:
  struct State;
  std::vector<std::unique_ptr<OrtHardwareDevice>> hardware_;
  std::vector<const OrtHardwareDevice*> hardware_view_;
  const OrtApiBase& api_base_;
  const Logger& logger_;
  std::vector<std::unique_ptr<OrtEpDevice>> cpu_devices_;
  std::vector<std::unique_ptr<EpLibrary>> libraries_;
  std::vector<const OrtEpDevice*> devices_;
  mutable std::mutex mutex_;
};

}  // namespace berth
