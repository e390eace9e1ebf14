#include "session/env_allocators.h"

namespace berth {

void EnvAllocators::Put(Entry entry) {
  std::lock_guard lock(mutex_);
  std::erase_if(entries_, [&](const Entry& other) { return other.device == entry.device; });
  entries_.push_back(std::move(entry));
}

void EnvAllocators::Add(OrtAllocator* allocator, const OrtMemoryInfo& info) { Put({info.device, allocator, nullptr}); }

void EnvAllocators::Create(const ArenaSettings& settings, const OrtMemoryInfo& info) {
  CountedAllocator::Holder own = info.allocator_type == OrtArenaAllocator
                                     ? CountedAllocator::MakeArena(settings)
                                     : CountedAllocator::Make(settings.limit, OrtDeviceAllocator);
  OrtAllocator* const allocator = own.get();
  Put({info.device, allocator, std::move(own)});
}

Status EnvAllocators::Remove(const OrtMemoryInfo& info) {
  std::lock_guard lock(mutex_);
  if (std::erase_if(entries_, [&](const Entry& entry) { return entry.device == info.device; }) > 0) return Ok();
  return InvalidArgument("environment: memory \"", info.name, "\": no allocator for this device has been registered for sharing");
}

CountedAllocator::Holder EnvAllocators::Share(const OrtMemoryInfo& info) const {
  std::lock_guard lock(mutex_);
  for (const Entry& entry : entries_) {
    if (entry.device == info.device) return entry.own != nullptr ? entry.own->Share() : nullptr;
  }
  return nullptr;
}

OrtAllocator* EnvAllocators::Find(const OrtMemoryInfo& info) const {
  std::lock_guard lock(mutex_);
  for (const Entry& entry : entries_) {
    if (entry.device == info.device) return entry.allocator;
  }
  return nullptr;
}

}  // namespace berth
