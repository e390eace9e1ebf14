// Linear models: what LinearClassifier and LinearRegressor share.
#pragma once

#include <vector>

#include "kernels/ml/rows.h"

namespace berth {

class LinearModel {
 public:
  // The attributes `coefficients`, a row a target, and `intercepts`, one a target or none.
  Status Read(const KernelInfo& info, int64_t targets);
  size_t targets() const { return targets_; }
  // scores[n, targets] = x * coefficients' + intercepts. Error: another number of features.
  Status Score(const Rows<float>& x, float* scores, ThreadPool* pool) const;

 private:
  size_t targets_ = 1;
  std::vector<float> coefficients_, intercepts_;
};

}  // namespace berth
