#include "kernels/nn/conv_panels.h"

#include <algorithm>

namespace berth {
namespace {

// First of `count` positions whose coordinate start + i * stride is not below `limit`.
int64_t FirstAtLeast(int64_t start, int64_t stride, int64_t limit, int64_t count) {
  if (start >= limit) return 0;
  return std::min(count, (limit - start + stride - 1) / stride);
}

}  // namespace

void ConvPanels::Pack(size_t row, size_t rows, size_t column, size_t columns, size_t step, float* panel) const {
  const int64_t width = window_.out[2];
  absl::InlinedVector<Run, 8> runs;
  for (size_t at = 0; at < columns;) {
    const auto position = static_cast<int64_t>(column + at);
    const int64_t w = position % width, line = position / width;
    const size_t count = std::min(columns - at, static_cast<size_t>(width - w));
    runs.push_back({at, count, line / window_.out[1], line % window_.out[1], w});
    at += count;
  }
  const int64_t kernel_size = window_.kernel_size(), in_size = window_.in_size();
  for (size_t i = row; i < row + rows; ++i, panel += step) {
    const auto tap = static_cast<int64_t>(i);
    const int64_t k = tap % kernel_size, kernel_plane = window_.kernel[1] * window_.kernel[2];
    const Spatial offset{k / kernel_plane, k / window_.kernel[2] % window_.kernel[1], k % window_.kernel[2]};
    for (const Run& run : runs) PackRun(run, image_ + tap / kernel_size * in_size, offset, panel + run.at);
    std::fill(panel + columns, panel + step, 0.0f);
  }
}

void ConvPanels::PackRun(const Run& run, const float* channel, const Spatial& tap, float* out) const {
  const auto coordinate = [&](size_t axis, int64_t position) {
    return position * window_.stride[axis] + tap[axis] * window_.dilation[axis] - window_.pad[axis];
  };
  const int64_t z = coordinate(0, run.d), y = coordinate(1, run.h), x = coordinate(2, run.w);
  const auto count = static_cast<int64_t>(run.count);
  if (z < 0 || z >= window_.in[0] || y < 0 || y >= window_.in[1]) {
    std::fill_n(out, count, 0.0f);
    return;
  }
  const float* line = channel + (z * window_.in[1] + y) * window_.in[2];
  const int64_t stride = window_.stride[2];
  const int64_t begin = FirstAtLeast(x, stride, 0, count), end = FirstAtLeast(x, stride, window_.in[2], count);
  std::fill_n(out, begin, 0.0f);
  if (stride == 1) {
    std::copy(line + x + begin, line + x + std::max(begin, end), out + begin);
  } else {
    for (int64_t i = begin; i < end; ++i) out[i] = line[x + i * stride];
  }
  std::fill(out + std::max(begin, end), out + count, 0.0f);
}

}  // namespace berth
