#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// ONNX Asin-7, -22.
struct AsinOp {
  template <typename T>
  T operator()(T x) const {
    return std::asin(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(asin,
    {"", "Asin", 7, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<AsinOp, FloatTypes>::Make})

}  // namespace berth
