#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// x - y; integers wrap. ONNX Sub-1, -6, -7, -13, -14.
struct SubOp {
  static constexpr bool kSignless = true;
  template <typename T>
  T operator()(T x, T y) const {
    return static_cast<T>(x - y);
  }
};

}  // namespace

BERTH_KERNEL_LIST(sub,
    {"", "Sub", 1, kLatest, {{{"T", NumberTypes::kSet}}}, BinaryKernel<SubOp, NumberTypes>::Make})

}  // namespace berth
