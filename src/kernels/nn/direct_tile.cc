#include "kernels/nn/direct_tile.h"

#include <algorithm>
#include <cstring>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/nn/direct_tile.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/math/transpose4-inl.h"

HWY_BEFORE_NAMESPACE();
namespace berth {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Lane = hn::CappedTag<float, 16>;
using Vector = hn::Vec<Lane>;

constexpr size_t kLanes = hn::MaxLanes(Lane());
constexpr size_t kColumns = 2 * kLanes;   // as GemmMicro::columns: the weights are packed for it
// As many positions as leave room for both vectors of weights among the registers.
constexpr size_t kPositions = HWY_TARGET == HWY_AVX3 ? 14 : 6;
constexpr size_t kSquare = 4;             // positions that are turned into lines of the output at once

struct Ends {
  Vector bias[2], low, high;
  bool clamps;
};

HWY_INLINE Ends EndsOf(const DirectTile& tile) {
  const Lane lane;
  HWY_ALIGN float bias[kColumns] = {};
  if (tile.bias != nullptr) std::copy_n(tile.bias, tile.maps, bias);
  return {{hn::Load(lane, bias), hn::Load(lane, bias + kLanes)}, hn::Set(lane, tile.low), hn::Set(lane, tile.high), tile.clamps};
}

// The sum is the second operand, so that NaN stays.
HWY_INLINE Vector Finish(const Ends& ends, Vector sum, size_t half) {
  sum = hn::Add(sum, ends.bias[half]);
  return ends.clamps ? hn::Min(ends.high, hn::Max(ends.low, sum)) : sum;
}

// columns[v][4 b + r] = rows[r][4 b + v].
HWY_INLINE void Turn(const Vector (&rows)[kSquare], float (&columns)[kSquare][kLanes]) {
  const Lane lane;
#if HWY_TARGET == HWY_SCALAR
  for (size_t r = 0; r < kSquare; ++r) hn::Store(rows[r], lane, columns[r]);
#else
  Vector turned[kSquare];
  Transpose4(lane, rows, turned);
  for (size_t v = 0; v < kSquare; ++v) hn::Store(turned[v], lane, columns[v]);
#endif
}

// Positions [kFrom, kCount), at most four, of the maps of one vector.
template <size_t kFrom, size_t kCount>
HWY_INLINE void StoreSquare(const Ends& ends, const Vector (&sums)[kCount][2], size_t half, size_t maps, float* y,
                            size_t y_step) {
  constexpr size_t kWide = std::min(kSquare, kCount - kFrom);
  Vector rows[kSquare];
#pragma GCC unroll 4
  for (size_t r = 0; r < kWide; ++r) rows[r] = Finish(ends, sums[kFrom + r][half], half);
  for (size_t r = kWide; r < kSquare; ++r) rows[r] = hn::Zero(Lane());
  HWY_ALIGN float columns[kSquare][kLanes];
  Turn(rows, columns);
  if constexpr (HWY_TARGET == HWY_SCALAR) {
    for (size_t r = 0; r < kWide && maps > 0; ++r) y[kFrom + r] = columns[r][0];
  } else {
    for (size_t m = 0; m < maps; ++m) {
      std::memcpy(y + m * y_step + kFrom, columns[m % kSquare] + m / kSquare * kSquare, kWide * sizeof(float));
    }
  }
}

template <size_t kCount>
HWY_INLINE void Store(const DirectTile& tile, const Vector (&sums)[kCount][2]) {
  const Ends ends = EndsOf(tile);
  for (size_t half = 0; half < 2; ++half) {
    const size_t first = half * kLanes, maps = std::min(kLanes, tile.maps - std::min(tile.maps, first));
    float* y = tile.y + first * tile.y_step;
    StoreSquare<0>(ends, sums, half, maps, y, tile.y_step);
    if constexpr (kCount > 4) StoreSquare<4>(ends, sums, half, maps, y, tile.y_step);
    if constexpr (kCount > 8) StoreSquare<8>(ends, sums, half, maps, y, tile.y_step);
    if constexpr (kCount > 12) StoreSquare<12>(ends, sums, half, maps, y, tile.y_step);
  }
}

template <size_t kCount>
void Tile(const DirectTile& tile) {
  const Lane lane;
  Vector sums[kCount][2];
#pragma GCC unroll 16
  for (size_t i = 0; i < kCount; ++i) sums[i][0] = sums[i][1] = hn::Zero(lane);
  const float* weights = tile.weights;
  const float* channel = tile.x;
  for (size_t c = 0; c < tile.channels; ++c, channel += tile.plane) {
    for (size_t k = 0; k < tile.tap_count; ++k, weights += kColumns) {
      const float* x = channel + tile.taps[k];
      const Vector w0 = hn::LoadU(lane, weights), w1 = hn::LoadU(lane, weights + kLanes);
#pragma GCC unroll 16
      for (size_t i = 0; i < kCount; ++i) {
        const Vector factor = hn::Set(lane, x[i]);
        sums[i][0] = hn::MulAdd(factor, w0, sums[i][0]);
        sums[i][1] = hn::MulAdd(factor, w1, sums[i][1]);
      }
    }
  }
  Store<kCount>(tile, sums);
}

template <size_t... kCounts>
void TileOf(const DirectTile& tile, std::index_sequence<kCounts...>) {
  using Function = void (*)(const DirectTile&);
  constexpr Function kTiles[] = {Tile<kCounts + 1>...};
  kTiles[tile.positions - 1](tile);
}

void AnyTile(const DirectTile& tile) { TileOf(tile, std::make_index_sequence<kPositions>()); }

DirectMicro MakeDirectMicro() { return {kPositions, AnyTile}; }

}  // namespace HWY_NAMESPACE
}  // namespace berth
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace berth {

HWY_EXPORT(MakeDirectMicro);

const DirectMicro& ChosenDirectMicro() {
  static const DirectMicro chosen = HWY_DYNAMIC_DISPATCH(MakeDirectMicro)();
  return chosen;
}

}  // namespace berth
#endif
