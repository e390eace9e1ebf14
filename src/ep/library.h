// A loaded EP library: its factories, the devices they offer, and who still uses them.
//
// Loading is named stages, each with its own message: found, opened, entry looked up, factories created, devices offered,
// allocators made, data transfer made. A library that fails half-way is fully undone, in reverse order.
//
//   owns     the dynamic library, factories, devices, env-level allocators and data transfers
//   threads  made and destroyed under the registry's lock; use counts are atomic
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/dynamic_library.h"
#include "base/log.h"
#include "ep/ep_device.h"

namespace berth {

class EpLibrary;

// One OrtEpFactory of a library, with slot access that knows its version.
class EpFactory {
 public:
  EpFactory(EpLibrary& library, OrtEpFactory* raw) : library_(library), raw_(raw) {}
  EpFactory(const EpFactory&) = delete;
  EpFactory& operator=(const EpFactory&) = delete;

  EpLibrary& library() const { return library_; }
  OrtEpFactory* raw() const { return raw_; }
  const std::string& name() const { return name_; }          // GetName at registration; empty when it gave null
  uint32_t vendor_id() const { return vendor_id_; }
  std::vector<std::unique_ptr<OrtEpDevice>>& devices() { return devices_; }

 private:
  friend class EpLibrary;
  EpLibrary& library_;
  OrtEpFactory* raw_;
  std::string name_;
  uint32_t vendor_id_ = 0;
  std::vector<std::unique_ptr<OrtEpDevice>> devices_;
};

class EpLibrary {
 public:
  // Loads, creates the factories and asks each for its devices (ep-contract a.1, a.2). `hardware` is sorted NPU, GPU, CPU
  // and outlives the library. Errors as in ep-contract a.2.
  static StatusOr<std::unique_ptr<EpLibrary>> Load(std::string registration_name, const std::filesystem::path& path,
                                                   std::span<const OrtHardwareDevice* const> hardware,
                                                   const OrtApiBase& api_base, const Logger& logger);
  ~EpLibrary();  // releases everything in the order of ep-contract a.4

  const std::string& name() const { return name_; }
  const std::filesystem::path& path() const { return path_; }
  std::span<const std::unique_ptr<EpFactory>> factories() const { return factories_; }

  // Sessions (and later streams, allocators) that need the library. Unregistering is refused while there are any.
  void AddUser() { users_.fetch_add(1, std::memory_order_relaxed); }
  void RemoveUser() { users_.fetch_sub(1, std::memory_order_release); }
  int users() const { return users_.load(std::memory_order_acquire); }

 private:
  EpLibrary(std::string name, std::filesystem::path path, const Logger& logger);
  std::string name_;
  std::filesystem::path path_;
  const Logger& logger_;
  std::unique_ptr<DynamicLibrary> library_;
  std::vector<std::unique_ptr<EpFactory>> factories_;
  std::atomic<int> users_{0};
};

}  // namespace berth
