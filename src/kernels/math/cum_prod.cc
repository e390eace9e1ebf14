#include "kernels/math/cumulative_kernel.h"

namespace berth {
namespace {

// Running products. ONNX CumProd-26.
struct CumProdOp {
  template <typename A>
  static A Start() { return 1; }
  template <typename A>
  static A Join(A a, A b) { return a * b; }
};

}  // namespace

BERTH_KERNEL_LIST(cum_prod,
    {"", "CumProd", 11, kLatest, {{{"T", CumulativeKernel<CumProdOp>::Types::kSet}}}, CumulativeKernel<CumProdOp>::Make})

}  // namespace berth
