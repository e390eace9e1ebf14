#include "session/env_allocators.h"

namespace berth {

void EnvAllocators::Put(Entry entry) {
  std::lock_guard lock(mutex_);
  std::erase_if(entries_, [&](const Entry& other) { return other.device == entry.device; });
  entries_.push_back(std::move(entry));
}

void EnvAllocators::Add(OrtAllocator* allocator, const OrtMemoryInfo& info) { Put({info.device, allocator, nullptr}); }

void EnvAllocators::Create(size_t limit, const OrtMemoryInfo& info) {
  CountedAllocator::Holder own = CountedAllocator::Make(limit, OrtArenaAllocator);
  OrtAllocator* const allocator = own.get();
  Put({info.device, allocator, std::move(own)});
}

Status EnvAllocators::Remove(const OrtMemoryInfo& info) {
  std::lock_guard lock(mutex_);
  if (std::erase_if(entries_, [&](const Entry& entry) { return entry.device == info.device; }) > 0) return Ok();
  return InvalidArgument("environment: memory \"", info.name, "\": no allocator for this device has been registered for sharing");
}

OrtAllocator* EnvAllocators::Find(const OrtMemoryInfo& info) const {
  std::lock_guard lock(mutex_);
  for (const Entry& entry : entries_) {
    if (entry.device == info.device) return entry.allocator;
  }
  return nullptr;
}

}  // namespace berth
