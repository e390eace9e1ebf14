#include <cstdint>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include "base/checked_math.h"
#include "values/allocator.h"
#include "values/memory_info.h"

namespace berth {

#ifdef __linux__
namespace {

// A block with its size in front, where it keeps the alignment.
struct Header {
  size_t bytes;
};
constexpr size_t kHeader = kCpuAlignment;
static_assert(sizeof(Header) <= kHeader);

void* Map(size_t bytes) {
  const auto whole = CheckedAdd<size_t>(bytes, kHeader);
  if (bytes == 0 || !whole || *whole > PTRDIFF_MAX) return nullptr;
  void* start = mmap(nullptr, *whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) return nullptr;
  // Its pages are touched one by one: with huge ones, 512 times less often.
  if (*whole >= size_t{4} << 20) madvise(start, *whole, MADV_HUGEPAGE);
  new (start) Header{*whole};
  return static_cast<char*>(start) + kHeader;
}

void Unmap(void* data) {
  if (data == nullptr) return;
  char* start = static_cast<char*>(data) - kHeader;
  munmap(start, reinterpret_cast<Header*>(start)->bytes);
}

struct Pages : OrtAllocator {
  Pages() : OrtAllocator{} {
    version = ORT_API_VERSION;
    OrtAllocator::Alloc = [](OrtAllocator*, size_t bytes) { return Map(bytes); };
    OrtAllocator::Free = [](OrtAllocator*, void* data) { Unmap(data); };
    OrtAllocator::Info = [](const OrtAllocator*) -> const OrtMemoryInfo* { return &CpuMemoryInfo(); };
    OrtAllocator::Reserve = OrtAllocator::Alloc;
    OrtAllocator::AllocOnStream = [](OrtAllocator*, size_t bytes, OrtSyncStream*) { return Map(bytes); };
  }
};

}  // namespace

OrtAllocator* PageAllocator() {
  static auto* allocator = new Pages();   // never destroyed, as the default one
  return allocator;
}
#else
OrtAllocator* PageAllocator() { return DefaultCpuAllocator(); }
#endif

OrtAllocator* TransientAllocator(size_t bytes) {
  constexpr size_t kLarge = size_t{8} << 20;
  return bytes < kLarge ? DefaultCpuAllocator() : PageAllocator();
}

}  // namespace berth
