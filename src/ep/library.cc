#include "ep/library.h"

#include <algorithm>
#include <array>

#include "ep/guard.h"

namespace berth {

EpLibrary::EpLibrary(std::string name, std::filesystem::path path, const LibraryHost& host)
    : name_(std::move(name)), path_(std::move(path)), logger_(host.logger), allocators_(host.allocators) {}

StatusOr<std::unique_ptr<EpLibrary>> EpLibrary::Load(std::string registration_name, const std::filesystem::path& path,
                                                     const LibraryHost& host) {
  std::unique_ptr<EpLibrary> library(new EpLibrary(std::move(registration_name), path, host));
  BERTH_RETURN_IF_ERROR(library->Open());
  BERTH_RETURN_IF_ERROR(library->CreateFactories(host.api_base));
  BERTH_RETURN_IF_ERROR(library->OfferDevices(host.hardware));
  BERTH_RETURN_IF_ERROR(library->MakeAllocators());
  BERTH_RETURN_IF_ERROR(library->MakeDataTransfers());
  for (const auto& factory : library->factories_) factory->TellOrigin();
  return library;
}

EpLibrary::~EpLibrary() {
  transfers_.clear();
  for (const auto& factory : factories_) {
    for (const auto& device : factory->devices()) allocators_.RemoveFor(*device);
    factory->DropDevices();
  }
  bool released = true;
  for (const auto& factory : factories_) {
    const OrtEpFactory* raw = factory->raw();
    released = ReleaseFactory(factory->raw()) && released;
    LooseEpDevices().Drop([&](const OrtEpDevice& device) { return device.factory == raw; });
  }
  // Code that says it is still in use must not disappear.
  if (!released && library_ != nullptr) library_->Keep();
}

EpFactory* EpLibrary::FindFactory(const OrtEpFactory* raw) const {
  for (const auto& factory : factories_) {
    if (factory->raw() == raw) return factory.get();
  }
  return nullptr;
}

bool EpLibrary::Offers(const OrtEpDevice* device) const {
  return std::any_of(factories_.begin(), factories_.end(), [&](const auto& factory) {
    return std::any_of(factory->devices().begin(), factory->devices().end(),
                       [&](const auto& offered) { return offered.get() == device; });
  });
}

Status EpLibrary::At(const char* stage, Status status, const char* next_step) const {
  if (status.ok()) return status;
  return Error(status.code(), "EP library \"", name_, "\": ", path_.string(), ": ", stage, ": ", status.message(), "; ",
               next_step);
}

Status EpLibrary::Open() {
  auto opened = DynamicLibrary::Open(path_);
  if (!opened.ok()) {
    return At("[EPC-001] opening", std::move(opened).status(),
              "check the path (a relative one starts at the folder of this runtime) and what the library depends on");
  }
  library_ = std::move(*opened);
  auto create = library_->Symbol("CreateEpFactories");
  auto release = library_->Symbol("ReleaseEpFactory");
  Status status = create.ok() ? release.status() : create.status();
  BERTH_RETURN_IF_ERROR(At("[EPC-002] looking up its entry", std::move(status),
                           "an EP library exports CreateEpFactories and ReleaseEpFactory"));
  create_ = reinterpret_cast<CreateEpApiFactoriesFn>(*create);
  release_ = reinterpret_cast<ReleaseEpApiFactoryFn>(*release);
  return Ok();
}

Status EpLibrary::CreateFactories(const OrtApiBase& api_base) {
  constexpr char kStage[] = "creating factories";
  std::array<OrtEpFactory*, kAnswerRoom> made{};
  size_t count = 0;
  Status status = CallEp(name_, "CreateEpFactories", [&] {
    return create_(name_.c_str(), &api_base, &logger_, made.data(), kMaxFactories, &count);
  });
  BERTH_RETURN_IF_ERROR(At(kStage, std::move(status), "the cause is the EP's"));
  // Whatever is wrong with the answer, the factories in it are released at the end.
  size_t nulls = 0;
  for (size_t i = 0; i < std::min(count, kAnswerRoom); ++i) {
    if (made[i] == nullptr) ++nulls;
    else factories_.push_back(std::make_unique<EpFactory>(*this, made[i], logger_));
  }
  if (count > kMaxFactories) {
    return At(kStage, Error(ORT_FAIL, Broken("EPC-003", name_, "CreateEpFactories"), ": num_factories ", count,
                            " seen: inconsistent with max_factories, ", kMaxFactories), "the EP must be repaired");
  }
  if (nulls > 0) {
    return At(kStage, Error(ORT_FAIL, Broken("EPC-003", name_, "CreateEpFactories"), ": ", nulls, " null of ", count,
                            " factories seen: inconsistent with num_factories"), "the EP must be repaired");
  }
  if (count == 0) {
    BERTH_LOG(logger_, kWarning, "ep") << "EP library \"" << name_ << "\": " << path_.string() << ": " << kStage
                                       << ": it offers no factory";
  }
  for (const auto& factory : factories_) {
    BERTH_RETURN_IF_ERROR(At(kStage, factory->CheckCallbacks(), "the EP must be repaired"));
  }
  return Ok();
}

Status EpLibrary::OfferDevices(std::span<const OrtHardwareDevice* const> hardware) {
  size_t count = 0;
  for (const auto& factory : factories_) {
    BERTH_RETURN_IF_ERROR(At("offering devices", factory->OfferDevices(hardware), "the cause is the EP's"));
    count += factory->devices().size();
  }
  if (count == 0 && !factories_.empty()) {
    BERTH_LOG(logger_, kWarning, "ep") << "EP library \"" << name_ << "\": " << path_.string()
                                       << ": it offers no device on this machine";
  }
  return Ok();
}

Status EpLibrary::MakeAllocators() {
  for (const auto& factory : factories_) {
    for (const auto& device : factory->devices()) {
      BERTH_RETURN_IF_ERROR(At("making allocators", allocators_.AddFor(*device->owner, *device), "the cause is the EP's"));
    }
  }
  return Ok();
}

Status EpLibrary::MakeDataTransfers() {
  for (const auto& factory : factories_) {
    auto transfer = DataTransfer::Make(*factory);
    if (!transfer.ok()) return At("making data transfers", std::move(transfer).status(), "the cause is the EP's");
    if (*transfer != nullptr) transfers_.push_back(std::move(*transfer));
  }
  return Ok();
}

bool EpLibrary::ReleaseFactory(OrtEpFactory* factory) const {
  Status status = CallEp(name_, "ReleaseEpFactory", [&] { return release_(factory); });
  if (status.ok()) return true;
  BERTH_LOG(logger_, kError, "ep") << "EP library \"" << name_ << "\": " << path_.string() << ": " << status.message()
                                   << "; the library stays loaded";
  return false;
}

}  // namespace berth
