// An arena for CPU memory with ONNX Runtime's settings: it takes regions from the system and cuts them into chunks.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

namespace berth {

struct ArenaSettings {
  size_t limit = 0;                           // bytes of all regions; 0: none
  bool as_requested = false;                  // each region as large as what is asked for; else regions double
  size_t first_region = size_t{1} << 20;      // bytes, when they double
  size_t most_dead = size_t{128} << 20;       // a chunk with as many bytes to spare is cut, even if it is not twice as large
  size_t first_region_after_shrink = size_t{2} << 20;
  size_t largest_doubled = size_t{1} << 30;   // regions double up to this; a larger one is made for what needs it
};

struct ArenaStats {
  size_t in_use = 0, most_in_use = 0, total = 0, largest = 0;   // bytes, of whole chunks
  size_t allocations = 0, reserves = 0, extensions = 0, shrinkages = 0;
};

// A request takes the tightest free chunk. Any thread. Nothing of it throws.
class Arena {
 public:
  explicit Arena(const ArenaSettings& settings);
  Arena(const Arena&) = delete;
  ~Arena();   // with all that it gave

  // Aligned as CPU memory is; null for 0 bytes and when there is no memory or the limit stands in the way.
  void* Take(size_t bytes) noexcept;
  // Past the regions: memory of its own.
  void* Reserve(size_t bytes) noexcept;
  // What Take or Reserve gave; null is nothing.
  void Give(void* data) noexcept;
  // Gives regions back in which nothing is in use; the first one stays when regions double.
  void Shrink() noexcept;

  size_t limit() const { return settings_.limit; }
  ArenaStats stats() const;

 private:
  using FreeChunks = std::set<std::pair<size_t, char*>>;   // by size
  struct Chunk {
    size_t bytes;
    char* region;
    FreeChunks::node_type node;   // of one that is in use: for when it is free again
  };
  using Chunks = std::map<char*, Chunk>;
  struct Region {
    size_t bytes, number;
  };

  bool Extend(size_t bytes);
  size_t RegionBytes(size_t bytes, size_t available);
  void Split(Chunks::iterator chunk, size_t bytes);
  void Free(Chunks::iterator chunk);
  bool IsFree(const Chunks::iterator& chunk) const { return chunk->second.node.empty(); }
  Chunks::iterator Merge(Chunks::iterator left, Chunks::iterator right);
  void Count(size_t bytes);

  const ArenaSettings settings_;
  mutable std::mutex mutex_;
  size_t next_region_;
  std::map<char*, Region> regions_;
  Chunks chunks_;
  FreeChunks free_;
  std::unordered_map<void*, size_t> reserved_;
  ArenaStats stats_;
};

}  // namespace berth
