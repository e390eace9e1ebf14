#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// max(0, min(1, alpha * x + beta)); NaN stays. ONNX HardSigmoid-1, -6, -22.
struct HardSigmoidOp {
  float alpha = 0, beta = 0;
  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(alpha, info.Float("alpha", 0.2f));
    BERTH_ASSIGN_OR_RETURN(beta, info.Float("beta", 0.5f));
    return Ok();
  }
  template <typename T>
  T operator()(T x) const {
    const T line = static_cast<T>(alpha) * x + static_cast<T>(beta);
    const T top = line > T(1) ? T(1) : line;
    return top < T(0) ? T(0) : top;
  }
};

}  // namespace

BERTH_KERNEL_LIST(hard_sigmoid,
    {"", "HardSigmoid", 1, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<HardSigmoidOp, FloatTypes>::Make})

}  // namespace berth
