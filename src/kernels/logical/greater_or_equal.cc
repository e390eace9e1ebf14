#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// x >= y. ONNX GreaterOrEqual-12, -16.
struct GreaterOrEqualOp {
  template <typename T>
  bool operator()(T x, T y) const {
    return x >= y;
  }
};

}  // namespace

BERTH_KERNEL_LIST(greater_or_equal,
    {"", "GreaterOrEqual", 12, kLatest, {{{"T", NumberTypes::kSet}}}, BinaryKernel<GreaterOrEqualOp, NumberTypes>::Make})

}  // namespace berth
