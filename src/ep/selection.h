// Choosing among EP devices when the application names none (ep-contract d.2).
//
//   order     NPU, GPU, CPU; discrete GPUs first; a vendor's own EP before others on its hardware; the built-in CPU kernels
//             last; then by EP name and as registered
//   policies  PREFER_NPU, MAX_EFFICIENCY and MIN_OVERALL_POWER take the first NPU, PREFER_GPU and MAX_PERFORMANCE the first
//             GPU; all of them, DEFAULT and PREFER_CPU add the first CPU device and the built-in CPU kernels. Of the other
//             kind of accelerator none stands in for one that is not there.
#pragma once

#include <span>
#include <vector>

#include "base/log.h"
#include "ep/ep_device.h"

namespace berth {

using DeviceList = std::vector<const OrtEpDevice*>;

// The policies as they stand in session options: a delegate, where there is one, counts before the policy.
struct SelectionPolicy {
  OrtExecutionProviderDevicePolicy policy = OrtExecutionProviderDevicePolicy_DEFAULT;
  EpSelectionDelegate delegate = nullptr;
  void* delegate_state = nullptr;
};

// ORT_INVALID_ARGUMENT for a number that is no policy.
Status CheckPolicy(OrtExecutionProviderDevicePolicy policy);

// Asks each factory for its vendor id.
DeviceList SortForSelection(std::span<const OrtEpDevice* const> devices);

// From a sorted list. Errors, for a policy: ORT_FAIL when there is no CPU device. For a delegate, which is shown `model` and
// empty runtime metadata: ORT_FAIL with its text when it fails or throws, and when it selects nothing or more than 8;
// ORT_INVALID_ARGUMENT for a device that it was not shown. A delegate may select a device twice.
StatusOr<DeviceList> Select(const SelectionPolicy& policy, std::span<const OrtEpDevice* const> sorted,
                            const OrtKeyValuePairs& model);

// One list for each factory, in the order in which they first appear; the built-in CPU entries make one list too.
std::vector<DeviceList> FoldByFactory(std::span<const OrtEpDevice* const> selected);

}  // namespace berth
