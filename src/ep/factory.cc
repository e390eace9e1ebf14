#include "ep/factory.h"

#include <array>

#include <onnxruntime_ep_device_ep_metadata_keys.h>

#include "ep/guard.h"
#include "ep/library.h"
#include "ep/slots.h"

namespace berth {
namespace {

constexpr uint32_t kOldestVersion = 22;   // the first API with plugin EPs

// Frees what is left of an answer; what the EP has released itself is not found.
void DropOffered(std::span<OrtEpDevice* const> offered) {
  for (OrtEpDevice* device : offered) {
    if (device != nullptr) LooseEpDevices().Take(device);
  }
}

}  // namespace

EpFactory::EpFactory(EpLibrary& library, OrtEpFactory* raw, const Logger& logger)
    : library_(library), raw_(raw), logger_(logger), name_(library.name()) {}

Status EpFactory::CheckCallbacks() const {
  const uint32_t version = raw_->ort_version_supported;
  if (version < kOldestVersion) {
    return Error(ORT_FAIL, "[EPC-004] OrtEpFactory: ort_version_supported: ", version, " seen, ", kOldestVersion,
                 " or newer wanted");
  }
  const bool needs_version = version >= SlotSince<&OrtEpFactory::GetVersion>::kSince;
  const char* missing = nullptr;
  if (Slot<&OrtEpFactory::GetName>(raw_) == nullptr) missing = "GetName";
  if (Slot<&OrtEpFactory::GetVendor>(raw_) == nullptr) missing = "GetVendor";
  if (Slot<&OrtEpFactory::GetSupportedDevices>(raw_) == nullptr) missing = "GetSupportedDevices";
  if (Slot<&OrtEpFactory::CreateEp>(raw_) == nullptr) missing = "CreateEp";
  if (Slot<&OrtEpFactory::ReleaseEp>(raw_) == nullptr) missing = "ReleaseEp";
  if (needs_version && Slot<&OrtEpFactory::GetVersion>(raw_) == nullptr) missing = "GetVersion";
  if (missing == nullptr) return Ok();
  return Error(ORT_FAIL, "[EPC-004] OrtEpFactory::", missing, ": null seen, the callback wanted: every EP must have it");
}

void EpFactory::TellOrigin() { origin_ = std::make_unique<EpOrigin>(name_, library_.path().string()); }

bool EpFactory::IsStreamAware() const {
  auto ask = Slot<&OrtEpFactory::IsStreamAware>(raw_);
  return ask != nullptr && AskEp(name_, "IsStreamAware", logger_, false, [&] { return ask(raw_); });
}

Status EpFactory::OfferDevices(std::span<const OrtHardwareDevice* const> hardware) {
  std::array<OrtEpDevice*, kAnswerRoom> offered{};
  size_t count = 0;
  auto get = Slot<&OrtEpFactory::GetSupportedDevices>(raw_);
  Status status = CallEp(name_, "GetSupportedDevices", [&] {
    return get(raw_, hardware.data(), hardware.size(), offered.data(), kMaxEpDevices, &count);
  });
  if (status.ok() && count > kMaxEpDevices) {
    status = Error(ORT_FAIL, Broken("EPC-005", name_, "GetSupportedDevices"),
                   ": ", count, " devices seen, at most ", kMaxEpDevices,
                   " (max_ep_devices) wanted");
  }
  if (status.ok()) status = TakeOver({offered.data(), count});
  if (!status.ok()) DropOffered(offered);
  return status;
}

Status EpFactory::TakeOver(std::span<OrtEpDevice* const> offered) {
  for (size_t i = 0; i < offered.size(); ++i) {
    if (offered[i] == nullptr) {
      BERTH_LOG(logger_, kWarning, "ep") << Broken("EPC-005", name_, "GetSupportedDevices") << ": device " << i << " of "
                                         << offered.size() << ": null seen; it is left out";
      continue;
    }
    std::unique_ptr<OrtEpDevice> device = LooseEpDevices().Take(offered[i]);
    if (device == nullptr) {
      return Error(ORT_FAIL, Broken("EPC-005", name_, "GetSupportedDevices"), ": device ", i,
                   ": not made by CreateEpDevice, released already, or handed over twice");
    }
    device->owner = library_.FindFactory(device->factory);
    if (device->owner == nullptr) {
      return Error(ORT_FAIL, Broken("EPC-005", name_, "GetSupportedDevices"), ": device ", i, " of EP \"", device->ep_name,
                   "\": made for a factory of another library");
    }
    device->metadata.Add(kOrtEpDevice_EpMetadataKey_LibraryPath, library_.path().string());
    name_ = device->ep_name;
    devices_.push_back(std::move(device));
  }
  return Ok();
}

StatusOr<OrtCompiledModelCompatibility> EpFactory::ValidateCompiledModelCompatibilityInfo(
    std::span<const OrtEpDevice* const> devices, const char* info) const {
  OrtCompiledModelCompatibility answer = OrtCompiledModelCompatibility_EP_NOT_APPLICABLE;
  auto validate = Slot<&OrtEpFactory::ValidateCompiledModelCompatibilityInfo>(raw_);
  if (validate == nullptr) return answer;
  std::vector<const OrtHardwareDevice*> hardware;
  for (const OrtEpDevice* device : devices) hardware.push_back(device->device);
  BERTH_RETURN_IF_ERROR(CallEp(name_, "ValidateCompiledModelCompatibilityInfo", [&] {
    return validate(raw_, hardware.data(), hardware.size(), info, &answer);
  }));
  return answer;
}

}  // namespace berth
