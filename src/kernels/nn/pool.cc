#include "kernels/nn/pool.h"

namespace berth {
namespace {

// Taps at start + k * dilation that are not below -before and below in + after.
int64_t TapsWithPadding(const PlacedWindow& window, size_t axis, int64_t position) {
  PlacedWindow padded = window;
  padded.in[axis] += window.pad[axis] + window.pad_after[axis];
  padded.pad[axis] = 0;
  const InsideTaps taps(padded, axis, position);
  return taps.end - taps.begin;
}

}  // namespace

PoolWindow::PoolWindow(const PlacedWindow& window, bool counts_padding) : window_(window) {
  for (int64_t k = 0; k < window.kernel[2]; ++k) columns_.emplace_back(window, 2, k);
  for (size_t axis = 0; axis < kSpatial; ++axis) {
    for (int64_t i = 0; i < window.out[axis]; ++i) {
      const InsideTaps taps(window, axis, i);
      const int64_t inside = std::max<int64_t>(0, taps.end - taps.begin);
      taps_[axis].push_back(counts_padding ? TapsWithPadding(window, axis, i) : inside);
    }
  }
}

}  // namespace berth
