#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// tanh(x). ONNX Tanh-6, -13.
struct TanhOp {
  float operator()(float x) const { return std::tanh(x); }
};

}  // namespace

BERTH_KERNEL_LIST(tanh,
    {"", "Tanh", 6, kLatest, {{{"T", kF32}}}, UnaryKernel<TanhOp>::Make})

}  // namespace berth
