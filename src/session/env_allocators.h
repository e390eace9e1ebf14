// Allocators that an application gives an environment for its sessions to share.
#pragma once

#include <mutex>
#include <vector>

#include "base/status.h"
#include "values/counted_allocator.h"
#include "values/memory_info.h"

namespace berth {

// Any thread. One for each device; sessions that already use one of the application keep its pointer, so that it must outlive
// them.
class EnvAllocators {
 public:
  // The application's own, which it keeps; it takes the place of one for the same device.
  void Add(OrtAllocator* allocator, const OrtMemoryInfo& info);
  // One that is made here, for CPU memory: an arena when `info` says that, else `settings` has no effect but for the limit.
  void Create(const ArenaSettings& settings, const OrtMemoryInfo& info);
  // ORT_INVALID_ARGUMENT when there is none for this device.
  Status Remove(const OrtMemoryInfo& info);
  // Null when there is none.
  OrtAllocator* Find(const OrtMemoryInfo& info) const;
  // A hold on the one that was made here; null when there is none, or the application's own.
  CountedAllocator::Holder Share(const OrtMemoryInfo& info) const;

 private:
  struct Entry {
    OrtMemoryDevice device;
    OrtAllocator* allocator;
    CountedAllocator::Holder own;   // when it was made here
  };
  void Put(Entry entry);
  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace berth
