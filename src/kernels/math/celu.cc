#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// max(0, x) + min(0, alpha * (exp(x / alpha) - 1)). ONNX Celu-12, -28.
struct CeluOp {
  float alpha = 0;
  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(alpha, info.Float("alpha", 1.0f));
    return Ok();
  }
  template <typename T>
  T operator()(T x) const {
    const T scale = static_cast<T>(alpha);
    return x > T(0) ? x : scale * std::expm1(x / scale);
  }
};

}  // namespace

BERTH_KERNEL_LIST(celu,
    {"", "Celu", 12, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<CeluOp, FloatTypes>::Make})

}  // namespace berth
