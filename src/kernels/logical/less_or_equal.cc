#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// x <= y. ONNX LessOrEqual-12, -16.
struct LessOrEqualOp {
  template <typename T>
  bool operator()(T x, T y) const {
    return x <= y;
  }
};

}  // namespace

BERTH_KERNEL_LIST(less_or_equal,
    {"", "LessOrEqual", 12, kLatest, {{{"T", NumberTypes::kSet}}}, BinaryKernel<LessOrEqualOp, NumberTypes>::Make})

}  // namespace berth
