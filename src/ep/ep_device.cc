#include "ep/ep_device.h"

#include <onnxruntime_ep_device_ep_metadata_keys.h>

#include "ep/guard.h"
#include "ep/semver.h"
#include "ep/slots.h"

namespace berth {
namespace {

// Never destroyed: EP libraries may outlive static destructors.
template <typename T>
Loose<T>& ProcessWide() {
  static auto* loose = new Loose<T>();
  return *loose;
}

// The text that one of the factory's callbacks answers.
template <auto kMember>
StatusOr<std::string> TextOf(OrtEpFactory* factory, std::string_view ep, const char* callback) {
  auto get = Slot<kMember>(factory);
  if (get == nullptr) {
    return Error(ORT_FAIL, Broken("EPC-004", ep, callback),
                 ": required callback of the factory: missing (or ort_version_supported ",
                 factory->ort_version_supported, " is too old)");
  }
  const char* text = nullptr;
  BERTH_RETURN_IF_ERROR(CallEp(ep, callback, [&]() -> OrtStatus* {
    text = get(factory);
    return nullptr;
  }));
  if (text == nullptr) return Error(ORT_FAIL, Broken("EPC-004", ep, callback), ": null seen, text wanted");
  return std::string(text);
}

Status AddVersion(OrtEpFactory* factory, OrtEpDevice& device) {
  if (factory->ort_version_supported < SlotSince<&OrtEpFactory::GetVersion>::kSince) return Ok();
  if (device.metadata.Find(kOrtEpDevice_EpMetadataKey_Version) != nullptr) {
    return InvalidArgument("CreateEpDevice: EP \"", device.ep_name, "\": metadata: key \"",
                           kOrtEpDevice_EpMetadataKey_Version, "\" seen: it is reserved, GetVersion() tells it");
  }
  BERTH_ASSIGN_OR_RETURN(std::string version, TextOf<&OrtEpFactory::GetVersion>(factory, device.ep_name, "GetVersion"));
  if (!IsSemVer(version)) {
    return Error(ORT_FAIL, Broken("EPC-006", device.ep_name, "GetVersion"), ": \"", version,
                 "\" seen, a semantic version (major.minor.patch) wanted");
  }
  device.metadata.Add(kOrtEpDevice_EpMetadataKey_Version, version);
  return Ok();
}

}  // namespace

StatusOr<std::unique_ptr<OrtEpDevice>> MakeEpDevice(OrtEpFactory* factory, const OrtHardwareDevice* device,
                                                    const OrtKeyValuePairs* metadata, const OrtKeyValuePairs* options) {
  BERTH_RETURN_IF_ERROR(NotNull(factory, "ep_factory"));
  BERTH_RETURN_IF_ERROR(CheckHandle(device, "hardware_device"));
  if (metadata != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(metadata, "ep_metadata"));
  if (options != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(options, "ep_options"));
  auto made = std::make_unique<OrtEpDevice>();
  BERTH_ASSIGN_OR_RETURN(made->ep_name, TextOf<&OrtEpFactory::GetName>(factory, "?", "GetName"));
  BERTH_ASSIGN_OR_RETURN(made->ep_vendor, TextOf<&OrtEpFactory::GetVendor>(factory, made->ep_name, "GetVendor"));
  if (metadata != nullptr) made->metadata = *metadata;
  if (options != nullptr) made->options = *options;
  BERTH_RETURN_IF_ERROR(AddVersion(factory, *made));
  made->device = device;
  made->factory = factory;
  return made;
}

Status AddAllocatorInfo(OrtEpDevice& device, const OrtMemoryInfo* info) {
  BERTH_RETURN_IF_ERROR(CheckHandle(info, "allocator_memory_info"));
  switch (info->device.memory_type) {
    case OrtDeviceMemoryType_DEFAULT:
      (info->allocator_type == OrtReadOnlyAllocator ? device.read_only_memory : device.device_memory) = info;
      return Ok();
    case OrtDeviceMemoryType_HOST_ACCESSIBLE:
      device.host_accessible_memory = info;
      return Ok();
  }
  return InvalidArgument("EpDevice_AddAllocatorInfo: EP \"", device.ep_name, "\": memory type ",
                         static_cast<int>(info->device.memory_type), " seen, DEFAULT or HOST_ACCESSIBLE wanted");
}

Loose<OrtEpDevice>& LooseEpDevices() { return ProcessWide<OrtEpDevice>(); }
Loose<OrtHardwareDevice>& LooseHardwareDevices() { return ProcessWide<OrtHardwareDevice>(); }

std::unique_ptr<OrtEpDevice> MakeCpuEpDevice(const OrtHardwareDevice& device) {
  auto made = std::make_unique<OrtEpDevice>();
  made->ep_name = kCpuEpName;
  made->ep_vendor = "Microsoft";   // not ours to claim, but it is how programs recognize the entry of the host's own kernels
  made->metadata.Add(kOrtEpDevice_EpMetadataKey_Version, "1.30.0");
  made->device = &device;
  return made;
}

}  // namespace berth
