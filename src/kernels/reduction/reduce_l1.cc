#include "kernels/reduction/reduce_kernel.h"

namespace berth {
namespace {

// The sum of magnitudes. ONNX ReduceL1-1, -11, -13, -18.
template <typename T>
struct L1Fold {
  using State = SumState<T>;
  static State Start() { return 0; }
  static void Add(State& state, T x) { state += static_cast<State>(x < T{0} ? -x : x); }
  static T End(const State& state, size_t) {
    return static_cast<T>(state);
  }
};

}  // namespace

BERTH_KERNEL_LIST(reduce_l1,
    {"", "ReduceL1", 1, kLatest, {{{"T", ReduceTypes::kSet}}}, ReduceKernel<L1Fold, ReduceTypes>::Make})

}  // namespace berth
