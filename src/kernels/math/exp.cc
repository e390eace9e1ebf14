#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// e to the x. ONNX Exp-1, -6, -13.
struct ExpOp {
  template <typename T>
  T operator()(T x) const {
    return std::exp(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(exp,
    {"", "Exp", 1, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<ExpOp, FloatTypes>::Make})

}  // namespace berth
