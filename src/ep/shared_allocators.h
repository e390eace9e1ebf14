// The environment's allocators for the memory of EP devices: one for each kind of memory, made by the first device that
// has it (ep-contract a.1 step 8, h.2).
//
// Used under the registry's registration lock.
#pragma once

#include <memory>
#include <vector>

#include "ep/ep_allocator.h"

namespace berth {

class SharedAllocators {
 public:
  // Makes those that nobody has made yet for the device's DEFAULT and HOST_ACCESSIBLE memory, in this order; its read-only
  // memory has none. Errors: EpAllocator::Make. What was made before an error stays until RemoveFor.
  Status AddFor(const EpFactory& factory, const OrtEpDevice& device);
  // Releases what was made for `device`.
  void RemoveFor(const OrtEpDevice& device);
  // Makes the one for `info`, which `device` has described, anew. The one before stays until RemoveFor, as memory of it may be
  // in use, but is not found any more. Error: EpAllocator::Make; then it is as before.
  StatusOr<OrtAllocator*> Replace(const EpFactory& factory, const OrtEpDevice& device, const OrtMemoryInfo& info,
                                  const OrtKeyValuePairs* options);
  // Has it found no more, as above; false where there is none.
  bool Retire(const OrtMemoryDevice& memory);
  // Null when nobody made one; the name of the memory does not count.
  OrtAllocator* Find(const OrtMemoryDevice& memory) const;

 private:
  struct Entry {
    const OrtEpDevice* device;
    OrtMemoryDevice memory;
    std::unique_ptr<EpAllocator> allocator;
    bool retired = false;
  };
  Status Add(const EpFactory& factory, const OrtEpDevice& device, const OrtMemoryInfo* info);
  std::vector<Entry> entries_;
};

}  // namespace berth
