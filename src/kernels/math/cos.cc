#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// ONNX Cos-7, -22.
struct CosOp {
  template <typename T>
  T operator()(T x) const {
    return std::cos(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(cos,
    {"", "Cos", 7, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<CosOp, FloatTypes>::Make})

}  // namespace berth
