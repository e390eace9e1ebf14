#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// x, or alpha * (exp(x) - 1) where x is negative. ONNX Elu-1, -6, -22.
struct EluOp {
  float alpha = 0;
  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(alpha, info.Float("alpha", 1.0f));
    return Ok();
  }
  template <typename T>
  T operator()(T x) const {
    return x < T(0) ? static_cast<T>(alpha) * std::expm1(x) : x;
  }
};

}  // namespace

BERTH_KERNEL_LIST(elu,
    {"", "Elu", 1, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<EluOp, FloatTypes>::Make})

}  // namespace berth
