#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// 1 / x. ONNX Reciprocal-1, -6, -13.
struct ReciprocalOp {
  template <typename T>
  T operator()(T x) const {
    return T(1) / x;
  }
};

}  // namespace

BERTH_KERNEL_LIST(reciprocal,
    {"", "Reciprocal", 1, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<ReciprocalOp, FloatTypes>::Make})

}  // namespace berth
