#include <cmath>

#include "kernels/training/updates.h"

namespace berth {
namespace {

// Gradient descent whose rate falls with the squared gradients H so far. ONNX Adagrad-1.
struct AdagradRule {
  static constexpr size_t kStates = 1;
  float decay = 0, epsilon = 0, norm = 0;

  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(decay, info.Float("decay_factor", 0.0f));
    BERTH_ASSIGN_OR_RETURN(epsilon, info.Float("epsilon", 1e-6f));
    BERTH_ASSIGN_OR_RETURN(norm, info.Float("norm_coefficient", 0.0f));
    return Ok();
  }

  template <typename T>
  auto At(T rate, int64_t count) const {
    const T now_rate = rate / (1 + static_cast<T>(count) * static_cast<T>(decay));
    return [=, weight = static_cast<T>(norm), least = static_cast<T>(epsilon)](T g, auto& now) {
      auto& [x, h] = now;
      const T gradient = weight * x + g;
      h += gradient * gradient;
      x -= now_rate * gradient / (std::sqrt(h) + least);
    };
  }
};

}  // namespace

BERTH_KERNEL_LIST(adagrad,
    {"ai.onnx.preview.training", "Adagrad", 1, kLatest, {}, UpdateKernel<AdagradRule>::Make})

}  // namespace berth
