#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// x where it is above alpha, else 0. ONNX ThresholdedRelu-10, -22.
struct ThresholdedReluOp {
  float alpha = 0;
  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(alpha, info.Float("alpha", 1.0f));
    return Ok();
  }
  template <typename T>
  T operator()(T x) const {
    return x > static_cast<T>(alpha) ? x : T(0);
  }
};

}  // namespace

BERTH_KERNEL_LIST(thresholded_relu,
    {"", "ThresholdedRelu", 10, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<ThresholdedReluOp, FloatTypes>::Make})

}  // namespace berth
