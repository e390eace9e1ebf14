#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// ONNX Atanh-9, -22.
struct AtanhOp {
  template <typename T>
  T operator()(T x) const {
    return std::atanh(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(atanh,
    {"", "Atanh", 9, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<AtanhOp, FloatTypes>::Make})

}  // namespace berth
