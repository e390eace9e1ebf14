#include "kernels/reduction/reduce_kernel.h"

namespace berth {
namespace {

// The sum of squares. ONNX ReduceSumSquare-1, -11, -13, -18.
template <typename T>
struct SumSquareFold {
  using State = SumState<T>;
  static State Start() { return 0; }
  static void Add(State& state, T x) { state += static_cast<State>(x) * static_cast<State>(x); }
  static T End(const State& state, size_t) {
    return static_cast<T>(state);
  }
};

}  // namespace

BERTH_KERNEL_LIST(reduce_sum_square,
    {"", "ReduceSumSquare", 1, kLatest, {{{"T", ReduceTypes::kSet}}}, ReduceKernel<SumSquareFold, ReduceTypes>::Make})

}  // namespace berth
