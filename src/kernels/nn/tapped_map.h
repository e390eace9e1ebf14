// Maps seen through a sliding window, in the best vectors of the processor: maximum and sum.
#pragma once

#include <algorithm>
#include <vector>

#include "kernels/nn/window.h"

namespace berth {

enum class Tapped {
  kLargest,    // the largest element inside of the input, NaN if there is one; minus infinity for a window in the padding
  kSum,        // the sum of the elements inside of the input
};

// What all maps of a run share: which taps lie inside of the input, for each line and each column of the output.
class TappedWindow {
 public:
  // Whether the window is one that TapMap takes: wider steps than 2 have no vectors, and lines of few positions or very long
  // kernels make poor use of them.
  static bool Takes(const PlacedWindow& window) {
    return window.stride[2] <= 2 && window.out[2] >= 4 && window.kernel[2] <= kMostColumns;
  }
  static constexpr int64_t kMostColumns = 16;

  static constexpr int64_t kMostJoined = 1024;   // floats

  explicit TappedWindow(const PlacedWindow& window);

  // Whether a line with its padding, and two vectors more that are read behind it, are at most kMostJoined floats.
  bool joins_lines() const {
    const int64_t reach = (window_.out[2] - 1) * window_.stride[2] + window_.extent(2);
    return std::max(reach, window_.pad[2] + window_.in[2]) <= kMostJoined - 64;
  }

  const PlacedWindow& placed() const { return window_; }
  size_t line_count() const { return begins_.size() - 1; }
  // Where in the input the lines start that the taps of the outer axes see from output line `line`.
  std::span<const int64_t> lines(size_t line) const { return {lines_.data() + begins_[line], lines_.data() + begins_[line + 1]}; }
  // Output columns for which tap `k` of the innermost axis is inside.
  const InsidePositions& columns(int64_t k) const { return columns_[static_cast<size_t>(k)]; }

 private:
  const PlacedWindow& window_;
  std::vector<int64_t> lines_;         // of all output lines
  std::vector<size_t> begins_;       // where those of each output line begin, and the end
  absl::InlinedVector<InsidePositions, 8> columns_;
};

struct MapCall {
  const float* x;                // [in...]
  float* y;                      // [out...]
};

void TapMap(Tapped kind, const TappedWindow& window, const MapCall& call);

}  // namespace berth
