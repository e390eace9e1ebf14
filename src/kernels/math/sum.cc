#include "kernels/math/variadic_kernel.h"

namespace berth {
namespace {

// ONNX Sum-1, -6, -8, -13.
struct SumOp {
  template <typename T>
  T operator()(T x, T y) const {
    return x + y;
  }
};

}  // namespace

BERTH_KERNEL_LIST(sum,
    {"", "Sum", 1, kLatest, {{{"T", FloatTypes::kSet}}}, VariadicKernel<SumOp, FloatTypes>::Make})

}  // namespace berth
