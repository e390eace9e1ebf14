// Walking through several axes of two strided views at once.
#pragma once

#include <span>

#include "absl/container/inlined_vector.h"
#include "values/shape.h"

namespace berth {

// One axis of both views; steps in elements. A `from` of 0 repeats elements, a negative one walks backwards.
struct StridedAxis {
  int64_t size;
  int64_t from, to;
};
using StridedAxes = absl::InlinedVector<StridedAxis, 6>;

// Calls body(from, to) with the offsets of the indices [begin, end), counted row by row; 0 <= begin < end <= product of the
// sizes, so none of them is 0.
template <typename Body>
void Walk(std::span<const StridedAxis> axes, int64_t begin, int64_t end, Body&& body) {
  Dims at(axes.size());
  int64_t from = 0, to = 0, rest = begin;
  for (size_t i = axes.size(); i-- > 0;) {
    at[i] = rest % axes[i].size;
    rest /= axes[i].size;
    from += at[i] * axes[i].from;
    to += at[i] * axes[i].to;
  }
  for (int64_t n = begin;;) {
    body(from, to);
    if (++n >= end) return;
    for (size_t i = axes.size(); i-- > 0;) {
      from += axes[i].from;
      to += axes[i].to;
      if (++at[i] < axes[i].size) break;
      from -= axes[i].from * axes[i].size;
      to -= axes[i].to * axes[i].size;
      at[i] = 0;
    }
  }
}

}  // namespace berth
