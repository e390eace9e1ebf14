#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// Natural logarithm. ONNX Log-1, -6, -13.
struct LogOp {
  template <typename T>
  T operator()(T x) const {
    return std::log(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(log,
    {"", "Log", 1, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<LogOp, FloatTypes>::Make})

}  // namespace berth
