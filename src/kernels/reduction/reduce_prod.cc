#include "kernels/reduction/reduce_kernel.h"

namespace berth {
namespace {

// The product; 1 of nothing. ONNX ReduceProd-1, -11, -13, -18.
template <typename T>
struct ProdFold {
  using State = SumState<T>;
  static State Start() { return 1; }
  static void Add(State& state, T x) { state *= static_cast<State>(x); }
  static T End(const State& state, size_t) {
    return static_cast<T>(state);
  }
};

}  // namespace

BERTH_KERNEL_LIST(reduce_prod,
    {"", "ReduceProd", 1, kLatest, {{{"T", ReduceTypes::kSet}}}, ReduceKernel<ProdFold, ReduceTypes>::Make})

}  // namespace berth
