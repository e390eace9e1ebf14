// Convolution of 8-bit integers, exact: what ConvInteger and QLinearConv share.
#pragma once

#include "kernels/kernel.h"
#include "kernels/nn/window.h"

namespace berth {

struct IntegerConv {
  const Tensor* x;                      // int8 or uint8 [n, c, in...]
  int32_t x_zero;
  const Tensor* w;                      // int8 or uint8 [m, c / group, kernel...]
  const Tensor* w_zero;                 // of w's type, one element or m of them; null: 0
  int64_t group;
  const PlacedWindow* window;
};

// y[n, m, out...] = sums of (x - x_zero) * (w - w_zero); padding adds nothing. Sums wrap in 32 bits.
Status RunIntegerConv(KernelContext& ctx, const IntegerConv& call, int32_t* y);

// The one element of a zero point, 0 without one. Error ORT_INVALID_ARGUMENT: more than one.
StatusOr<int32_t> ReadZeroPoint(const Tensor* zero, const char* name);

}  // namespace berth
