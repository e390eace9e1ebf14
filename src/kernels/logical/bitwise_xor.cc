#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// ONNX BitwiseXor-18.
struct BitwiseXorOp {
  static constexpr bool kSignless = true;
  template <typename T>
  T operator()(T x, T y) const {
    return static_cast<T>(x ^ y);
  }
};

}  // namespace

BERTH_KERNEL_LIST(bitwise_xor,
    {"", "BitwiseXor", 18, kLatest, {{{"T", IntegerTypes::kSet}}}, BinaryKernel<BitwiseXorOp, IntegerTypes>::Make})

}  // namespace berth
