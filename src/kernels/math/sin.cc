#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// ONNX Sin-7, -22.
struct SinOp {
  template <typename T>
  T operator()(T x) const {
    return std::sin(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(sin,
    {"", "Sin", 7, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<SinOp, FloatTypes>::Make})

}  // namespace berth
