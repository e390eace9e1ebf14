#include "ep/shared_allocators.h"

#include "values/allocator.h"

namespace berth {

Status SharedAllocators::AddFor(const EpFactory& factory, const OrtEpDevice& device) {
  BERTH_RETURN_IF_ERROR(Add(factory, device, device.device_memory));
  return Add(factory, device, device.host_accessible_memory);
}

Status SharedAllocators::Add(const EpFactory& factory, const OrtEpDevice& device, const OrtMemoryInfo* info) {
  if (info == nullptr || Find(info->device) != nullptr) return Ok();
  BERTH_ASSIGN_OR_RETURN(auto allocator, EpAllocator::Make(factory, info, nullptr));
  entries_.push_back({&device, info->device, std::move(allocator)});
  return Ok();
}

StatusOr<OrtAllocator*> SharedAllocators::Replace(const EpFactory& factory, const OrtEpDevice& device, const OrtMemoryInfo& info,
                                                  const OrtKeyValuePairs* options) {
  BERTH_ASSIGN_OR_RETURN(auto allocator, EpAllocator::Make(factory, &info, options));
  Retire(info.device);
  entries_.push_back({&device, info.device, std::move(allocator)});
  return entries_.back().allocator->raw();
}

bool SharedAllocators::Retire(const OrtMemoryDevice& memory) {
  bool found = false;
  for (Entry& entry : entries_) {
    if (!(entry.memory == memory) || entry.retired) continue;
    entry.retired = found = true;
  }
  return found;
}

void SharedAllocators::RemoveFor(const OrtEpDevice& device) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.device == &device; });
}

OrtAllocator* SharedAllocators::Find(const OrtMemoryDevice& memory) const {
  for (const Entry& entry : entries_) {
    if (entry.memory == memory && !entry.retired) return entry.allocator->raw();
  }
  return memory == CpuMemoryInfo().device ? DefaultCpuAllocator() : nullptr;
}

}  // namespace berth
