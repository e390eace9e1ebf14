#include "kernels/tensor/resize_sums.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tensor/resize_sums.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace berth {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// out[k] = (adds ? out[k] : 0) + a[k] * x + b[k] * y.
template <bool kAdds, typename M>
HWY_INLINE void AddTwo(const M* a, M x, const M* b, M y, M* out, int64_t count) {
  const hn::ScalableTag<M> lanes;
  const auto step = static_cast<int64_t>(hn::Lanes(lanes));
  const auto wide_x = hn::Set(lanes, x), wide_y = hn::Set(lanes, y);
  int64_t k = 0;
  for (; k + step <= count; k += step) {
    auto sum = hn::Mul(hn::LoadU(lanes, b + k), wide_y);
    if constexpr (kAdds) sum = hn::Add(sum, hn::LoadU(lanes, out + k));
    hn::StoreU(hn::MulAdd(hn::LoadU(lanes, a + k), wide_x, sum), lanes, out + k);
  }
  for (; k < count; ++k) out[k] = (kAdds ? out[k] : 0) + a[k] * x + b[k] * y;
}

template <typename M>
void Row(const ResizeWeights<M>& weights, int64_t i, const M* in, M* out, int64_t inner) {
  // Taps come in pairs.
  for (int64_t tap = 0; tap < weights.taps; tap += 2) {
    const int64_t first = tap * weights.out + i, second = first + weights.out;
    const M* a = in + weights.place[first] * inner;
    const M* b = in + weights.place[second] * inner;
    if (tap == 0) {
      AddTwo<false>(a, weights.weight[first], b, weights.weight[second], out, inner);
    } else {
      AddTwo<true>(a, weights.weight[first], b, weights.weight[second], out, inner);
    }
  }
}

template <typename M>
void Line(const ResizeWeights<M>& weights, const M* in, M* out) {
  const hn::ScalableTag<M> lanes;
  const hn::RebindToSigned<decltype(lanes)> places;
  const auto step = static_cast<int64_t>(hn::Lanes(lanes));
  int64_t i = 0;
  for (; i + step <= weights.out; i += step) {
    auto sum = hn::Zero(lanes);
    for (int64_t tap = 0; tap < weights.taps; ++tap) {
      const int64_t at = tap * weights.out + i;
      const auto values = hn::GatherIndex(lanes, in, hn::LoadU(places, weights.place + at));
      sum = hn::MulAdd(values, hn::LoadU(lanes, weights.weight + at), sum);
    }
    hn::StoreU(sum, lanes, out + i);
  }
  for (; i < weights.out; ++i) {
    M sum = 0;
    for (int64_t at = i; at < weights.taps * weights.out; at += weights.out) sum += in[weights.place[at]] * weights.weight[at];
    out[i] = sum;
  }
}

void RowFloat(const ResizeWeights<float>& weights, int64_t i, const float* in, float* out, int64_t inner) {
  Row(weights, i, in, out, inner);
}
void RowDouble(const ResizeWeights<double>& weights, int64_t i, const double* in, double* out, int64_t inner) {
  Row(weights, i, in, out, inner);
}
void LineFloat(const ResizeWeights<float>& weights, const float* in, float* out) { Line(weights, in, out); }
void LineDouble(const ResizeWeights<double>& weights, const double* in, double* out) { Line(weights, in, out); }

}  // namespace HWY_NAMESPACE
}  // namespace berth
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace berth {

HWY_EXPORT(RowFloat);
HWY_EXPORT(RowDouble);
HWY_EXPORT(LineFloat);
HWY_EXPORT(LineDouble);

void ResizeRow(const ResizeWeights<float>& weights, int64_t i, const float* in, float* out, int64_t inner) {
  HWY_DYNAMIC_DISPATCH(RowFloat)(weights, i, in, out, inner);
}
void ResizeRow(const ResizeWeights<double>& weights, int64_t i, const double* in, double* out, int64_t inner) {
  HWY_DYNAMIC_DISPATCH(RowDouble)(weights, i, in, out, inner);
}
void ResizeLine(const ResizeWeights<float>& weights, const float* in, float* out) {
  HWY_DYNAMIC_DISPATCH(LineFloat)(weights, in, out);
}
void ResizeLine(const ResizeWeights<double>& weights, const double* in, double* out) {
  HWY_DYNAMIC_DISPATCH(LineDouble)(weights, in, out);
}

}  // namespace berth
#endif
