#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// x > y. ONNX Greater-1, -7, -9, -13.
struct GreaterOp {
  template <typename T>
  bool operator()(T x, T y) const {
    return x > y;
  }
};

}  // namespace

BERTH_KERNEL_LIST(greater,
    {"", "Greater", 1, kLatest, {{{"T", NumberTypes::kSet}}}, BinaryKernel<GreaterOp, NumberTypes>::Make})

}  // namespace berth
