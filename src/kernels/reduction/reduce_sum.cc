#include "kernels/reduction/reduce_kernel.h"

namespace berth {
namespace {

// The sum; 0 of nothing. ONNX ReduceSum-1, -11, -13.
template <typename T>
struct SumFold {
  using State = SumState<T>;
  static State Start() { return 0; }
  static void Add(State& state, T x) { state += static_cast<State>(x); }
  static T End(const State& state, size_t) {
    return static_cast<T>(state);
  }
};

}  // namespace

BERTH_KERNEL_LIST(reduce_sum,
    {"", "ReduceSum", 1, kLatest, {{{"T", ReduceTypes::kSet}}}, ReduceKernel<SumFold, ReduceTypes>::Make})

}  // namespace berth
