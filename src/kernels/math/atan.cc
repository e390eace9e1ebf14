#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// ONNX Atan-7, -22.
struct AtanOp {
  template <typename T>
  T operator()(T x) const {
    return std::atan(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(atan,
    {"", "Atan", 7, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<AtanOp, FloatTypes>::Make})

}  // namespace berth
