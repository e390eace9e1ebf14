#include "values/counted_allocator.h"

#include <new>
#include <string>

#include "base/checked_math.h"
#include "base/key_value_pairs.h"
#include "base/ort_status.h"
#include "base/release_handle.h"

namespace berth {
namespace {

// In front of each block: its size. As long as the alignment, so that the block keeps it.
constexpr size_t kHeader = kCpuAlignment;

void RaiseTo(std::atomic<size_t>& most, size_t value) {
  size_t seen = most.load(std::memory_order_relaxed);
  while (value > seen && !most.compare_exchange_weak(seen, value, std::memory_order_relaxed)) {
  }
}

const OrtMemoryInfo* InfoOfType(OrtAllocatorType type) {
  OrtMemoryInfo info = CpuMemoryInfo();
  info.allocator_type = type;
  return InternMemoryInfo(info);
}

}  // namespace

CountedAllocator::Holder CountedAllocator::Make(size_t limit, OrtAllocatorType type) {
  return Holder(new CountedAllocator(limit, type));
}

CountedAllocator::CountedAllocator(size_t limit, OrtAllocatorType type)
    : OrtAllocator{}, limit_(limit), info_(InfoOfType(type)) {
  version = ORT_API_VERSION;
  OrtAllocator::Alloc = [](OrtAllocator* self, size_t bytes) { return static_cast<CountedAllocator*>(self)->Take(bytes); };
  OrtAllocator::Free = [](OrtAllocator* self, void* data) { static_cast<CountedAllocator*>(self)->Give(data); };
  OrtAllocator::Info = [](const OrtAllocator* self) { return static_cast<const CountedAllocator*>(self)->info_; };
  OrtAllocator::Reserve = OrtAllocator::Alloc;
  OrtAllocator::GetStats = [](const OrtAllocator* self, OrtKeyValuePairs** out) noexcept {
    return static_cast<const CountedAllocator*>(self)->Stats(out);
  };
  OrtAllocator::AllocOnStream = [](OrtAllocator* self, size_t bytes, OrtSyncStream*) { return self->Alloc(self, bytes); };
  OrtAllocator::Shrink = [](OrtAllocator*) noexcept -> OrtStatus* { return nullptr; };   // nothing unused is held
}

void CountedAllocator::Release() {
  if (holders_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const_cast<volatile uint32_t&>(version) = static_cast<uint32_t>(HandleKind::kDead);   // for those who call it all the same
  DeleteTold(this);
}

void* CountedAllocator::Take(size_t bytes) {
  const auto whole = CheckedAdd<size_t>(bytes, kHeader);
  if (bytes == 0 || !whole) return nullptr;
  const size_t now = in_use_.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  void* block = limit_ != 0 && now > limit_ ? nullptr : DefaultCpuAllocator()->Alloc(DefaultCpuAllocator(), *whole);
  if (block == nullptr) {
    in_use_.fetch_sub(bytes, std::memory_order_relaxed);
    return nullptr;
  }
  holders_.fetch_add(1, std::memory_order_relaxed);
  count_.fetch_add(1, std::memory_order_relaxed);
  RaiseTo(most_in_use_, now);
  RaiseTo(largest_, bytes);
  new (block) size_t(bytes);
  return static_cast<std::byte*>(block) + kHeader;
}

void CountedAllocator::Give(void* data) {
  if (data == nullptr) return;
  void* block = static_cast<std::byte*>(data) - kHeader;
  in_use_.fetch_sub(*static_cast<size_t*>(block), std::memory_order_relaxed);
  DefaultCpuAllocator()->Free(DefaultCpuAllocator(), block);
  Release();
}

OrtStatus* CountedAllocator::Stats(OrtKeyValuePairs** out) const noexcept {
  if (out == nullptr) return ToOrtStatus(NotNull(out, "out"));
  try {
    auto stats = std::make_unique<OrtKeyValuePairs>();
    const auto add = [&](const char* name, size_t value) { stats->Add(name, std::to_string(value)); };
    const size_t in_use = in_use_.load(std::memory_order_relaxed);
    stats->Add("Limit", limit_ != 0 ? std::to_string(limit_) : "-1");
    add("InUse", in_use);
    add("RequestedInUse", in_use);
    add("TotalAllocated", in_use);
    add("MaxInUse", most_in_use_.load(std::memory_order_relaxed));
    add("NumAllocs", count_.load(std::memory_order_relaxed));
    add("NumReserves", 0);
    add("NumArenaExtensions", 0);
    add("NumArenaShrinkages", 0);
    add("MaxAllocSize", largest_.load(std::memory_order_relaxed));
    *out = stats.release();
    return nullptr;
  } catch (const std::exception& e) {
    return ToOrtStatus(Status(ORT_FAIL, e.what()));
  }
}

}  // namespace berth
