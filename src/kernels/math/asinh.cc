#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// ONNX Asinh-9, -22.
struct AsinhOp {
  template <typename T>
  T operator()(T x) const {
    return std::asinh(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(asinh,
    {"", "Asinh", 9, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<AsinhOp, FloatTypes>::Make})

}  // namespace berth
