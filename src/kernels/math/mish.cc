#include <cmath>

#include "kernels/math/functions.h"
#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// x * tanh(log(exp(x) + 1)). ONNX Mish-18, -22.
struct MishOp {
  template <typename T>
  T operator()(T x) const {
    return x * std::tanh(Softplus(x));
  }
};

}  // namespace

BERTH_KERNEL_LIST(mish,
    {"", "Mish", 18, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<MishOp, FloatTypes>::Make})

}  // namespace berth
