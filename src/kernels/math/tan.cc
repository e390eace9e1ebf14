#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// ONNX Tan-7, -22.
struct TanOp {
  template <typename T>
  T operator()(T x) const {
    return std::tan(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(tan,
    {"", "Tan", 7, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<TanOp, FloatTypes>::Make})

}  // namespace berth
