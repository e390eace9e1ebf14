// The innermost part of a depthwise convolution: one map, line by line, in the best vectors of the processor.
#pragma once

#include <cstddef>

namespace berth {

// y[r * width + i] = bias + the sum over t of weights[t] * x[r * row_step + taps[t] + i], for `rows` rows.
struct DepthwiseLines {
  const float* x;              // kSlack floats are read behind the last one that counts
  size_t row_step;
  const size_t* taps;
  size_t tap_count;
  const float* weights;
  float bias;
  float* y;
  size_t rows, width;
  bool clamps;                 // then limited to [low, high]; NaN stays
  float low, high;
  static constexpr size_t kSlack = 16;
};

void RunDepthwiseLines(const DepthwiseLines& lines);

}  // namespace berth
