#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// |x|; the lowest integer stays, as its magnitude has no code. ONNX Abs-1, -6, -13.
struct AbsOp {
  template <typename T>
  T operator()(T x) const {
    if constexpr (std::is_floating_point_v<T>) {
      return std::abs(x);
    } else {
      return static_cast<T>(x < 0 ? Wrapping<T>{0} - static_cast<Wrapping<T>>(x) : x);
    }
  }
};

}  // namespace

BERTH_KERNEL_LIST(abs,
    {"", "Abs", 1, kLatest, {{{"T", NumberTypes::kSet}}}, UnaryKernel<AbsOp, NumberTypes>::Make})

}  // namespace berth
