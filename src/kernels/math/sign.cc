#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// -1, 0 or 1; NaN stays. ONNX Sign-9, -13.
struct SignOp {
  template <typename T>
  T operator()(T x) const {
    const T sign = static_cast<T>(T(x > 0) - T(x < 0));
    if constexpr (std::is_floating_point_v<T>) return std::isnan(x) ? x : sign;
    return sign;
  }
};

}  // namespace

BERTH_KERNEL_LIST(sign,
    {"", "Sign", 9, kLatest, {{{"T", NumberTypes::kSet}}}, UnaryKernel<SignOp, NumberTypes>::Make})

}  // namespace berth
