#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// The nearest whole number, halves to the even one. ONNX Round-11, -22.
struct RoundOp {
  template <typename T>
  T operator()(T x) const {
    return std::nearbyint(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(round,
    {"", "Round", 11, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<RoundOp, FloatTypes>::Make})

}  // namespace berth
