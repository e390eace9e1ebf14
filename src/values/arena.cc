#include "values/arena.h"

#include <algorithm>
#include <new>

#include "base/checked_math.h"
#include "values/allocator.h"

namespace berth {
namespace {

constexpr size_t kStep = 256;   // chunks are multiples of it

void* Get(size_t bytes) { return DefaultCpuAllocator()->Alloc(DefaultCpuAllocator(), bytes); }
void Return(void* data) { DefaultCpuAllocator()->Free(DefaultCpuAllocator(), data); }

size_t LimitOf(const ArenaSettings& settings) { return settings.limit != 0 ? settings.limit : SIZE_MAX; }

size_t WholeSteps(size_t bytes) { return CheckedRoundUp<size_t>(std::max<size_t>(bytes, 1), kStep).value_or(kStep); }

}  // namespace

Arena::Arena(const ArenaSettings& settings)
    : settings_(settings),
      next_region_(WholeSteps(std::min(LimitOf(settings), settings.first_region))) {}

Arena::~Arena() {
  for (const auto& [start, region] : regions_) Return(start);
  for (const auto& [data, bytes] : reserved_) Return(data);
}

void* Arena::Take(size_t bytes) noexcept {
  const auto wanted = CheckedRoundUp<size_t>(bytes, kStep);
  if (bytes == 0 || !wanted) return nullptr;
  try {
    std::lock_guard lock(mutex_);
    auto fit = free_.lower_bound({*wanted, nullptr});
    if (fit == free_.end()) {
      if (!Extend(*wanted)) return nullptr;
      fit = free_.lower_bound({*wanted, nullptr});
    }
    const auto chunk = chunks_.find(fit->second);
    chunk->second.node = free_.extract(fit);
    const size_t spare = chunk->second.bytes - *wanted;
    if (spare >= *wanted || (spare > 0 && spare >= settings_.most_dead)) Split(chunk, *wanted);
    Count(chunk->second.bytes);
    return chunk->first;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void Arena::Count(size_t bytes) {
  ++stats_.allocations;
  stats_.in_use += bytes;
  stats_.most_in_use = std::max(stats_.most_in_use, stats_.in_use);
  stats_.largest = std::max(stats_.largest, bytes);
}

// A new region, with one free chunk.
bool Arena::Extend(size_t bytes) {
  const size_t limit = LimitOf(settings_);
  const size_t available = (limit > stats_.total ? limit - stats_.total : 0) / kStep * kStep;
  if (bytes > available) return false;
  size_t size = RegionBytes(bytes, available);
  void* start = Get(size);
  // With less there may be enough.
  while (start == nullptr && size > bytes) {
    size = std::max(bytes, size / 10 * 9 / kStep * kStep);
    start = Get(size);
  }
  if (start == nullptr) return false;
  char* const data = static_cast<char*>(start);
  try {
    regions_.emplace(data, Region{size, stats_.extensions + 1});
    chunks_.emplace(data, Chunk{size, data, {}});
    free_.emplace(size, data);
  } catch (const std::bad_alloc&) {
    regions_.erase(data);
    chunks_.erase(data);
    Return(start);
    return false;
  }
  stats_.total += size;
  ++stats_.extensions;
  return true;
}

// How large the next region is to be; the one after it is twice as large, unless it had to grow for this one.
size_t Arena::RegionBytes(size_t bytes, size_t available) {
  if (settings_.as_requested) return bytes;
  bool grown = false;
  for (; next_region_ < bytes && next_region_ <= SIZE_MAX / 2; grown = true) next_region_ *= 2;
  const size_t size = std::min(std::max(next_region_, bytes), available);
  if (!grown) next_region_ = std::max(next_region_, std::min(next_region_ * 2, settings_.largest_doubled));
  return size;
}

// What is behind `bytes` becomes a free chunk. Where there is no memory to note it the chunk stays whole.
void Arena::Split(Chunks::iterator chunk, size_t bytes) {
  char* const rest = chunk->first + bytes;
  const size_t rest_bytes = chunk->second.bytes - bytes;
  try {
    free_.emplace(rest_bytes, rest);
    chunks_.emplace(rest, Chunk{rest_bytes, chunk->second.region, {}});
    chunk->second.bytes = bytes;
  } catch (const std::bad_alloc&) {
    free_.erase({rest_bytes, rest});
  }
}

void* Arena::Reserve(size_t bytes) noexcept {
  if (bytes == 0) return nullptr;
  void* data = Get(bytes);
  if (data == nullptr) return nullptr;
  try {
    std::lock_guard lock(mutex_);
    reserved_.emplace(data, bytes);
    Count(bytes);
    ++stats_.reserves;
    stats_.total += bytes;
    return data;
  } catch (const std::bad_alloc&) {
    Return(data);
    return nullptr;
  }
}

void Arena::Give(void* data) noexcept {
  if (data == nullptr) return;
  std::lock_guard lock(mutex_);
  if (const auto reserved = reserved_.find(data); reserved != reserved_.end()) {
    stats_.in_use -= reserved->second;
    stats_.total -= reserved->second;
    reserved_.erase(reserved);
    return Return(data);
  }
  const auto chunk = chunks_.find(static_cast<char*>(data));
  if (chunk != chunks_.end() && !IsFree(chunk)) Free(chunk);
}

void Arena::Free(Chunks::iterator chunk) {
  stats_.in_use -= chunk->second.bytes;
  FreeChunks::node_type node = std::move(chunk->second.node);
  const auto next = std::next(chunk);
  if (next != chunks_.end() && next->second.region == chunk->second.region && IsFree(next)) chunk = Merge(chunk, next);
  if (chunk != chunks_.begin()) {
    const auto previous = std::prev(chunk);
    if (previous->second.region == chunk->second.region && IsFree(previous)) chunk = Merge(previous, chunk);
  }
  node.value() = {chunk->second.bytes, chunk->first};
  free_.insert(std::move(node));
}

// Two free neighbours as one, which is in no list.
Arena::Chunks::iterator Arena::Merge(Chunks::iterator left, Chunks::iterator right) {
  free_.erase({left->second.bytes, left->first});
  free_.erase({right->second.bytes, right->first});
  left->second.bytes += right->second.bytes;
  chunks_.erase(right);
  return left;
}

void Arena::Shrink() noexcept {
  std::lock_guard lock(mutex_);
  for (auto region = regions_.begin(); region != regions_.end();) {
    char* const start = region->first;
    const auto chunk = chunks_.find(start);
    const bool stays = !settings_.as_requested && region->second.number == 1;
    if (stays || !IsFree(chunk) || chunk->second.bytes != region->second.bytes) {
      ++region;
      continue;
    }
    free_.erase({chunk->second.bytes, start});
    chunks_.erase(chunk);
    stats_.total -= region->second.bytes;
    ++stats_.shrinkages;
    --stats_.extensions;   // it counts those that are there
    region = regions_.erase(region);
    Return(start);
  }
  next_region_ = WholeSteps(settings_.first_region_after_shrink);
}

ArenaStats Arena::stats() const {
  std::lock_guard lock(mutex_);
  return stats_;
}

}  // namespace berth
