// The activation functions of recurrent operators.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "kernels/info.h"

namespace berth {

enum class ActivationKind {
  kRelu, kTanh, kSigmoid, kAffine, kLeakyRelu, kThresholdedRelu, kScaledTanh, kHardSigmoid, kElu, kSoftsign, kSoftplus,
};

struct Activation {
  ActivationKind kind;
  float alpha, beta;

  // x[i] = f(x[i]). T: float or double.
  template <typename T>
  void Apply(T* x, int64_t count) const;
};

// `directions` times as many as `defaults`, which stand in for an absent attribute `activations`. The values of
// activation_alpha and activation_beta go to those functions that have such a parameter, in order. Error ORT_INVALID_GRAPH: no
// such function, or too few.
StatusOr<std::vector<Activation>> ReadActivations(const KernelInfo& info, std::span<const std::string_view> defaults,
                                                  size_t directions);

extern template void Activation::Apply<float>(float* x, int64_t count) const;
extern template void Activation::Apply<double>(double* x, int64_t count) const;

}  // namespace berth
