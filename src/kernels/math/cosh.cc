#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// ONNX Cosh-9, -22.
struct CoshOp {
  template <typename T>
  T operator()(T x) const {
    return std::cosh(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(cosh,
    {"", "Cosh", 9, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<CoshOp, FloatTypes>::Make})

}  // namespace berth
