#include <cmath>

#include "kernels/training/updates.h"

namespace berth {
namespace {

// Gradient descent by averages of the gradient, V, and of its square, H. ONNX Adam-1.
struct AdamRule {
  static constexpr size_t kStates = 2;
  float alpha = 0, beta = 0, epsilon = 0, norm = 0, norm_after = 0;

  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(alpha, info.Float("alpha", 0.9f));
    BERTH_ASSIGN_OR_RETURN(beta, info.Float("beta", 0.999f));
    BERTH_ASSIGN_OR_RETURN(epsilon, info.Float("epsilon", 1e-6f));
    BERTH_ASSIGN_OR_RETURN(norm, info.Float("norm_coefficient", 0.0f));
    BERTH_ASSIGN_OR_RETURN(norm_after, info.Float("norm_coefficient_post", 0.0f));
    return Ok();
  }

  template <typename T>
  auto At(T rate, int64_t count) const {
    const T a = static_cast<T>(alpha), b = static_cast<T>(beta), times = static_cast<T>(count);
    const T adjusted = count > 0 ? rate * std::sqrt(1 - std::pow(b, times)) / (1 - std::pow(a, times)) : rate;
    const T weight = static_cast<T>(norm), least = static_cast<T>(epsilon), kept = 1 - static_cast<T>(norm_after);
    return [=](T g, auto& now) {
      auto& [x, v, h] = now;
      const T gradient = weight * x + g;
      v = a * v + (1 - a) * gradient;
      h = b * h + (1 - b) * gradient * gradient;
      x = kept * (x - adjusted * v / (std::sqrt(h) + least));
    };
  }
};

}  // namespace

BERTH_KERNEL_LIST(adam,
    {"ai.onnx.preview.training", "Adam", 1, kLatest, {}, UpdateKernel<AdamRule>::Make})

}  // namespace berth
