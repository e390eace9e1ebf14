#include <cmath>

#include "kernels/reduction/reduce_kernel.h"
#include "kernels/saturate.h"

namespace berth {
namespace {

// The square root of the sum of squares. ONNX ReduceL2-1, -11, -13, -18.
template <typename T>
struct L2Fold {
  using State = double;
  static State Start() { return 0; }
  static void Add(State& state, T x) { state += static_cast<double>(x) * static_cast<double>(x); }
  static T End(const State& state, size_t) {
    return TruncateTo<T>(std::sqrt(state));
  }
};

}  // namespace

BERTH_KERNEL_LIST(reduce_l2,
    {"", "ReduceL2", 1, kLatest, {{{"T", ReduceTypes::kSet}}}, ReduceKernel<L2Fold, ReduceTypes>::Make})

}  // namespace berth
