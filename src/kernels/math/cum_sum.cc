#include "kernels/math/cumulative_kernel.h"

namespace berth {
namespace {

// Running sums. ONNX CumSum-11, -14.
struct CumSumOp {
  template <typename A>
  static A Start() { return 0; }
  template <typename A>
  static A Join(A a, A b) { return a + b; }
};

}  // namespace

BERTH_KERNEL_LIST(cum_sum,
    {"", "CumSum", 11, kLatest, {{{"T", CumulativeKernel<CumSumOp>::Types::kSet}}}, CumulativeKernel<CumSumOp>::Make})

}  // namespace berth
