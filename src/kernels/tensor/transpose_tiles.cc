#include "kernels/tensor/transpose_tiles.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tensor/transpose_tiles.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace berth {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// The least that is written row after row, so that lines of the cache are written whole.
constexpr int64_t kBand = 64;

// Vectors of 128 bits: wider ones would not be faster than the memory. Without any, squares are single elements.
template <typename U>
constexpr int64_t kSide = HWY_TARGET == HWY_SCALAR ? 1 : 16 / sizeof(U);

#if HWY_TARGET == HWY_SCALAR
template <typename U>
HWY_INLINE void Square(const U* from, int64_t, U* to, int64_t) {
  *to = *from;
}
#else
// A square of as many rows and columns as a vector has lanes.
template <typename U>
HWY_INLINE void Square(const U* from, int64_t from_step, U* to, int64_t to_step) {
  using Lane = hn::Full128<U>;
  using Vector = hn::Vec<Lane>;
  constexpr int kLanes = static_cast<int>(kSide<U>);
  const Lane lane;
  Vector a[kLanes], b[kLanes];
#pragma GCC unroll 16
  for (int i = 0; i < kLanes; ++i) a[i] = hn::LoadU(lane, from + i * from_step);
  // Each round deals vectors i and i + half into one another, as cards are; after log2 of them columns have become rows.
#pragma GCC unroll 4
  for (int dealt = 1; dealt < kLanes; dealt *= 2) {
#pragma GCC unroll 8
    for (int i = 0; i < kLanes / 2; ++i) {
      b[2 * i] = hn::InterleaveLower(lane, a[i], a[i + kLanes / 2]);
      b[2 * i + 1] = hn::InterleaveUpper(lane, a[i], a[i + kLanes / 2]);
    }
#pragma GCC unroll 16
    for (int i = 0; i < kLanes; ++i) a[i] = b[i];
  }
#pragma GCC unroll 16
  for (int i = 0; i < kLanes; ++i) hn::StoreU(a[i], lane, to + i * to_step);
}
#endif

template <typename U>
void OneByOne(const U* from, int64_t from_step, U* to, int64_t to_step, int64_t rows, int64_t columns) {
  // The longer side is the inner loop.
  if (rows > columns) {
    for (int64_t c = 0; c < columns; ++c) {
      for (int64_t r = 0; r < rows; ++r) to[r * to_step + c] = from[c * from_step + r];
    }
  } else {
    for (int64_t r = 0; r < rows; ++r) {
      for (int64_t c = 0; c < columns; ++c) to[r * to_step + c] = from[c * from_step + r];
    }
  }
}

template <typename U>
void Tiles(const U* from, int64_t from_step, U* to, int64_t to_step, int64_t rows, int64_t columns) {
  constexpr int64_t side = kSide<U>;
  for (int64_t r0 = 0; r0 < rows; r0 += kBand) {
    const int64_t height = std::min(kBand, rows - r0), full_rows = height / side * side, full_columns = columns / side * side;
    const U* in = from + r0;
    U* out = to + r0 * to_step;
    for (int64_t c = 0; c < full_columns; c += side) {
      for (int64_t r = 0; r < full_rows; r += side) Square(in + c * from_step + r, from_step, out + r * to_step + c, to_step);
    }
    OneByOne(in + full_columns * from_step, from_step, out + full_columns, to_step, full_rows, columns - full_columns);
    OneByOne(in + full_rows, from_step, out + full_rows * to_step, to_step, height - full_rows, columns);
  }
}

void Bytes(const uint8_t* from, int64_t from_step, uint8_t* to, int64_t to_step, int64_t rows, int64_t columns) {
  Tiles(from, from_step, to, to_step, rows, columns);
}
void Halves(const uint16_t* from, int64_t from_step, uint16_t* to, int64_t to_step, int64_t rows, int64_t columns) {
  Tiles(from, from_step, to, to_step, rows, columns);
}
void Words(const uint32_t* from, int64_t from_step, uint32_t* to, int64_t to_step, int64_t rows, int64_t columns) {
  Tiles(from, from_step, to, to_step, rows, columns);
}
void Quads(const uint64_t* from, int64_t from_step, uint64_t* to, int64_t to_step, int64_t rows, int64_t columns) {
  Tiles(from, from_step, to, to_step, rows, columns);
}

}  // namespace HWY_NAMESPACE
}  // namespace berth
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace berth {

HWY_EXPORT(Bytes);
HWY_EXPORT(Halves);
HWY_EXPORT(Words);
HWY_EXPORT(Quads);

void TransposeTiles(const uint8_t* from, int64_t from_step, uint8_t* to, int64_t to_step, int64_t rows, int64_t columns) {
  HWY_DYNAMIC_DISPATCH(Bytes)(from, from_step, to, to_step, rows, columns);
}
void TransposeTiles(const uint16_t* from, int64_t from_step, uint16_t* to, int64_t to_step, int64_t rows, int64_t columns) {
  HWY_DYNAMIC_DISPATCH(Halves)(from, from_step, to, to_step, rows, columns);
}
void TransposeTiles(const uint32_t* from, int64_t from_step, uint32_t* to, int64_t to_step, int64_t rows, int64_t columns) {
  HWY_DYNAMIC_DISPATCH(Words)(from, from_step, to, to_step, rows, columns);
}
void TransposeTiles(const uint64_t* from, int64_t from_step, uint64_t* to, int64_t to_step, int64_t rows, int64_t columns) {
  HWY_DYNAMIC_DISPATCH(Quads)(from, from_step, to, to_step, rows, columns);
}

}  // namespace berth
#endif
