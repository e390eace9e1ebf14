#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// 1 / (1 + exp(-x)), by the side whose exponential cannot overflow. ONNX Sigmoid-6, -13.
struct SigmoidOp {
  float operator()(float x) const {
    if (x >= 0.0f) return 1.0f / (1.0f + std::exp(-x));
    const float e = std::exp(x);
    return e / (1.0f + e);
  }
};

}  // namespace

BERTH_KERNEL_LIST(sigmoid,
    {"", "Sigmoid", 6, kLatest, {{{"T", kF32}}}, UnaryKernel<SigmoidOp>::Make})

}  // namespace berth
