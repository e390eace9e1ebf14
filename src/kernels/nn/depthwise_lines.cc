#include "kernels/nn/depthwise_lines.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/nn/depthwise_lines.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace berth {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Lane = hn::CappedTag<float, DepthwiseLines::kSlack>;
using Vector = hn::Vec<Lane>;
constexpr size_t kLanes = hn::MaxLanes(Lane());
// Sums that take turns, so that none waits for itself.
constexpr size_t kAtOnce = 4;

// The sum is the second operand, so that NaN stays.
HWY_INLINE void Finish(const DepthwiseLines& lines, Vector sum, size_t count, float* y) {
  const Lane lane;
  if (lines.clamps) sum = hn::Min(hn::Set(lane, lines.high), hn::Max(hn::Set(lane, lines.low), sum));
  if (count >= kLanes) {
    hn::StoreU(sum, lane, y);
  } else {
    HWY_ALIGN float some[kLanes];
    hn::Store(sum, lane, some);
    std::copy_n(some, count, y);
  }
}

// kCount vectors: number v is of x + v * x_step and goes to y + v * y_step, `count` lanes of it.
template <size_t kCount>
HWY_INLINE void Sums(const DepthwiseLines& lines, const float* x, size_t x_step, float* y, size_t y_step, size_t count) {
  const Lane lane;
  Vector sums[kCount];
#pragma GCC unroll 4
  for (size_t v = 0; v < kCount; ++v) sums[v] = hn::Set(lane, lines.bias);
  for (size_t t = 0; t < lines.tap_count; ++t) {
    const Vector weight = hn::Set(lane, lines.weights[t]);
    const float* from = x + lines.taps[t];
#pragma GCC unroll 4
    for (size_t v = 0; v < kCount; ++v) sums[v] = hn::MulAdd(weight, hn::LoadU(lane, from + v * x_step), sums[v]);
  }
#pragma GCC unroll 4
  for (size_t v = 0; v < kCount; ++v) Finish(lines, sums[v], count, y + v * y_step);
}

void Lines(const DepthwiseLines& lines) {
  const size_t whole = lines.width / (kAtOnce * kLanes) * (kAtOnce * kLanes);
  for (size_t r = 0; r < lines.rows; ++r) {
    const float* x = lines.x + r * lines.row_step;
    float* y = lines.y + r * lines.width;
    for (size_t i = 0; i < whole; i += kAtOnce * kLanes) Sums<kAtOnce>(lines, x + i, kLanes, y + i, kLanes, kLanes);
  }
  // What is left of the lines, four lines at once.
  for (size_t i = whole; i < lines.width; i += kLanes) {
    const size_t count = std::min(kLanes, lines.width - i);
    size_t r = 0;
    for (; r + kAtOnce <= lines.rows; r += kAtOnce) {
      Sums<kAtOnce>(lines, lines.x + r * lines.row_step + i, lines.row_step, lines.y + r * lines.width + i, lines.width, count);
    }
    for (; r < lines.rows; ++r) Sums<1>(lines, lines.x + r * lines.row_step + i, 0, lines.y + r * lines.width + i, 0, count);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace berth
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace berth {

HWY_EXPORT(Lines);

void RunDepthwiseLines(const DepthwiseLines& lines) { HWY_DYNAMIC_DISPATCH(Lines)(lines); }

}  // namespace berth
#endif
