// A loaded EP library: its factories, the devices they offer, and who still uses them.
//
// Loading is named stages, each with its own message: opened, entry looked up, factories created, devices offered,
// allocators made, data transfers made. A library that fails half-way is fully undone, in reverse order.
//
//   owns     the dynamic library, factories, devices, data transfers; has allocators in the environment's shared list
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
#include "ep/data_transfer.h"
#include "ep/factory.h"
#include "ep/shared_allocators.h"

namespace berth {

// What libraries get from the environment; all of it outlives them.
struct LibraryHost {
  std::span<const OrtHardwareDevice* const> hardware;   // sorted NPU, GPU, CPU
  const OrtApiBase& api_base;
  const Logger& logger;
  SharedAllocators& allocators;
};

class EpLibrary {
 public:
  // Loads, creates the factories, asks each for its devices, then for allocators and a data transfer. Errors as in
  // ep-contract a.2; each names the library, its resolved path, the stage, the cause and the next step.
  static StatusOr<std::unique_ptr<EpLibrary>> Load(std::string registration_name, const std::filesystem::path& path,
                                                   const LibraryHost& host);
  // Releases everything in the order of ep-contract a.4. The file stays mapped when the EP says that it cannot be released.
  ~EpLibrary();

  const std::string& name() const { return name_; }
  const std::filesystem::path& path() const { return path_; }
  std::span<const std::unique_ptr<EpFactory>> factories() const { return factories_; }
  // Those that its factories made.
  std::span<const std::unique_ptr<DataTransfer>> transfers() const { return transfers_; }
  // Null when `raw` is none of this library's.
  EpFactory* FindFactory(const OrtEpFactory* raw) const;
  // Whether a factory of this library offered it; the pointer is not looked through.
  bool Offers(const OrtEpDevice* device) const;

  // Sessions and streams that need the library. Unregistering is refused while there are any.
  void AddUser() { users_.fetch_add(1, std::memory_order_relaxed); }
  void RemoveUser() { users_.fetch_sub(1, std::memory_order_release); }
  int users() const { return users_.load(std::memory_order_acquire); }

 private:
  EpLibrary(std::string name, std::filesystem::path path, const LibraryHost& host);
  Status At(const char* stage, Status status, const char* next_step) const;
  Status Open();
  Status CreateFactories(const OrtApiBase& api_base);
  Status OfferDevices(std::span<const OrtHardwareDevice* const> hardware);
  Status MakeAllocators();
  Status MakeDataTransfers();
  bool ReleaseFactory(OrtEpFactory* factory) const;

  std::string name_;
  std::filesystem::path path_;
  const Logger& logger_;
  SharedAllocators& allocators_;
  std::unique_ptr<DynamicLibrary> library_;
  CreateEpApiFactoriesFn create_ = nullptr;
  ReleaseEpApiFactoryFn release_ = nullptr;
  std::vector<std::unique_ptr<EpFactory>> factories_;
  std::vector<std::unique_ptr<DataTransfer>> transfers_;
  std::atomic<int> users_{0};
};

// One use of a library, for as long as this lives.
class LibraryUse {
 public:
  LibraryUse() = default;
  explicit LibraryUse(EpLibrary* library) : library_(library) {
    if (library_ != nullptr) library_->AddUser();
  }
  LibraryUse(LibraryUse&& other) noexcept : library_(std::exchange(other.library_, nullptr)) {}
  LibraryUse& operator=(LibraryUse&& other) noexcept {
    std::swap(library_, other.library_);
    return *this;
  }
  ~LibraryUse() {
    if (library_ != nullptr) library_->RemoveUser();
  }

 private:
  EpLibrary* library_ = nullptr;
};

}  // namespace berth
