// Reducing windows, or whole maps, to one element each: what the pooling operators share.
//
// A reduction of terms, one for each element:
//   struct Sum {
//     Acc Start() const;
//     Acc Term(Acc x) const;
//     Acc Join(Acc a, Acc b) const;
//     Acc Finish(Acc sum, int64_t taps) const;
//   };
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/container/inlined_vector.h"
#include "base/thread_pool.h"
#include "kernels/nn/tapped_map.h"
#include "kernels/nn/window.h"
#include "kernels/types.h"

namespace berth {

// The largest; NaN if there is one.
template <typename Acc>
struct MaxReduction {
  static constexpr Tapped kTapped = Tapped::kLargest;
  Acc Start() const {
    return std::numeric_limits<Acc>::has_infinity ? -std::numeric_limits<Acc>::infinity() : std::numeric_limits<Acc>::lowest();
  }
  Acc Term(Acc x) const { return x; }
  Acc Join(Acc a, Acc b) const { return ((b > a) | (b != b)) ? b : a; }
  Acc Finish(Acc largest, int64_t) const { return largest; }
};

template <typename Acc>
struct MeanReduction {
  static constexpr Tapped kTapped = Tapped::kSum;
  Acc Start() const { return 0; }
  Acc Term(Acc x) const { return x; }
  Acc Join(Acc a, Acc b) const { return a + b; }
  Acc Finish(Acc sum, int64_t taps) const { return sum / static_cast<Acc>(taps); }
};

// (sum of |x|^p)^(1/p). `kPower` is p, or 0 for one that is not known at compile time.
template <typename Acc, int kPower>
struct NormReduction {
  Acc p;
  Acc Start() const { return 0; }
  Acc Term(Acc x) const { return kPower == 1 ? std::abs(x) : kPower == 2 ? x * x : std::pow(std::abs(x), p); }
  Acc Join(Acc a, Acc b) const { return a + b; }
  Acc Finish(Acc sum, int64_t) const { return kPower == 1 ? sum : kPower == 2 ? std::sqrt(sum) : std::pow(sum, 1 / p); }
};

// Calls body(NormReduction) for p.
template <typename Acc, typename Body>
void WithNorm(float p, Body&& body) {
  if (p == 1) return body(NormReduction<Acc, 1>{1});
  if (p == 2) return body(NormReduction<Acc, 2>{2});
  body(NormReduction<Acc, 0>{static_cast<Acc>(p)});
}

// `count` elements that follow one another, joined to `sum`.
template <typename T, typename Reduction>
MathType<T> ReduceRun(const T* x, int64_t count, const Reduction& reduction, MathType<T> sum) {
  using Acc = MathType<T>;
  constexpr int64_t kLanes = 16;
  int64_t i = 0;
  if (count >= 2 * kLanes) {
    Acc lanes[kLanes];
    std::fill_n(lanes, kLanes, reduction.Start());
    for (; i + kLanes <= count; i += kLanes) {
      for (int64_t lane = 0; lane < kLanes; ++lane) {
        lanes[lane] = reduction.Join(lanes[lane], reduction.Term(static_cast<Acc>(x[i + lane])));
      }
    }
    for (Acc lane : lanes) sum = reduction.Join(sum, lane);
  }
  for (; i < count; ++i) sum = reduction.Join(sum, reduction.Term(static_cast<Acc>(x[i])));
  return sum;
}

// The window of a run, with what each output position asks for again and again.
class PoolWindow {
 public:
  // `counts_padding`: taps in the padding count as taps.
  PoolWindow(const PlacedWindow& window, bool counts_padding);

  const PlacedWindow& placed() const { return window_; }
  // Output columns for which tap `k` of the innermost axis is inside.
  const InsidePositions& columns(int64_t k) const { return columns_[static_cast<size_t>(k)]; }
  // The number of taps that count along `axis` at output `position`.
  int64_t taps(size_t axis, int64_t position) const { return taps_[axis][static_cast<size_t>(position)]; }

 private:
  const PlacedWindow& window_;
  absl::InlinedVector<InsidePositions, 8> columns_;
  std::array<absl::InlinedVector<int64_t, 64>, kSpatial> taps_;
};

namespace internal {

// sums[i] joined with x[i * kStride], or with x[i * stride] when kStride is 0.
template <int64_t kStride, typename T, typename Reduction>
void JoinTap(const T* x, int64_t stride, int64_t count, const Reduction& reduction, MathType<T>* sums) {
  const int64_t step = kStride != 0 ? kStride : stride;
  for (int64_t i = 0; i < count; ++i) {
    sums[i] = reduction.Join(sums[i], reduction.Term(static_cast<MathType<T>>(x[i * step])));
  }
}

// Columns [at, at + count) of an output line from one line of input.
template <typename T, typename Reduction>
void JoinLine(const T* line, const PoolWindow& window, int64_t at, int64_t count, const Reduction& reduction, MathType<T>* sums) {
  const PlacedWindow& placed = window.placed();
  const int64_t stride = placed.stride[2];
  if (placed.out[2] == 1 && placed.dilation[2] == 1) {
    const InsideTaps taps(placed, 2, 0);
    if (taps.end > taps.begin) sums[0] = ReduceRun(line + taps.start + taps.begin, taps.end - taps.begin, reduction, sums[0]);
    return;
  }
  for (int64_t k = 0; k < placed.kernel[2]; ++k) {
    const InsidePositions& inside = window.columns(k);
    const int64_t begin = std::max(inside.begin, at), end = std::min(inside.end, at + count);
    if (begin >= end) continue;
    const T* from = line + inside.start + begin * stride;
    if (stride == 1) {
      JoinTap<1>(from, stride, end - begin, reduction, sums + begin - at);
    } else if (stride == 2) {
      JoinTap<2>(from, stride, end - begin, reduction, sums + begin - at);
    } else {
      JoinTap<0>(from, stride, end - begin, reduction, sums + begin - at);
    }
  }
}

// Output line (d, h) of one map.
template <typename T, typename Reduction>
void PoolLine(const T* map, const PoolWindow& window, int64_t d, int64_t h, const Reduction& reduction, T* out) {
  constexpr int64_t kChunk = 256;
  MathType<T> sums[kChunk];
  const PlacedWindow& placed = window.placed();
  const InsideTaps depth(placed, 0, d), height(placed, 1, h);
  const int64_t line_taps = window.taps(0, d) * window.taps(1, h);
  for (int64_t at = 0; at < placed.out[2]; at += kChunk) {
    const int64_t count = std::min(kChunk, placed.out[2] - at);
    std::fill_n(sums, count, reduction.Start());
    for (int64_t i = depth.begin; i < depth.end; ++i) {
      for (int64_t j = height.begin; j < height.end; ++j) {
        const int64_t z = depth.start + i * placed.dilation[0], y = height.start + j * placed.dilation[1];
        JoinLine(map + (z * placed.in[1] + y) * placed.in[2], window, at, count, reduction, sums);
      }
    }
    for (int64_t i = 0; i < count; ++i) out[at + i] = T(reduction.Finish(sums[i], line_taps * window.taps(2, at + i)));
  }
}

// Floats, the reduction being one of tapped_map.h.
template <typename Reduction>
void PoolInVectors(Tapped kind, const float* x, int64_t maps, const PoolWindow& window, const Reduction& reduction, float* y,
                   ThreadPool* pool) {
  const PlacedWindow& placed = window.placed();
  const TappedWindow tapped(placed);
  ParallelFor(pool, maps, 65536 / (placed.out_size() * placed.kernel_size()) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (int64_t map = begin; map < end; ++map) {
      float* out = y + map * placed.out_size();
      TapMap(kind, tapped, {x + map * placed.in_size(), out});
      if (kind == Tapped::kLargest) continue;
      for (int64_t d = 0; d < placed.out[0]; ++d) {
        for (int64_t h = 0; h < placed.out[1]; ++h, out += placed.out[2]) {
          const int64_t line_taps = window.taps(0, d) * window.taps(1, h);
          for (int64_t w = 0; w < placed.out[2]; ++w) out[w] = reduction.Finish(out[w], line_taps * window.taps(2, w));
        }
      }
    }
  });
}

}  // namespace internal

// Pools `maps` maps of [in...] to as many of [out...].
template <typename T, typename Reduction>
void PoolMaps(const T* x, int64_t maps, const PoolWindow& window, const Reduction& reduction, T* y, ThreadPool* pool) {
  const PlacedWindow& placed = window.placed();
  if constexpr (std::is_same_v<T, float> && requires { Reduction::kTapped; }) {
    if (TappedWindow::Takes(placed)) return internal::PoolInVectors(Reduction::kTapped, x, maps, window, reduction, y, pool);
  }
  const int64_t lines = placed.out[0] * placed.out[1];
  ParallelFor(pool, maps * lines, 16384 / (placed.out[2] * placed.kernel_size()) + 1,
              [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                for (int64_t i = begin; i < end; ++i) {
                  const int64_t line = i % lines;
                  internal::PoolLine(x + i / lines * placed.in_size(), window, line / placed.out[1], line % placed.out[1],
                                     reduction, y + i * placed.out[2]);
                }
              });
}

}  // namespace berth
