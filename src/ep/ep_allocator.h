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
  // The same through OrtEp::CreateAllocator where the EP has it; without it the factory's.
  static StatusOr<std::unique_ptr<EpAllocator>> Make(OrtEp* ep, const EpFactory& factory, const OrtMemoryInfo* info);
  ~EpAllocator();
  EpAllocator(const EpAllocator&) = delete;
  EpAllocator& operator=(const EpAllocator&) = delete;

  OrtAllocator* raw() const { return raw_; }

 private:
  static StatusOr<std::unique_ptr<EpAllocator>> Check(const EpFactory& factory, const OrtMemoryInfo* info, OrtAllocator* made);
  EpAllocator(const EpFactory& factory, OrtAllocator* raw) : factory_(factory), raw_(raw) {}
  const EpFactory& factory_;
  OrtAllocator* raw_;
};

}  // namespace berth
