#include <cmath>

#include "kernels/math/variadic_kernel.h"

namespace berth {
namespace {

// The smallest; NaN goes through. ONNX Min-1, -6, -8, -12, -13.
struct MinOp {
  template <typename T>
  T operator()(T x, T y) const {
    if constexpr (std::is_floating_point_v<T>) {
      if (std::isnan(x)) return x;
    }
    return x < y ? x : y;
  }
};

}  // namespace

BERTH_KERNEL_LIST(min,
    {"", "Min", 1, kLatest, {{{"T", NumberTypes::kSet}}}, VariadicKernel<MinOp, NumberTypes>::Make})

}  // namespace berth
