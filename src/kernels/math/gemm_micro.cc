#include "kernels/math/gemm_micro.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/math/gemm_micro.cc"
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
// Two vectors wide; as many rows as leave room for both vectors of B among the registers.
constexpr size_t kTileColumns = 2 * kLanes;
constexpr size_t kTileRows = HWY_TARGET == HWY_AVX3 ? 12 : 6;

HWY_INLINE Vector Finish(const GemmTile& tile, Vector sum, size_t row, Vector column_bias) {
  const Lane lane;
  const GemmEpilogue& end = tile.epilogue;
  if (end.row_bias != nullptr) sum = hn::Add(sum, hn::Set(lane, end.row_bias[row]));
  if (end.column_bias != nullptr) sum = hn::Add(sum, column_bias);
  // The sum is the second operand, so that NaN stays.
  if (end.clamps) sum = hn::Min(hn::Set(lane, end.high), hn::Max(hn::Set(lane, end.low), sum));
  return sum;
}

// A tile that is narrower than the registers goes through memory of full width.
template <size_t kRows>
HWY_INLINE void Store(const GemmTile& tile, Vector (&sums)[kRows][2]) {
  const Lane lane;
  HWY_ALIGN float wide[kTileColumns] = {};
  HWY_ALIGN float bias[kTileColumns] = {};
  const bool full = tile.columns == kTileColumns;
  if (tile.ends && tile.epilogue.column_bias != nullptr) std::copy_n(tile.epilogue.column_bias, tile.columns, bias);
  for (size_t r = 0; r < kRows; ++r) {
    float* c = tile.c + r * tile.c_step;
    float* to = full ? c : wide;
    if (!full && tile.adds) std::copy_n(c, tile.columns, wide);
    for (size_t half = 0; half < 2; ++half) {
      Vector sum = sums[r][half];
      if (tile.adds) sum = hn::Add(sum, hn::LoadU(lane, to + half * kLanes));
      if (tile.ends) sum = Finish(tile, sum, r, hn::Load(lane, bias + half * kLanes));
      hn::StoreU(sum, lane, to + half * kLanes);
    }
    if (!full) std::copy_n(wide, tile.columns, c);
  }
}

// One step in depth.
template <size_t kRows>
HWY_INLINE void Step(const float* a, const float* b, Vector (&sums)[kRows][2]) {
  const Lane lane;
  const Vector b0 = hn::LoadU(lane, b), b1 = hn::LoadU(lane, b + kLanes);
#pragma GCC unroll 16
  for (size_t r = 0; r < kRows; ++r) {
    const Vector factor = hn::Set(lane, a[r]);
    sums[r][0] = hn::MulAdd(factor, b0, sums[r][0]);
    sums[r][1] = hn::MulAdd(factor, b1, sums[r][1]);
  }
}

template <size_t kRows>
void Tile(const GemmTile& tile) {
  const Lane lane;
  Vector sums[kRows][2], odd[kRows][2];
#pragma GCC unroll 16
  for (size_t r = 0; r < kRows; ++r) sums[r][0] = sums[r][1] = odd[r][0] = odd[r][1] = hn::Zero(lane);
  const float* a = tile.a;
  const float* b = tile.b;
  size_t p = 0;
  // With few rows each sum would wait for itself: two of them take turns.
  if constexpr (kRows <= 3) {
    for (; p + 2 <= tile.depth; p += 2, a += 2 * kTileRows, b += 2 * tile.b_step) {
      Step<kRows>(a, b, sums);
      Step<kRows>(a + kTileRows, b + tile.b_step, odd);
    }
  }
  for (; p < tile.depth; ++p, a += kTileRows, b += tile.b_step) Step<kRows>(a, b, sums);
  if constexpr (kRows <= 3) {
    for (size_t r = 0; r < kRows; ++r) {
      for (size_t half = 0; half < 2; ++half) sums[r][half] = hn::Add(sums[r][half], odd[r][half]);
    }
  }
  Store<kRows>(tile, sums);
}

void AnyTile(const GemmTile& tile) {
  using TileOf = void (*)(const GemmTile&);
  constexpr TileOf kTiles[] = {Tile<1>, Tile<2>, Tile<3>, Tile<4>, Tile<5>, Tile<6>,
#if HWY_TARGET == HWY_AVX3
                               Tile<7>, Tile<8>, Tile<9>, Tile<10>, Tile<11>, Tile<12>,
#endif
  };
  kTiles[tile.rows - 1](tile);
}

float Dot(const float* a, const float* b, size_t count) {
  const Lane lane;
  Vector sums[4] = {hn::Zero(lane), hn::Zero(lane), hn::Zero(lane), hn::Zero(lane)};
  size_t i = 0;
  for (; i + 4 * kLanes <= count; i += 4 * kLanes) {
#pragma GCC unroll 4
    for (size_t u = 0; u < 4; ++u) {
      sums[u] = hn::MulAdd(hn::LoadU(lane, a + i + u * kLanes), hn::LoadU(lane, b + i + u * kLanes), sums[u]);
    }
  }
  for (; i + kLanes <= count; i += kLanes) sums[0] = hn::MulAdd(hn::LoadU(lane, a + i), hn::LoadU(lane, b + i), sums[0]);
  float sum = hn::GetLane(hn::SumOfLanes(lane, hn::Add(hn::Add(sums[0], sums[1]), hn::Add(sums[2], sums[3]))));
  for (; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

#if HWY_TARGET != HWY_SCALAR
// to[p * kStep + i] = from[i * row_step + p] for four rows i and four steps p.
template <size_t kStep>
HWY_INLINE void PackSquare(const float* from, size_t row_step, float* to) {
  const hn::FixedTag<float, 4> lane;
  using Four = hn::Vec<decltype(lane)>;
  Four rows[4], turned[4];
#pragma GCC unroll 4
  for (size_t r = 0; r < 4; ++r) rows[r] = hn::LoadU(lane, from + r * row_step);
  Transpose4(lane, rows, turned);
#pragma GCC unroll 4
  for (size_t p = 0; p < 4; ++p) hn::StoreU(turned[p], lane, to + p * kStep);
}
#endif

template <size_t kStep>
void PackLines(const float* from, size_t row_step, size_t count, size_t depth, float* to) {
  size_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  for (; i + 4 <= count; i += 4) {
    const float* rows = from + i * row_step;
    size_t p = 0;
    for (; p + 4 <= depth; p += 4) PackSquare<kStep>(rows + p, row_step, to + p * kStep + i);
    for (; p < depth; ++p) {
      for (size_t r = 0; r < 4; ++r) to[p * kStep + i + r] = rows[r * row_step + p];
    }
  }
#endif
  for (; i < count; ++i) {
    for (size_t p = 0; p < depth; ++p) to[p * kStep + i] = from[i * row_step + p];
  }
}

GemmMicro MakeGemmMicro() { return {kTileRows, kTileColumns, AnyTile, PackLines<kTileRows>, PackLines<kTileColumns>, Dot}; }

}  // namespace HWY_NAMESPACE
}  // namespace berth
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace berth {

HWY_EXPORT(MakeGemmMicro);

const GemmMicro& ChosenGemmMicro() {
  static const GemmMicro chosen = HWY_DYNAMIC_DISPATCH(MakeGemmMicro)();
  return chosen;
}

}  // namespace berth
#endif
