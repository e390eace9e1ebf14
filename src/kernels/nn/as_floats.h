// Floating-point tensors of any type, computed in float or double.
#pragma once

#include <algorithm>

#include "kernels/context.h"
#include "kernels/types.h"

namespace berth {

// float for the small floats and float, double for double: what a tensor of T is computed in. `To` below is one of the two.

// The elements of `x` as `To`: its own memory where that is its type, else a copy in scratch.
template <typename To>
StatusOr<const To*> FloatsAs(KernelContext& ctx, const Tensor& x);

// Where results for `y` are computed: its own memory, or scratch that Finish rounds into it.
template <typename To>
class FloatResult {
 public:
  static StatusOr<FloatResult> For(KernelContext& ctx, Tensor& y);
  To* data() const { return data_; }
  void Finish(ThreadPool* pool) const;

 private:
  FloatResult(Tensor& y, To* data) : y_(&y), data_(data) {}
  Tensor* y_;
  To* data_;
};

// `values` into `y`, of any floating-point type.
template <typename From>
Status WriteFloats(const From* values, Tensor& y);

extern template StatusOr<const float*> FloatsAs<float>(KernelContext& ctx, const Tensor& x);
extern template StatusOr<const double*> FloatsAs<double>(KernelContext& ctx, const Tensor& x);
extern template Status WriteFloats<float>(const float* values, Tensor& y);
extern template Status WriteFloats<double>(const double* values, Tensor& y);
extern template class FloatResult<float>;
extern template class FloatResult<double>;

}  // namespace berth
