#include "ep/selection.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/ort_status.h"
#include "ep/factory.h"
#include "ep/guard.h"
#include "ep/slots.h"

namespace berth {
namespace {

constexpr size_t kMaxSelected = 8;

int TypeRank(OrtHardwareDeviceType type) {
  return type == OrtHardwareDeviceType_NPU ? 0 : type == OrtHardwareDeviceType_GPU ? 1 : 2;
}

bool IsBuiltInCpu(const OrtEpDevice& device) { return device.factory == nullptr; }

bool IsDiscreteGpu(const OrtEpDevice& device) {
  const char* discrete = device.device->metadata.Find("Discrete");
  return device.device->type == OrtHardwareDeviceType_GPU && discrete != nullptr && std::string_view(discrete) == "1";
}

// By name or by id; what has neither is nobody's.
bool IsOfTheHardwaresVendor(const OrtEpDevice& device) {
  if (IsBuiltInCpu(device)) return false;
  if (!device.device->vendor.empty() && device.device->vendor == device.ep_vendor) return true;
  auto ask = Slot<&OrtEpFactory::GetVendorId>(device.factory);
  if (ask == nullptr) return false;
  const uint32_t id = AskEp(device.ep_name, "GetVendorId", device.owner->logger(), uint32_t{0},
                            [&] { return ask(device.factory); });
  return id != 0 && id == device.device->vendor_id;
}

StatusOr<DeviceList> SelectByPolicy(OrtExecutionProviderDevicePolicy policy, std::span<const OrtEpDevice* const> sorted) {
  DeviceList selected;
  auto first = [&](OrtHardwareDeviceType type) {
    auto found = std::find_if(sorted.begin(), sorted.end(), [&](const OrtEpDevice* one) { return one->device->type == type; });
    return found != sorted.end() ? *found : nullptr;
  };
  const OrtEpDevice* accelerator = nullptr;
  switch (policy) {
    case OrtExecutionProviderDevicePolicy_DEFAULT:
    case OrtExecutionProviderDevicePolicy_PREFER_CPU:
      break;
    case OrtExecutionProviderDevicePolicy_PREFER_NPU:
    case OrtExecutionProviderDevicePolicy_MAX_EFFICIENCY:
    case OrtExecutionProviderDevicePolicy_MIN_OVERALL_POWER:
      accelerator = first(OrtHardwareDeviceType_NPU);
      break;
    case OrtExecutionProviderDevicePolicy_PREFER_GPU:
    case OrtExecutionProviderDevicePolicy_MAX_PERFORMANCE:
      accelerator = first(OrtHardwareDeviceType_GPU);
      break;
  }
  const OrtEpDevice* cpu = first(OrtHardwareDeviceType_CPU);
  if (cpu == nullptr) {
    return Error(ORT_FAIL, "EP selection: No CPU based execution providers were found: ", sorted.size(),
                 " devices seen, one of a CPU wanted");
  }
  if (accelerator != nullptr) selected.push_back(accelerator);
  selected.push_back(cpu);
  if (IsBuiltInCpu(*sorted.back()) && selected.back() != sorted.back()) selected.push_back(sorted.back());
  return selected;
}

Status CallDelegate(const SelectionPolicy& policy, DeviceList& shown, const OrtKeyValuePairs& model,
                    std::span<const OrtEpDevice*> selected, size_t& count) {
  static const OrtKeyValuePairs kNoRuntimeMetadata;
  try {
    return Adopt(policy.delegate(shown.data(), shown.size(), &model, &kNoRuntimeMetadata, selected.data(), kMaxSelected, &count,
                                 policy.delegate_state));
  } catch (const std::exception& e) {
    return Error(ORT_FAIL, "exception: ", e.what());
  } catch (...) {
    return Error(ORT_FAIL, "exception of a foreign type");
  }
}

StatusOr<DeviceList> SelectByDelegate(const SelectionPolicy& policy, std::span<const OrtEpDevice* const> sorted,
                                      const OrtKeyValuePairs& model) {
  DeviceList shown(sorted.begin(), sorted.end());   // the delegate may write into its list
  std::array<const OrtEpDevice*, kAnswerRoom> selected{};
  size_t count = 0;
  Status status = CallDelegate(policy, shown, model, selected, count);
  if (!status.ok()) return Error(ORT_FAIL, "EP selection delegate failed: ", status.message());
  if (count == 0) return Error(ORT_FAIL, "EP selection: the delegate did not select anything");
  if (count > kMaxSelected) {
    return Error(ORT_FAIL, "EP selection: the delegate selected too many devices: ", count, " seen, at most ", kMaxSelected,
                 " wanted");
  }
  for (size_t i = 0; i < count; ++i) {
    if (std::find(sorted.begin(), sorted.end(), selected[i]) == sorted.end()) {
      return InvalidArgument("EP selection: the delegate's device ", i, ": ",
                             selected[i] == nullptr ? "null" : "an unknown pointer", " seen, one of the ", sorted.size(), " devices that it was shown wanted");
    }
  }
  return DeviceList(selected.begin(), selected.begin() + count);
}

}  // namespace

Status CheckPolicy(OrtExecutionProviderDevicePolicy policy) {
  const int number = static_cast<int>(policy);
  constexpr int kLast = OrtExecutionProviderDevicePolicy_MIN_OVERALL_POWER;
  if (number >= OrtExecutionProviderDevicePolicy_DEFAULT && number <= kLast) return Ok();
  return InvalidArgument("SessionOptionsSetEpSelectionPolicy: policy ", number, " seen, 0 (DEFAULT) to ", kLast,
                         " (MIN_OVERALL_POWER) wanted");
}

DeviceList SortForSelection(std::span<const OrtEpDevice* const> devices) {
  struct Placed {
    const OrtEpDevice* device;
    std::tuple<int, bool, bool, bool> place;
  };
  std::vector<Placed> placed;
  for (const OrtEpDevice* device : devices) {
    placed.push_back({device, {TypeRank(device->device->type), !IsDiscreteGpu(*device), !IsOfTheHardwaresVendor(*device),
                               IsBuiltInCpu(*device)}});
  }
  std::stable_sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
    return std::tie(a.place, a.device->ep_name) < std::tie(b.place, b.device->ep_name);
  });
  DeviceList sorted;
  for (const Placed& one : placed) sorted.push_back(one.device);
  return sorted;
}

StatusOr<DeviceList> Select(const SelectionPolicy& policy, std::span<const OrtEpDevice* const> sorted,
                            const OrtKeyValuePairs& model) {
  return policy.delegate != nullptr ? SelectByDelegate(policy, sorted, model) : SelectByPolicy(policy.policy, sorted);
}

std::vector<DeviceList> FoldByFactory(std::span<const OrtEpDevice* const> selected) {
  std::vector<DeviceList> groups;
  for (const OrtEpDevice* device : selected) {
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const DeviceList& one) { return one.front()->factory == device->factory; });
    if (group == groups.end()) group = groups.insert(groups.end(), DeviceList());
    group->push_back(device);
  }
  return groups;
}

}  // namespace berth
