#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// x / (1 + |x|). ONNX Softsign-1, -22.
struct SoftsignOp {
  template <typename T>
  T operator()(T x) const {
    return x / (T(1) + std::abs(x));
  }
};

}  // namespace

BERTH_KERNEL_LIST(softsign,
    {"", "Softsign", 1, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<SoftsignOp, FloatTypes>::Make})

}  // namespace berth
