#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// x, or alpha * x where x is negative. ONNX LeakyRelu-1, -6, -16.
struct LeakyReluOp {
  float alpha = 0;
  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(alpha, info.Float("alpha", 0.01f));
    return Ok();
  }
  template <typename T>
  T operator()(T x) const {
    return x < T(0) ? static_cast<T>(alpha) * x : x;
  }
};

}  // namespace

BERTH_KERNEL_LIST(leaky_relu,
    {"", "LeakyRelu", 1, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<LeakyReluOp, FloatTypes>::Make})

}  // namespace berth
