#include "values/block_cache.h"

namespace berth {

void* BlockCache::Take(size_t bytes) {
  if (bytes < smallest_ || bytes > largest_) return nullptr;
  std::lock_guard lock(mutex_);
  for (size_t i = blocks_.size(); i-- > 0;) {
    const Block block = blocks_[i];
    if (block.bytes < bytes || block.bytes - bytes > bytes / 4) continue;
    blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(i));
    bytes_ -= block.bytes;
    return block.data;
  }
  return nullptr;
}

void BlockCache::Give(void* block, size_t bytes) {
  if (bytes < smallest_ || bytes > largest_ || bytes > most_bytes_) return release_(block);
  std::vector<Block> old;
  {
    std::lock_guard lock(mutex_);
    size_t count = 0;
    for (; bytes_ + bytes > most_bytes_; ++count) bytes_ -= blocks_[count].bytes;
    const auto end = blocks_.begin() + static_cast<std::ptrdiff_t>(count);
    old.assign(blocks_.begin(), end);
    blocks_.erase(blocks_.begin(), end);
    blocks_.push_back({block, bytes});
    bytes_ += bytes;
  }
  for (const Block& each : old) release_(each.data);
}

void BlockCache::Clear() {
  std::vector<Block> old;
  {
    std::lock_guard lock(mutex_);
    old.swap(blocks_);
    bytes_ = 0;
  }
  for (const Block& each : old) release_(each.data);
}

}  // namespace berth
