#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// x * y; integers wrap. ONNX Mul-1, -6, -7, -13, -14.
struct MulOp {
  static constexpr bool kSignless = true;
  template <typename T>
  T operator()(T x, T y) const {
    // Small unsigned types become int, which must not overflow.
    if constexpr (std::is_integral_v<T>) return static_cast<T>(uint64_t{x} * y);
    return x * y;
  }
};

}  // namespace

BERTH_KERNEL_LIST(mul,
    {"", "Mul", 1, kLatest, {{{"T", NumberTypes::kSet}}}, BinaryKernel<MulOp, NumberTypes>::Make})

}  // namespace berth
