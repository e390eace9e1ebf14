#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// Square root. ONNX Sqrt-1, -6, -13.
struct SqrtOp {
  template <typename T>
  T operator()(T x) const {
    return std::sqrt(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(sqrt,
    {"", "Sqrt", 1, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<SqrtOp, FloatTypes>::Make})

}  // namespace berth
