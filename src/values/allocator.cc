#include "values/allocator.h"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <exception>

#ifdef __linux__
#include <malloc.h>
#include <sys/mman.h>
#endif

#include "base/checked_math.h"
#include "base/key_value_pairs.h"
#include "base/ort_status.h"
#include "values/block_cache.h"
#include "values/memory_info.h"

namespace berth {
namespace {

void* AlignedAlloc(size_t bytes) {
  auto rounded = CheckedRoundUp<size_t>(bytes, kCpuAlignment);
  if (!rounded || *rounded == 0 || *rounded > PTRDIFF_MAX) return nullptr;   // no object can be larger
#if defined(_WIN32)
  return _aligned_malloc(*rounded, kCpuAlignment);
#elif defined(__linux__)
  // Weights are touched page by page: with huge pages, 512 times less often. Only whole ones, so that no memory is added.
  constexpr size_t kHugePage = size_t{2} << 20;
  void* data = nullptr;
  if (posix_memalign(&data, *rounded < kHugePage ? kCpuAlignment : kHugePage, *rounded) != 0) return nullptr;
  if (*rounded >= kHugePage) madvise(data, *rounded / kHugePage * kHugePage, MADV_HUGEPAGE);   // a wish: there may be none
  return data;
#else
  return std::aligned_alloc(kCpuAlignment, *rounded);
#endif
}

void AlignedFree(void* data) {
#ifdef _WIN32
  _aligned_free(data);
#else
  std::free(data);
#endif
}

// Blocks that the system would take back when they are freed are kept for the next run. Sanitizers see every use and every end
// of a block only without it.
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
constexpr bool kCaches = true;
size_t SizeOf(void* block) { return malloc_usable_size(block); }
#else
constexpr bool kCaches = false;
size_t SizeOf(void*) { return 0; }
#endif

BlockCache& FreedBlocks() {
  constexpr size_t kSmallest = size_t{64} << 10, kLargest = size_t{8} << 20, kMost = size_t{32} << 20;
  static auto* cache = new BlockCache(kSmallest, kLargest, kMost, AlignedFree);   // never destroyed, as the allocator
  return *cache;
}

void* TakeBlock(size_t bytes) {
  void* kept = kCaches ? FreedBlocks().Take(bytes) : nullptr;
  return kept != nullptr ? kept : AlignedAlloc(bytes);
}

void GiveBlock(void* data) {
  if (kCaches && data != nullptr) return FreedBlocks().Give(data, SizeOf(data));
  AlignedFree(data);
}

struct CpuAllocator : OrtAllocator {
  CpuAllocator() : OrtAllocator{} {
    version = ORT_API_VERSION;
    OrtAllocator::Alloc = [](OrtAllocator* self, size_t bytes) {
      auto* me = static_cast<CpuAllocator*>(self);
      void* data = TakeBlock(bytes);
      if (data != nullptr) {
        me->count.fetch_add(1, std::memory_order_relaxed);
        size_t largest = me->largest.load(std::memory_order_relaxed);
        while (bytes > largest && !me->largest.compare_exchange_weak(largest, bytes, std::memory_order_relaxed)) {
        }
      }
      return data;
    };
    OrtAllocator::Free = [](OrtAllocator*, void* data) { GiveBlock(data); };
    OrtAllocator::Info = [](const OrtAllocator*) -> const OrtMemoryInfo* { return &CpuMemoryInfo(); };
    OrtAllocator::Reserve = OrtAllocator::Alloc;
    OrtAllocator::GetStats = Stats;
    OrtAllocator::AllocOnStream = [](OrtAllocator* self, size_t bytes, OrtSyncStream*) {
      return self->Alloc(self, bytes);
    };
    OrtAllocator::Shrink = [](OrtAllocator*) noexcept -> OrtStatus* {
      FreedBlocks().Clear();
      return nullptr;
    };
  }

  static OrtStatus* ORT_API_CALL Stats(const OrtAllocator* self, OrtKeyValuePairs** out) noexcept {
    if (out == nullptr) return ToOrtStatus(NotNull(out, "out"));
    try {
      const auto* me = static_cast<const CpuAllocator*>(self);
      auto stats = std::make_unique<OrtKeyValuePairs>();
      stats->Add("NumAllocs", std::to_string(me->count.load(std::memory_order_relaxed)));
      stats->Add("MaxAllocSize", std::to_string(me->largest.load(std::memory_order_relaxed)));
      *out = stats.release();
      return nullptr;
    } catch (const std::exception& e) {
      return ToOrtStatus(Status(ORT_FAIL, e.what()));
    }
  }

  std::atomic<size_t> count{0}, largest{0};
};

}  // namespace

OrtAllocator* DefaultCpuAllocator() {
  static auto* allocator = new CpuAllocator();   // never destroyed: values may outlive static destructors
  return allocator;
}

StatusOr<Buffer> Buffer::Allocate(OrtAllocator* allocator, size_t bytes) {
  if (bytes == 0) return Buffer();
  void* data = allocator->Alloc(allocator, bytes);
  if (data == nullptr) return Error(ORT_FAIL, "memory: ", bytes, " bytes wanted, none left");
  return Buffer(data, allocator);
}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  if (this != &other) {
    Reset();
    data_ = other.data_;
    allocator_ = other.allocator_;
    other.Forget();
  }
  return *this;
}

void Buffer::Reset() {
  if (allocator_ != nullptr) allocator_->Free(allocator_, data_);
  Forget();
}

void* AllocatorReserve(OrtAllocator* allocator, size_t bytes) {
  const bool has_reserve = allocator->version >= 18 && allocator->Reserve != nullptr;
  return has_reserve ? allocator->Reserve(allocator, bytes) : allocator->Alloc(allocator, bytes);
}

StatusOr<OrtKeyValuePairs*> AllocatorStats(const OrtAllocator* allocator) {
  OrtKeyValuePairs* stats = nullptr;
  if (allocator->version >= 23 && allocator->GetStats != nullptr) {
    // The headers promise that it does not throw; one that does all the same is to meet a handler.
    OrtStatus*(ORT_API_CALL * get)(const OrtAllocator*, OrtKeyValuePairs**) = allocator->GetStats;
    BERTH_RETURN_IF_ERROR(Adopt(get(allocator, &stats)));
    if (stats != nullptr && !CheckHandle(stats, "stats").ok()) {
      return Status(ORT_FAIL, "OrtAllocator::GetStats: a map seen that CreateKeyValuePairs did not make");
    }
  }
  return stats != nullptr ? stats : new OrtKeyValuePairs();
}

Status AllocatorShrink(OrtAllocator* allocator) {
  if (allocator->version < 25 || allocator->Shrink == nullptr) return Ok();
  return Adopt(allocator->Shrink(allocator));
}

}  // namespace berth
