#include "exec/arena_plan.h"

#include <algorithm>
#include <map>
#include <optional>
#include <queue>
#include <set>

#include "base/checked_math.h"

namespace berth {
namespace {

constexpr size_t kAlignment = 64;

// Free ranges of the block, by offset and by size, so that planning stays n log n for long chains.
class FreeRanges {
 public:
  // The offset of the tightest range that holds `bytes`, else the block grows. Nothing when the block would overflow.
  std::optional<size_t> Take(size_t bytes) {
    auto fit = by_size_.lower_bound({bytes, 0});
    if (fit != by_size_.end()) {
      auto [size, offset] = *fit;
      Erase(offset, size);
      if (size > bytes) Insert(offset + bytes, size - bytes);
      return offset;
    }
    size_t offset = total_;
    // A free range at the end of the block is extended instead of left behind.
    if (!by_offset_.empty()) {
      auto [last_offset, last_size] = *by_offset_.rbegin();
      if (last_offset + last_size == total_) offset = last_offset;
    }
    auto end = CheckedAdd<size_t>(offset, bytes);
    if (!end || *end == ArenaPlan::kUnplanned) return std::nullopt;
    if (offset != total_) Erase(offset, total_ - offset);
    total_ = *end;
    return offset;
  }

  void Give(size_t offset, size_t bytes) {
    auto next = by_offset_.lower_bound(offset);
    if (next != by_offset_.end() && offset + bytes == next->first) {
      size_t size = next->second;
      bytes += size;
      Erase(next->first, size);
    }
    auto after = by_offset_.lower_bound(offset);
    if (after != by_offset_.begin()) {
      auto previous = std::prev(after);
      if (previous->first + previous->second == offset) {
        size_t size = previous->second;
        offset = previous->first;
        bytes += size;
        Erase(offset, size);
      }
    }
    Insert(offset, bytes);
  }

  size_t total() const { return total_; }

 private:
  void Insert(size_t offset, size_t size) {
    by_offset_[offset] = size;
    by_size_.insert({size, offset});
  }
  void Erase(size_t offset, size_t size) {
    by_offset_.erase(offset);
    by_size_.erase({size, offset});
  }

  std::map<size_t, size_t> by_offset_;
  std::set<std::pair<size_t, size_t>> by_size_;
  size_t total_ = 0;
};

struct Live {
  uint32_t last;
  size_t offset, bytes;
  bool operator>(const Live& other) const { return last > other.last; }
};

}  // namespace

ArenaPlan PlanArena(std::span<const Lifetime> lifetimes, uint32_t value_count) {
  ArenaPlan plan;
  plan.offsets.assign(value_count, ArenaPlan::kUnplanned);
  plan.sizes.assign(value_count, 0);
  std::vector<const Lifetime*> order;
  for (const Lifetime& life : lifetimes) {
    if (life.bytes > 0) order.push_back(&life);
  }
  std::stable_sort(order.begin(), order.end(), [](const Lifetime* a, const Lifetime* b) { return a->first < b->first; });

  FreeRanges free_ranges;
  std::priority_queue<Live, std::vector<Live>, std::greater<>> live;
  for (const Lifetime* life : order) {
    for (; !live.empty() && live.top().last < life->first; live.pop()) {
      free_ranges.Give(live.top().offset, live.top().bytes);
    }
    auto bytes = CheckedRoundUp<size_t>(life->bytes, kAlignment);
    if (!bytes) continue;
    auto offset = free_ranges.Take(*bytes);
    if (!offset) continue;
    live.push({life->last, *offset, *bytes});
    plan.offsets[life->value] = *offset;
    plan.sizes[life->value] = *bytes;
  }
  plan.total = free_ranges.total();
  return plan;
}

}  // namespace berth
