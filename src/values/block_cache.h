// Large blocks of memory between two uses: the outputs of one run are those of the next, and the system would hand out and take
// back their pages one by one.
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

namespace berth {

// Any thread.
class BlockCache {
 public:
  // Blocks of other sizes, and more than `most_bytes` in all, are not kept. `release` frees a block.
  BlockCache(size_t smallest, size_t largest, size_t most_bytes, void (*release)(void*))
      : smallest_(smallest), largest_(largest), most_bytes_(most_bytes), release_(release) {}

  // A block of at least `bytes` and not much more, or null.
  void* Take(size_t bytes);
  // Keeps or releases a block of `bytes`. The oldest ones make room.
  void Give(void* block, size_t bytes);
  // Releases all.
  void Clear();

 private:
  struct Block {
    void* data;
    size_t bytes;
  };

  const size_t smallest_, largest_, most_bytes_;
  void (*const release_)(void*);
  std::mutex mutex_;
  std::vector<Block> blocks_;   // the oldest first; a few dozen
  size_t bytes_ = 0;
};

}  // namespace berth
