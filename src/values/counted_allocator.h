// An allocator for CPU memory that counts what it gives: a session's, or one that sessions share.
#pragma once

#include <atomic>
#include <memory>

#include "values/allocator.h"
#include "values/arena.h"
#include "values/memory_info.h"

namespace berth {

// Counted itself: it lives while somebody holds it or memory of it is in use, as values may outlive their session. Any thread.
class CountedAllocator final : public OrtAllocator {
 public:
  struct Drop {
    void operator()(CountedAllocator* allocator) const { allocator->Release(); }
  };
  using Holder = std::unique_ptr<CountedAllocator, Drop>;

  ~CountedAllocator() = default;   // for Release
  // `limit`: bytes that may be in use at a time; 0: no limit. `type`: what Info says of it.
  static Holder Make(size_t limit, OrtAllocatorType type);
  // One whose memory comes from an arena with these settings.
  static Holder MakeArena(const ArenaSettings& settings);
  // One more hold.
  Holder Share() {
    holders_.fetch_add(1, std::memory_order_relaxed);
    return Holder(this);
  }

 private:
  CountedAllocator(size_t limit, OrtAllocatorType type);
  void Release();
  void* Take(size_t bytes);
  void* TakeFromArena(size_t bytes, void* (Arena::*how)(size_t) noexcept);
  void Give(void* data);
  ArenaStats Counts() const;
  OrtStatus* Stats(OrtKeyValuePairs** out) const noexcept;

  const size_t limit_;
  const OrtMemoryInfo* info_;
  std::unique_ptr<Arena> arena_;   // null: each block comes from the system by itself
  std::atomic<size_t> holders_{1};
  std::atomic<size_t> in_use_{0}, most_in_use_{0}, largest_{0}, count_{0};
};

}  // namespace berth
