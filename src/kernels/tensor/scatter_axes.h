// The loops of GatherElements and ScatterElements: rows along the last axis of the indices.
#pragma once

#include "base/status.h"
#include "kernels/tensor/walk.h"

namespace berth {

// Element i of the row that starts at `from` in the data and at `to` in the indices is, in the data, at
// from + index * axis_step + i * row_step.
struct ScatterAxes {
  StridedAxes outer;  // all axes but the last: `from` steps in the data (0 along the axis of the indices), `to` in the indices
  int64_t rows = 1;        // how many that makes
  int64_t row = 1;         // length of a row
  int64_t axis_step = 1;
  int64_t row_step = 0;    // 0 along the last axis, where axis_step is 1, else 1

  // Error unless the ranks are equal and positive and no other axis of the indices is longer than that of the data.
  static StatusOr<ScatterAxes> Of(DimsView data, DimsView indices, size_t axis);
};

}  // namespace berth
