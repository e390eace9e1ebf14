#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// ONNX Sinh-9, -22.
struct SinhOp {
  template <typename T>
  T operator()(T x) const {
    return std::sinh(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(sinh,
    {"", "Sinh", 9, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<SinhOp, FloatTypes>::Make})

}  // namespace berth
