// Support vector machines: what SVMClassifier and SVMRegressor share.
#pragma once

#include <vector>

#include "kernels/ml/rows.h"

namespace berth {

// How near a row is to a vector, by the attributes `kernel_type` and `kernel_params` (gamma, coef0, degree).
class SvmKernel {
 public:
  // `linear`: whatever the attributes say, the product.
  Status Read(const KernelInfo& info, bool linear);
  // out[n, vectors] of the rows of `x` and `vectors` vectors, one after the other, as long as a row.
  void Apply(const Rows<float>& x, const float* vectors, size_t count, float* out, ThreadPool* pool) const;

 private:
  enum class Type { kLinear, kPoly, kRbf, kSigmoid };
  float Finish(float product) const;

  Type type_ = Type::kLinear;
  float gamma_ = 0, coef0_ = 0, degree_ = 0;
};

}  // namespace berth
