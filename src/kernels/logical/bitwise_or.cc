#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// ONNX BitwiseOr-18.
struct BitwiseOrOp {
  static constexpr bool kSignless = true;
  template <typename T>
  T operator()(T x, T y) const {
    return static_cast<T>(x | y);
  }
};

}  // namespace

BERTH_KERNEL_LIST(bitwise_or,
    {"", "BitwiseOr", 18, kLatest, {{{"T", IntegerTypes::kSet}}}, BinaryKernel<BitwiseOrOp, IntegerTypes>::Make})

}  // namespace berth
