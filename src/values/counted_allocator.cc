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

CountedAllocator::Holder CountedAllocator::MakeArena(const ArenaSettings& settings) {
  Holder made = Make(settings.limit, OrtArenaAllocator);
  made->arena_ = std::make_unique<Arena>(settings);
  return made;
}

CountedAllocator::CountedAllocator(size_t limit, OrtAllocatorType type)
    : OrtAllocator{}, limit_(limit), info_(InfoOfType(type)) {
  version = ORT_API_VERSION;
  OrtAllocator::Alloc = [](OrtAllocator* self, size_t bytes) { return static_cast<CountedAllocator*>(self)->Take(bytes); };
  OrtAllocator::Free = [](OrtAllocator* self, void* data) { static_cast<CountedAllocator*>(self)->Give(data); };
  OrtAllocator::Info = [](const OrtAllocator* self) { return static_cast<const CountedAllocator*>(self)->info_; };
  OrtAllocator::Reserve = [](OrtAllocator* self, size_t bytes) {
    auto* me = static_cast<CountedAllocator*>(self);
    return me->arena_ != nullptr ? me->TakeFromArena(bytes, &Arena::Reserve) : me->Take(bytes);
  };
  OrtAllocator::GetStats = [](const OrtAllocator* self, OrtKeyValuePairs** out) noexcept {
    return static_cast<const CountedAllocator*>(self)->Stats(out);
  };
  OrtAllocator::AllocOnStream = [](OrtAllocator* self, size_t bytes, OrtSyncStream*) { return self->Alloc(self, bytes); };
  OrtAllocator::Shrink = [](OrtAllocator* self) noexcept -> OrtStatus* {
    auto* me = static_cast<CountedAllocator*>(self);
    if (me->arena_ != nullptr) me->arena_->Shrink();   // else nothing unused is held
    return nullptr;
  };
}

void CountedAllocator::Release() {
  if (holders_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const_cast<volatile uint32_t&>(version) = static_cast<uint32_t>(HandleKind::kDead);   // for those who call it all the same
  DeleteTold(this);
}

void* CountedAllocator::TakeFromArena(size_t bytes, void* (Arena::*how)(size_t) noexcept) {
  void* data = (arena_.get()->*how)(bytes);
  if (data != nullptr) holders_.fetch_add(1, std::memory_order_relaxed);
  return data;
}

void* CountedAllocator::Take(size_t bytes) {
  if (arena_ != nullptr) return TakeFromArena(bytes, &Arena::Take);
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
  if (arena_ != nullptr) {
    arena_->Give(data);
    return Release();
  }
  void* block = static_cast<std::byte*>(data) - kHeader;
  in_use_.fetch_sub(*static_cast<size_t*>(block), std::memory_order_relaxed);
  DefaultCpuAllocator()->Free(DefaultCpuAllocator(), block);
  Release();
}

ArenaStats CountedAllocator::Counts() const {
  if (arena_ != nullptr) return arena_->stats();
  ArenaStats counts;
  counts.in_use = counts.total = in_use_.load(std::memory_order_relaxed);
  counts.most_in_use = most_in_use_.load(std::memory_order_relaxed);
  counts.largest = largest_.load(std::memory_order_relaxed);
  counts.allocations = count_.load(std::memory_order_relaxed);
  return counts;
}

OrtStatus* CountedAllocator::Stats(OrtKeyValuePairs** out) const noexcept {
  if (out == nullptr) return ToOrtStatus(NotNull(out, "out"));
  try {
    auto stats = std::make_unique<OrtKeyValuePairs>();
    const auto add = [&](const char* name, size_t value) { stats->Add(name, std::to_string(value)); };
    const ArenaStats counts = Counts();
    stats->Add("Limit", limit_ != 0 ? std::to_string(limit_) : "-1");
    add("InUse", counts.in_use);
    add("RequestedInUse", counts.in_use);
    add("TotalAllocated", counts.total);
    add("MaxInUse", counts.most_in_use);
    add("NumAllocs", counts.allocations);
    add("NumReserves", counts.reserves);
    add("NumArenaExtensions", counts.extensions);
    add("NumArenaShrinkages", counts.shrinkages);
    add("MaxAllocSize", counts.largest);
    *out = stats.release();
    return nullptr;
  } catch (const std::exception& e) {
    return ToOrtStatus(Status(ORT_FAIL, e.what()));
  }
}

}  // namespace berth
