#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// x < y. ONNX Less-1, -7, -9, -13.
struct LessOp {
  template <typename T>
  bool operator()(T x, T y) const {
    return x < y;
  }
};

}  // namespace

BERTH_KERNEL_LIST(less,
    {"", "Less", 1, kLatest, {{{"T", NumberTypes::kSet}}}, BinaryKernel<LessOp, NumberTypes>::Make})

}  // namespace berth
