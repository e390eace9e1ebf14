#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// ONNX BitwiseAnd-18.
struct BitwiseAndOp {
  static constexpr bool kSignless = true;
  template <typename T>
  T operator()(T x, T y) const {
    return static_cast<T>(x & y);
  }
};

}  // namespace

BERTH_KERNEL_LIST(bitwise_and,
    {"", "BitwiseAnd", 18, kLatest, {{{"T", IntegerTypes::kSet}}}, BinaryKernel<BitwiseAndOp, IntegerTypes>::Make})

}  // namespace berth
