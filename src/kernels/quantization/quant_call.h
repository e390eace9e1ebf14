// What QuantizeLinear and DequantizeLinear have in common: attributes, inputs, and scales for every element.
#pragma once

#include <vector>

#include "kernels/kernel.h"
#include "kernels/quantization/quant_layout.h"
#include "kernels/tensor/element_access.h"

namespace berth {

struct QuantAttributes {
  int64_t axis = 1, block = 0;
  static StatusOr<QuantAttributes> Of(const KernelInfo& info);
};

// One run: its inputs, checked against each other, and its output, which has x's shape.
struct QuantCall {
  const Tensor& x;
  const Tensor& scale;
  const Tensor* zero;        // null: 0
  QuantLayout layout;
  Tensor& y;
  static StatusOr<QuantCall> Begin(KernelContext& ctx, const QuantAttributes& attributes);
};

// The general way, for every pair of types: elements, scales and zero points as doubles.
struct QuantParameters {
  const ElementAccess* from;        // to x
  const ElementAccess* to;          // to y
  std::vector<double> scales, zeros;
  std::vector<size_t> index;        // by element of x: its scale
  // ORT_NOT_IMPLEMENTED: a type without access.
  static StatusOr<QuantParameters> Of(const QuantCall& call);
};

}  // namespace berth
