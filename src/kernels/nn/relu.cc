#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// max(x, 0); NaN stays NaN. ONNX Relu-6, -13, -14.
struct ReluOp {
  float operator()(float x) const { return x < 0.0f ? 0.0f : x; }
};

}  // namespace

BERTH_KERNEL_LIST(relu,
    {"", "Relu", 6, kLatest, {{{"T", kF32}}}, UnaryKernel<ReluOp>::Make})

}  // namespace berth
