#include "ep/registry.h"

#include <algorithm>

#include "ep/guard.h"
#include "ep/slots.h"

namespace berth {

// Holds the registration lock, unless this very thread has it already.
class EpRegistry::Registration {
 public:
  explicit Registration(EpRegistry& registry) : registry_(registry) {
    if (registry.registering_thread_.load() == std::this_thread::get_id()) return;
    lock_ = std::unique_lock(registry.registering_);
    registry.registering_thread_.store(std::this_thread::get_id());
  }
  ~Registration() {
    if (lock_.owns_lock()) registry_.registering_thread_.store({});
  }
  Status status() const {
    if (lock_.owns_lock()) return Ok();
    return Error(ORT_FAIL, "EP registration: called from inside an EP's callback while an EP library is being registered");
  }

 private:
  EpRegistry& registry_;
  std::unique_lock<std::mutex> lock_;
};

EpRegistry::EpRegistry(std::vector<const OrtHardwareDevice*> hardware, const OrtApiBase& api_base,
                       const Logger& logger, EnvConfig& config)
    : hardware_(std::move(hardware)), api_base_(api_base), logger_(logger), virtual_devices_(config) {
  for (const OrtHardwareDevice* device : hardware_) {
    if (device->type == OrtHardwareDeviceType_CPU) cpu_devices_.push_back(MakeCpuEpDevice(*device));
  }
  Publish();
}

EpRegistry::~EpRegistry() {
  Registration registration(*this);
  devices_.clear();
  while (!libraries_.empty()) libraries_.pop_back();
}

Status EpRegistry::CheckNew(const std::string& name) const {
  std::lock_guard lock(mutex_);
  const bool taken = name == kCpuEpName || std::any_of(libraries_.begin(), libraries_.end(),
                                                       [&](const auto& library) { return library->name() == name; });
  if (!taken) return Ok();
  return Error(ORT_FAIL, "EP library \"", name, "\": a library is already registered under ", name,
               "; unregister it first or take another name");
}

Status EpRegistry::Register(const std::string& name, const std::filesystem::path& path) {
  Registration registration(*this);
  BERTH_RETURN_IF_ERROR(registration.status());
  BERTH_RETURN_IF_ERROR(CheckNew(name));
  virtual_devices_.BeginRegistration(name);
  auto library = EpLibrary::Load(name, path.is_absolute() ? path : RuntimeFolder() / path,
                                 {hardware_, api_base_, logger_, allocators_});
  virtual_devices_.EndRegistration(name, library.ok());
  if (!library.ok()) return std::move(library).status();
  {
    std::lock_guard lock(mutex_);
    libraries_.push_back(std::move(*library));
    Publish();
    BERTH_LOG(logger_, kInfo, "ep") << "EP library \"" << name << "\": " << libraries_.back()->path().string()
                                    << ": registered, " << devices_.size() << " devices in all";
  }
  return Ok();
}

Status EpRegistry::Unregister(const std::string& name) {
  Registration registration(*this);
  BERTH_RETURN_IF_ERROR(registration.status());
  if (name == kCpuEpName) {
    return Error(ORT_FAIL, "EP library \"", name, "\": the built-in CPU kernels cannot be unregistered");
  }
  std::unique_ptr<EpLibrary> library;
  {
    std::lock_guard lock(mutex_);
    auto found = std::find_if(libraries_.begin(), libraries_.end(), [&](const auto& one) { return one->name() == name; });
    if (found == libraries_.end()) return Error(ORT_FAIL, "EP library \"", name, "\": was not registered");
    if (const int users = (*found)->users(); users > 0) {
      return Error(ORT_FAIL, "[EPC-010] EP library \"", name, "\": still in use by ", users,
                   users == 1 ? " session or stream" : " sessions or streams",
                   "; release them first");
    }
    library = std::move(*found);
    libraries_.erase(found);
    Publish();
  }
  virtual_devices_.Unregistered(name);
  library.reset();
  RefillAllocators();
  return Ok();
}

namespace {

const OrtMemoryInfo* MemoryOf(const OrtEpDevice& device, OrtDeviceMemoryType memory) {
  return memory == OrtDeviceMemoryType_DEFAULT           ? device.device_memory
         : memory == OrtDeviceMemoryType_HOST_ACCESSIBLE ? device.host_accessible_memory
                                                         : nullptr;
}

}  // namespace

StatusOr<OrtAllocator*> EpRegistry::MakeSharedAllocator(const OrtEpDevice* device, OrtDeviceMemoryType memory,
                                                        const OrtKeyValuePairs* options) {
  Registration registration(*this);
  BERTH_RETURN_IF_ERROR(registration.status());
  const OrtMemoryInfo* info = Offers(device) ? MemoryOf(*device, memory) : nullptr;
  if (info == nullptr || device->owner == nullptr) {
    return InvalidArgument("CreateSharedAllocator: memory type ", static_cast<int>(memory),
                           ": Invalid memory type for OrtEpDevice: it has no memory of that kind");
  }
  return allocators_.Replace(*device->owner, *device, *info, options);
}

Status EpRegistry::ReleaseSharedAllocator(const OrtEpDevice* device, OrtDeviceMemoryType memory) {
  Registration registration(*this);
  BERTH_RETURN_IF_ERROR(registration.status());
  const OrtMemoryInfo* info = Offers(device) ? MemoryOf(*device, memory) : nullptr;
  if (info != nullptr && allocators_.Retire(info->device)) return Ok();
  return InvalidArgument("ReleaseSharedAllocator: memory type ", static_cast<int>(memory),
                         ": Invalid memory type for OrtEpDevice: there is no allocator for it");
}

OrtAllocator* EpRegistry::FindSharedAllocator(const OrtMemoryDevice& memory) {
  Registration registration(*this);
  return allocators_.Find(memory);
}

// A device that shared its memory's allocator with a library that has gone gets one of its own.
void EpRegistry::RefillAllocators() {
  for (const auto& library : libraries_) {
    for (const auto& factory : library->factories()) {
      for (const auto& device : factory->devices()) {
        Status status = allocators_.AddFor(*device->owner, *device);
        if (!status.ok()) {
          BERTH_LOG(logger_, kWarning, "ep") << "EP library \"" << library->name() << "\": " << status.message();
        }
      }
    }
  }
}

void EpRegistry::Publish() {
  devices_.clear();
  for (const auto& device : cpu_devices_) devices_.push_back(device.get());
  for (const auto& library : libraries_) {
    for (const auto& factory : library->factories()) {
      for (const auto& device : factory->devices()) devices_.push_back(device.get());
    }
  }
}

std::span<const OrtEpDevice* const> EpRegistry::devices() const {
  std::lock_guard lock(mutex_);
  return devices_;
}

Status EpRegistry::CopyTensors(std::span<const OrtValue* const> from, std::span<OrtValue* const> to,
                               OrtSyncStream* stream) const {
  const OrtMemoryInfo& source = from[0]->tensor.memory_info();
  const OrtMemoryInfo& target = to[0]->tensor.memory_info();
  std::vector<std::pair<LibraryUse, const DataTransfer*>> transfers;
  {
    std::lock_guard lock(mutex_);
    for (const auto& library : libraries_) {
      for (const auto& transfer : library->transfers()) {
        if (transfer != nullptr) transfers.emplace_back(LibraryUse(library.get()), transfer.get());
      }
    }
  }
  for (const auto& [use, transfer] : transfers) {
    if (transfer->CanCopy(source.device, target.device)) return transfer->Copy(from, to, stream);
  }
  return Error(ORT_NOT_IMPLEMENTED, "CopyTensors: from memory \"", source.name, "\" to \"", target.name,
               "\": no data transfer registered that can");
}

bool EpRegistry::Offers(const OrtEpDevice* device) const {
  std::lock_guard lock(mutex_);
  return std::find(devices_.begin(), devices_.end(), device) != devices_.end();
}

StatusOr<LibraryUse> EpRegistry::Use(const OrtEpDevice* device) const {
  std::lock_guard lock(mutex_);
  if (std::find(devices_.begin(), devices_.end(), device) == devices_.end()) {
    return InvalidArgument("EP device: gone: its EP library was unregistered meanwhile");
  }
  return device->owner != nullptr ? LibraryUse(&device->owner->library()) : LibraryUse();
}

EpRegistry::DevicesInUse EpRegistry::UseAll() const {
  std::lock_guard lock(mutex_);
  DevicesInUse all{devices_, {}};
  for (const auto& library : libraries_) all.uses.emplace_back(library.get());
  return all;
}

Status EpRegistry::AskIncompatibility(const std::string& ep_name, const OrtHardwareDevice& hardware,
                                      OrtDeviceEpIncompatibilityDetails& details) const {
  if (ep_name == kCpuEpName) return Ok();
  EpFactory* factory = nullptr;
  LibraryUse use;
  {
    std::lock_guard lock(mutex_);
    for (const auto& library : libraries_) {
      for (const auto& one : library->factories()) {
        if (factory == nullptr && one->name() == ep_name) factory = one.get();
      }
    }
    if (factory != nullptr) use = LibraryUse(&factory->library());
  }
  if (factory == nullptr) return InvalidArgument("EP \"", ep_name, "\": no registered library offers it");
  auto ask = Slot<&OrtEpFactory::GetHardwareDeviceIncompatibilityDetails>(factory->raw());
  if (ask == nullptr) return Ok();
  return CallEp(ep_name, "GetHardwareDeviceIncompatibilityDetails",
                [&] { return ask(factory->raw(), &hardware, &details); });
}

}  // namespace berth
