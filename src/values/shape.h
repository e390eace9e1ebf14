// Tensor shapes: lists of dimensions, outermost first. A concrete dimension is >= 0; -1 stands for an unknown one.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "absl/container/inlined_vector.h"
#include "base/status.h"

namespace berth {

using Dims = absl::InlinedVector<int64_t, 6>;
using DimsView = std::span<const int64_t>;

// Number of elements of a concrete shape; 1 for a scalar. Error ORT_INVALID_ARGUMENT: a negative dimension, or a
// product that int64_t cannot hold (also where a zero would hide it, so that steps within a tensor can be computed).
StatusOr<size_t> ElementCount(DimsView dims);

// The same for dims that are known to be legal (of a live tensor): no check.
inline size_t ElementCountOf(DimsView dims) {
  size_t count = 1;
  for (int64_t dim : dims) count *= static_cast<size_t>(dim);
  return count;
}

// "[1,3,224,224]", "[]" for a scalar; -1 prints as "?".
std::string ShapeText(DimsView dims);

inline bool SameDims(DimsView a, DimsView b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

// `axis` counted from the front. Error ORT_INVALID_ARGUMENT unless -rank <= axis < rank (rank 0 has no axis).
StatusOr<int64_t> NormalizeAxis(int64_t axis, size_t rank);

}  // namespace berth
