#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// x * max(0, min(1, x / 6 + 1 / 2)). ONNX HardSwish-14, -22.
struct HardSwishOp {
  template <typename T>
  T operator()(T x) const {
    const T line = x / T(6) + T(0.5);
    const T top = line > T(1) ? T(1) : line;
    return x * (top < T(0) ? T(0) : top);
  }
};

}  // namespace

BERTH_KERNEL_LIST(hard_swish,
    {"", "HardSwish", 14, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<HardSwishOp, FloatTypes>::Make})

}  // namespace berth
