// The inner loops of resizing by weights.
#pragma once

#include <cstdint>
#include <type_traits>

namespace berth {

// For every place along one axis of the output: `taps` places of the input and their weights, tap by tap: [taps, out].
template <typename M>
struct ResizeWeights {
  using Place = std::conditional_t<std::is_same_v<M, float>, int32_t, int64_t>;   // as wide as M, for vectors
  int64_t taps = 0, out = 0;
  const Place* place = nullptr;
  const M* weight = nullptr;
  const bool* outside = nullptr;   // [out]: extrapolated; null: none is
};

// Row `i` of `inner` neighbouring elements: the weighted sum of rows of `in` [places, inner].
void ResizeRow(const ResizeWeights<float>& weights, int64_t i, const float* in, float* out, int64_t inner);
void ResizeRow(const ResizeWeights<double>& weights, int64_t i, const double* in, double* out, int64_t inner);

// All places along the innermost axis: sums of elements of `in`.
void ResizeLine(const ResizeWeights<float>& weights, const float* in, float* out);
void ResizeLine(const ResizeWeights<double>& weights, const double* in, double* out);

}  // namespace berth
