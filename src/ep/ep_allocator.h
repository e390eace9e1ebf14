// An OrtAllocator that a factory made; goes back with the factory's ReleaseAllocator at destruction.
#pragma once

#include <memory>

#include "ep/factory.h"

namespace berth {

class EpAllocator {
 public:
  // CreateAllocator for memory that the EP has described itself (the same pointer). `options` may be null.
  // Errors: the EP's; ORT_FAIL when callbacks are missing, for a `null allocator`, one of type OrtArenaAllocator (which
  // is reserved for the host) and one that cannot allocate. A refused allocator is released.
  static StatusOr<std::unique_ptr<EpAllocator>> Make(const EpFactory& factory, const OrtMemoryInfo* info,
                                                     const OrtKeyValuePairs* options);
  ~EpAllocator();
  EpAllocator(const EpAllocator&) = delete;
  EpAllocator& operator=(const EpAllocator&) = delete;

  OrtAllocator* raw() const { return raw_; }

 private:
  EpAllocator(const EpFactory& factory, OrtAllocator* raw) : factory_(factory), raw_(raw) {}
  const EpFactory& factory_;
  OrtAllocator* raw_;
};

}  // namespace berth
