#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// Every bit turned over. ONNX BitwiseNot-18.
struct BitwiseNotOp {
  template <typename T>
  T operator()(T x) const {
    return static_cast<T>(~x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(bitwise_not,
    {"", "BitwiseNot", 18, kLatest, {{{"T", IntegerTypes::kSet}}}, UnaryKernel<BitwiseNotOp, IntegerTypes>::Make})

}  // namespace berth
