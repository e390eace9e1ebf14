#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// gamma * x, or gamma * alpha * (exp(x) - 1) where x is negative. ONNX Selu-1, -6, -22.
struct SeluOp {
  float alpha = 0, gamma = 0;
  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(alpha, info.Float("alpha", 1.67326319217681884765625f));
    BERTH_ASSIGN_OR_RETURN(gamma, info.Float("gamma", 1.05070102214813232421875f));
    return Ok();
  }
  template <typename T>
  T operator()(T x) const {
    return static_cast<T>(gamma) * (x <= T(0) ? static_cast<T>(alpha) * std::expm1(x) : x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(selu,
    {"", "Selu", 1, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<SeluOp, FloatTypes>::Make})

}  // namespace berth
