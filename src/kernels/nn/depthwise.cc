#include "kernels/nn/depthwise.h"

#include <algorithm>

namespace berth {
namespace {

// Output positions [begin, end) along one axis for which `tap` falls inside of the input.
struct Inside {
  Inside(const PlacedWindow& window, size_t axis, int64_t tap) {
    const int64_t stride = window.stride[axis];
    start = tap * window.dilation[axis] - window.pad[axis];
    begin = start >= 0 ? 0 : (-start + stride - 1) / stride;
    end = start >= window.in[axis] ? 0 : std::min(window.out[axis], (window.in[axis] - start + stride - 1) / stride);
  }
  int64_t start, begin, end;   // start: input coordinate of output position 0
};

// One tap over one output line: y[i] += weight * x[i * stride].
void AddTap(const float* x, int64_t stride, float weight, int64_t count, float* y) {
  if (stride == 1) {
    for (int64_t i = 0; i < count; ++i) y[i] += weight * x[i];
  } else {
    for (int64_t i = 0; i < count; ++i) y[i] += weight * x[i * stride];
  }
}

void Channel(const float* x, const float* w, float* y, const PlacedWindow& window) {
  for (int64_t d = 0; d < window.out[0]; ++d) {
    for (int64_t h = 0; h < window.out[1]; ++h) {
      float* line = y + (d * window.out[1] + h) * window.out[2];
      const float* weight = w;
      for (int64_t kd = 0; kd < window.kernel[0]; ++kd) {
        const Inside depth(window, 0, kd);
        for (int64_t kh = 0; kh < window.kernel[1]; ++kh) {
          const Inside height(window, 1, kh);
          const bool inside = d >= depth.begin && d < depth.end && h >= height.begin && h < height.end;
          const int64_t z = depth.start + d * window.stride[0], row = height.start + h * window.stride[1];
          for (int64_t kw = 0; kw < window.kernel[2]; ++kw, ++weight) {
            if (!inside) continue;
            const Inside width(window, 2, kw);
            if (width.end <= width.begin) continue;
            const float* from = x + (z * window.in[1] + row) * window.in[2] + width.start + width.begin * window.stride[2];
            AddTap(from, window.stride[2], *weight, width.end - width.begin, line + width.begin);
          }
        }
      }
    }
  }
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
      std::fill_n(out, out_size, epilogue.row_bias != nullptr ? epilogue.row_bias[i] : 0.0f);
      Channel(x + i / maps * in_size, w + i * kernel_size, out, window);
      if (!epilogue.clamps) continue;
      for (size_t j = 0; j < out_size; ++j) out[j] = out[j] < epilogue.low ? epilogue.low : out[j] > epilogue.high ? epilogue.high : out[j];
    }
  });
}

}  // namespace berth
