#include "kernels/math/functions.h"
#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// log(exp(x) + 1). ONNX Softplus-1, -22.
struct SoftplusOp {
  template <typename T>
  T operator()(T x) const {
    return Softplus(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(softplus,
    {"", "Softplus", 1, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<SoftplusOp, FloatTypes>::Make})

}  // namespace berth
