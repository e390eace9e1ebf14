#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// ONNX IsNaN-9, -13, -20.
struct IsNaNOp {
  template <typename T>
  bool operator()(T x) const {
    return std::isnan(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(is_nan,
    {"", "IsNaN", 9, kLatest, {{{"T1", FloatTypesWithFloat8::kSet}}}, UnaryKernel<IsNaNOp, FloatTypesWithFloat8>::Make})

}  // namespace berth
