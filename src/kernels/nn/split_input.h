// The input of a convolution as its innermost loops read it: with the padding around it, and each line split by the stride, so
// that the next output position is the next float.
#pragma once

#include <optional>
#include <vector>

#include "kernels/nn/window.h"

namespace berth {

struct SplitInput {
  Spatial size;         // what windows reach
  int64_t phase;        // floats of a line that have the same remainder by the stride
  int64_t line, slice, plane;   // floats from one line, depth, channel to the next

  // Nothing: sizes overflow.
  static std::optional<SplitInput> Of(const PlacedWindow& window);
  // Of an input that can be read as it is; nothing: its lines must be split, or windows leave it.
  static std::optional<SplitInput> AsItIs(const PlacedWindow& window);

  // Line `row` of size[0] * size[1] of a channel [window.in...], to `to`.
  void FillLine(const float* channel, const PlacedWindow& window, int64_t row, float* to) const;
  // All lines of a channel, to memory that holds zeros where no input is: what is there from another channel stays of use. For
  // strides of at most 2.
  void FillInside(const float* channel, const PlacedWindow& window, float* to) const;
  // Floats from a window's first tap to each of its taps.
  std::vector<size_t> TapOffsets(const PlacedWindow& window) const;
};

}  // namespace berth
