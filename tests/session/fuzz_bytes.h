// Decisions out of a fuzzer's bytes. Bytes that have run out are zeros, so that every input says something.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace berth {

class FuzzBytes {
 public:
  explicit FuzzBytes(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  uint8_t Byte() {
    if (at_ == bytes_.size()) return 0;
    return bytes_[at_++];
  }
  uint64_t Word() {
    uint64_t word = 0;
    for (int i = 0; i < 8; ++i) word = word << 8 | Byte();
    return word;
  }
  // 0 to count - 1; 0 for a count of 0.
  size_t Below(size_t count) {
    if (count <= 1) return 0;
    return (count <= 256 ? Byte() : size_t{Byte()} << 8 | Byte()) % count;
  }
  // True once in `n` times; false when bytes have run out.
  bool OneIn(size_t n) { return Below(n) == n - 1; }
  template <typename List>
  const auto& Pick(const List& list) { return list[Below(std::size(list))]; }

 private:
  std::span<const uint8_t> bytes_;
  size_t at_ = 0;
};

}  // namespace berth
