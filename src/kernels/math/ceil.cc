#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// The next whole number above. ONNX Ceil-1, -6, -13.
struct CeilOp {
  template <typename T>
  T operator()(T x) const {
    return std::ceil(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(ceil,
    {"", "Ceil", 1, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<CeilOp, FloatTypes>::Make})

}  // namespace berth
