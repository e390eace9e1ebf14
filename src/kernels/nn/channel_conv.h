// One input channel's part in one output channel of a convolution, tap by tap.
#pragma once

#include "kernels/nn/window.h"

namespace berth {

// y[out...] += the convolution of x[in...] with w[kernel...].
template <typename T>
void AddChannel(const T* x, const T* w, T* y, const PlacedWindow& window) {
  // One tap over one output line.
  const auto add_tap = [](const T* from, int64_t stride, T weight, int64_t count, T* to) {
    if (stride == 1) {
      for (int64_t i = 0; i < count; ++i) to[i] += weight * from[i];
    } else {
      for (int64_t i = 0; i < count; ++i) to[i] += weight * from[i * stride];
    }
  };
  for (int64_t d = 0; d < window.out[0]; ++d) {
    for (int64_t h = 0; h < window.out[1]; ++h) {
      T* line = y + (d * window.out[1] + h) * window.out[2];
      const InsideTaps depth(window, 0, d), height(window, 1, h);
      for (int64_t i = depth.begin; i < depth.end; ++i) {
        for (int64_t j = height.begin; j < height.end; ++j) {
          const int64_t z = depth.start + i * window.dilation[0], row = height.start + j * window.dilation[1];
          const T* weights = w + (i * window.kernel[1] + j) * window.kernel[2];
          const T* from = x + (z * window.in[1] + row) * window.in[2];
          for (int64_t k = 0; k < window.kernel[2]; ++k) {
            const InsidePositions width(window, 2, k);
            if (width.end <= width.begin) continue;
            const int64_t first = width.start + width.begin * window.stride[2];
            add_tap(from + first, window.stride[2], weights[k], width.end - width.begin, line + width.begin);
          }
        }
      }
    }
  }
}

}  // namespace berth
