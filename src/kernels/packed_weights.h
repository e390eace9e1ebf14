// Constant operands that kernels have laid out for themselves, shared between sessions: what has the same bytes is there once.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "base/handle.h"
#include "values/allocator.h"

// Any thread. Whoever shares a buffer keeps it: the container may go first.
struct OrtPrepackedWeightsContainer : berth::Tagged<berth::HandleKind::kPrepackedWeights> {
 public:
  // The buffer that is there with the content of `made`, of `bytes` bytes; else `made`, which is there from now on.
  std::shared_ptr<const berth::Buffer> Share(std::shared_ptr<const berth::Buffer> made, size_t bytes);
  size_t buffer_count() const;

 private:
  struct Entry {
    std::shared_ptr<const berth::Buffer> buffer;
    size_t bytes;
  };
  mutable std::mutex mutex_;
  std::multimap<uint64_t, Entry> entries_;   // by hash of the content
};
