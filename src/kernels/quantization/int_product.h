// Products of 8-bit matrices with zero points: MatMulInteger, QLinearMatMul.
#pragma once

#include "kernels/kernel.h"
#include "kernels/math/stacked_product.h"

namespace berth {

// The sums of one pair of matrices: out[m, n] = sum over k of (a - a_zero) * (b - b_zero), wrapping in int32.
struct IntMatrices {
  ProductSize size;
  const Tensor* a;             // int8 or uint8
  const Tensor* b;
  size_t a_begin, b_begin;     // elements before the matrices
  const Tensor* a_zero;        // null: 0; one element, or one for each row
  const Tensor* b_zero;        // null: 0; one element, or one for each column
};
void IntProduct(const IntMatrices& matrices, int32_t* out);

// Zero points are one number or as many as `lines`.
Status CheckLineParameter(const Tensor* parameter, size_t lines, const char* name);

}  // namespace berth
