// Where intermediate tensors live during one run: one block of memory, shared over time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace berth {

// A tensor's life, in step indices.
struct Lifetime {
  int32_t value;       // number of the value
  uint32_t first;      // step that makes it
  uint32_t last;       // last step that needs it, >= first
  size_t bytes;
};

struct ArenaPlan {
  static constexpr size_t kUnplanned = static_cast<size_t>(-1);
  std::vector<size_t> offsets;   // by value number, multiples of 64; kUnplanned for values without a place
  std::vector<size_t> sizes;     // by value number: bytes reserved there
  size_t total = 0;              // bytes of the block
};

// Gives each tensor an offset so that no two whose lives overlap share a byte: in the order of the steps, each takes the
// tightest free range, or the block grows. Tensors of 0 bytes, and sizes whose sum overflows, stay unplanned. n log n.
//   value_count  numbers are below this
ArenaPlan PlanArena(std::span<const Lifetime> lifetimes, uint32_t value_count);

}  // namespace berth
