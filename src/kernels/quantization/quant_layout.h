// Which scale and zero point an element of a quantized tensor has: one for all, one for each index of an axis, or one for each
// block of an axis.
#pragma once

#include <algorithm>
#include <string_view>

#include "base/status.h"
#include "values/shape.h"

namespace berth {

class QuantLayout {
 public:
  // `axis` counts for scales that are a list or blocked; `block` 0 means not blocked. Errors: ORT_INVALID_ARGUMENT for scales
  // whose shape does not fit x.
  static StatusOr<QuantLayout> Make(DimsView x, DimsView scale, int64_t axis, int64_t block);

  // The zero point's shape has to be the scale's.
  static Status CheckZeroPoint(DimsView scale, DimsView zero_point);

  // Calls body(begin, count, scale index) for stretches of elements that share a scale, in order.
  template <typename Body>
  void ForEachRun(size_t elements, Body&& body) const {
    for (size_t begin = 0; begin < elements;) {
      const size_t left = block_ != 0 ? 1 : dims_ == 1 ? elements - begin : inner_ - begin % inner_;
      const size_t count = std::min(left, elements - begin);
      body(begin, count, IndexOf(begin));
      begin += count;
    }
  }

 private:
  size_t IndexOf(size_t element) const {
    if (block_ == 0) return dims_ == 1 ? 0 : element / inner_ % dims_;
    const size_t outer = element / (inner_ * dims_), at = element / inner_ % dims_;
    return (outer * ((dims_ + block_ - 1) / block_) + at / block_) * inner_ + element % inner_;
  }

  size_t dims_ = 1;    // of the axis; 1 and block 0: one scale for all
  size_t inner_ = 1;   // elements behind the axis; blocked scales change with each of them
  size_t block_ = 0;
};

}  // namespace berth
