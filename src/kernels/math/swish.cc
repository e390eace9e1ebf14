#include "kernels/math/functions.h"
#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// x / (1 + exp(-alpha * x)). ONNX Swish-24.
struct SwishOp {
  float alpha = 0;
  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(alpha, info.Float("alpha", 1.0f));
    return Ok();
  }
  template <typename T>
  T operator()(T x) const {
    return x * Sigmoid(static_cast<T>(alpha) * x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(swish,
    {"", "Swish", 24, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<SwishOp, FloatTypes>::Make})

}  // namespace berth
