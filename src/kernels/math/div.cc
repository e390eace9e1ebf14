#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// x / y. Integers round towards zero; what C++ leaves undefined gives a value: x / 0 is 0, lowest / -1 is lowest.
// ONNX Div-1, -6, -7, -13, -14.
struct DivOp {
  template <typename T>
  T operator()(T x, T y) const {
    if constexpr (std::is_integral_v<T>) {
      if (y == 0) return 0;
      if (std::is_signed_v<T> && y == static_cast<T>(-1)) return static_cast<T>(Wrapping<T>{0} - static_cast<Wrapping<T>>(x));
    }
    return static_cast<T>(x / y);
  }
};

}  // namespace

BERTH_KERNEL_LIST(div,
    {"", "Div", 1, kLatest, {{{"T", NumberTypes::kSet}}}, BinaryKernel<DivOp, NumberTypes>::Make})

}  // namespace berth
