// Allocators as the ABI has them (OrtAllocator), and the default one for CPU memory.
#pragma once

#include <cstddef>
#include <memory>

#include <onnxruntime_c_api.h>

#include "base/status.h"

namespace berth {

// Memory of CPU tensors starts at a multiple of this many bytes: a cache line and the widest vector.
inline constexpr size_t kCpuAlignment = 64;

// The process' default CPU allocator (OrtApi::GetAllocatorWithDefaultOptions). Never freed. Alloc(0) gives null; memory
// is kCpuAlignment-aligned; GetStats counts since process start. Any thread.
OrtAllocator* DefaultCpuAllocator();

// Memory straight from the system, which gets it back at once. Never freed. Blocks are aligned as those of the default one;
// Alloc(0) gives null. Any thread.
OrtAllocator* PageAllocator();
// The one to take for a block of that size that may be freed soon: the default one gives small blocks again and again, but large
// ones that are freed might stay with it.
OrtAllocator* TransientAllocator(size_t bytes);

// Memory and the allocator that frees it; null `allocator` means borrowed.
class Buffer {
 public:
  Buffer() = default;
  // `bytes` of memory from `allocator`; 0 bytes gives a null pointer. Error: ORT_FAIL with the size when there is none.
  static StatusOr<Buffer> Allocate(OrtAllocator* allocator, size_t bytes);
  static Buffer Borrow(void* data) { return Buffer(data, nullptr); }
  Buffer(Buffer&& other) noexcept : data_(other.data_), allocator_(other.allocator_) { other.Forget(); }
  Buffer& operator=(Buffer&& other) noexcept;
  ~Buffer() { Reset(); }

  void* data() const { return data_; }
  OrtAllocator* allocator() const { return allocator_; }
  bool owns() const { return allocator_ != nullptr; }
  void Reset();

 private:
  Buffer(void* data, OrtAllocator* allocator) : data_(data), allocator_(allocator) {}
  void Forget() {
    data_ = nullptr;
    allocator_ = nullptr;
  }
  void* data_ = nullptr;
  OrtAllocator* allocator_ = nullptr;
};

// Calls through an OrtAllocator whose newer slots may lie past its struct; see ep-contract h.1.
//   Reserve (18) falls back to Alloc, GetStats (23) to an empty map, Shrink (25) to nothing.
void* AllocatorReserve(OrtAllocator* allocator, size_t bytes);
StatusOr<OrtKeyValuePairs*> AllocatorStats(const OrtAllocator* allocator);
Status AllocatorShrink(OrtAllocator* allocator);

}  // namespace berth
