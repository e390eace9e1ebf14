#include "kernels/nn/depthwise.h"

#include <algorithm>

#include "kernels/nn/channel_conv.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/nn/depthwise.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace berth {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Lane = hn::CappedTag<float, 16>;
using Vector = hn::Vec<Lane>;
constexpr auto kLanes = static_cast<int64_t>(hn::MaxLanes(Lane()));

// `count` elements, at most one vector, that are `stride` (1 or 2) apart; the rest is 0.
HWY_INLINE Vector Load(const float* from, int64_t stride, int64_t count) {
  const Lane lane;
  if (stride == 1) {
    if (count == kLanes) return hn::LoadU(lane, from);
    return hn::MaskedLoad(hn::FirstN(lane, static_cast<size_t>(count)), lane, from);
  }
#if HWY_TARGET != HWY_SCALAR
  const int64_t span = 2 * count - 1;
  const auto low = hn::FirstN(lane, static_cast<size_t>(std::min(span, kLanes)));
  const auto high = hn::FirstN(lane, static_cast<size_t>(std::max<int64_t>(span - kLanes, 0)));
  return hn::ConcatEven(lane, hn::MaskedLoad(high, lane, from + (span > kLanes ? kLanes : 0)), hn::MaskedLoad(low, lane, from));
#else
  return hn::LoadU(lane, from);
#endif
}

// A tap of the outer axes that lies inside: a line of the input and a line of the kernel.
struct Row {
  int64_t in;        // of the first tap of output position 0, as an offset in the channel; may lie before the line
  const float* w;
};
using Rows = absl::InlinedVector<Row, 16>;

// Output positions [begin, end) of one line, for which all taps of the innermost axis lie inside.
HWY_INLINE void Inner(const float* x, const Rows& rows, const PlacedWindow& window, int64_t begin, int64_t end, float bias,
                      float* out) {
  const Lane lane;
  const int64_t stride = window.stride[2], dilation = window.dilation[2], taps = window.kernel[2];
  for (int64_t i = begin; i < end; i += kLanes) {
    const int64_t count = std::min(kLanes, end - i);
    Vector sum = hn::Set(lane, bias);
    for (const Row& row : rows) {
      const float* from = x + (row.in + i * stride);
      for (int64_t k = 0; k < taps; ++k) {
        sum = hn::MulAdd(Load(from + k * dilation, stride, count), hn::Set(lane, row.w[k]), sum);
      }
    }
    if (count == kLanes) {
      hn::StoreU(sum, lane, out + i);
    } else {
      hn::BlendedStore(sum, hn::FirstN(lane, static_cast<size_t>(count)), lane, out + i);
    }
  }
}

// One output position near a border.
HWY_INLINE float AtBorder(const float* x, const Rows& rows, const PlacedWindow& window, int64_t i, float bias) {
  const InsideTaps width(window, 2, i);
  float sum = bias;
  for (const Row& row : rows) {
    const int64_t from = row.in + i * window.stride[2];
    for (int64_t k = width.begin; k < width.end; ++k) sum += row.w[k] * x[from + k * window.dilation[2]];
  }
  return sum;
}

// y[out...] = the convolution of x[in...] with w[kernel...], plus the bias.
void ChannelOf(const float* x, const float* w, float bias, const PlacedWindow& window, float* y) {
  Rows rows;
  // The positions for which both the first tap and the last one lie inside.
  const InsidePositions first(window, 2, 0), last(window, 2, window.kernel[2] - 1);
  const int64_t begin = std::min(first.begin, window.out[2]), end = std::max(begin, std::min(last.end, first.end));
  for (int64_t d = 0; d < window.out[0]; ++d) {
    for (int64_t h = 0; h < window.out[1]; ++h, y += window.out[2]) {
      rows.clear();
      const InsideTaps depth(window, 0, d), height(window, 1, h);
      for (int64_t i = depth.begin; i < depth.end; ++i) {
        for (int64_t j = height.begin; j < height.end; ++j) {
          const int64_t z = depth.start + i * window.dilation[0], row = height.start + j * window.dilation[1];
          rows.push_back({(z * window.in[1] + row) * window.in[2] - window.pad[2],
                          w + (i * window.kernel[1] + j) * window.kernel[2]});
        }
      }
      for (int64_t i = 0; i < begin; ++i) y[i] = AtBorder(x, rows, window, i, bias);
      Inner(x, rows, window, begin, end, bias, y);
      for (int64_t i = end; i < window.out[2]; ++i) y[i] = AtBorder(x, rows, window, i, bias);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace berth
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace berth {

HWY_EXPORT(ChannelOf);

namespace {

void Channel(const float* x, const float* w, float bias, const PlacedWindow& window, float* y) {
  if (window.stride[2] <= 2) return HWY_DYNAMIC_DISPATCH(ChannelOf)(x, w, bias, window, y);
  std::fill_n(y, window.out_size(), bias);
  AddChannel(x, w, y, window);
}

}  // namespace

void DepthwiseConv(const float* x, const float* w, float* y, size_t channels, size_t maps, const PlacedWindow& window,
                   const GemmEpilogue& epilogue, ThreadPool* pool) {
  const auto in_size = static_cast<size_t>(window.in_size()), out_size = static_cast<size_t>(window.out_size());
  const auto kernel_size = static_cast<size_t>(window.kernel_size());
  const auto grain = static_cast<std::ptrdiff_t>((1 << 16) / (out_size * kernel_size + 1) + 1);
  ParallelFor(pool, static_cast<std::ptrdiff_t>(channels * maps), grain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
      float* out = y + i * out_size;
      Channel(x + i / maps * in_size, w + i * kernel_size, epilogue.row_bias != nullptr ? epilogue.row_bias[i] : 0.0f, window, out);
      if (!epilogue.clamps) continue;
      for (size_t j = 0; j < out_size; ++j) {
        out[j] = out[j] < epilogue.low ? epilogue.low : out[j] > epilogue.high ? epilogue.high : out[j];
      }
    }
  });
}

}  // namespace berth
#endif
