#include "kernels/reduction/reduce_kernel.h"

namespace berth {
namespace {

// The mean; not-a-number of nothing (integers: 0). ONNX ReduceMean-1, -11, -13, -18.
template <typename T>
struct MeanFold {
  using State = SumState<T>;
  static State Start() { return 0; }
  static void Add(State& state, T x) { state += static_cast<State>(x); }
  static T End(const State& state, size_t count) {
    if constexpr (std::is_integral_v<T>) return count == 0 ? T{0} : static_cast<T>(static_cast<T>(state) / static_cast<T>(count));
    return static_cast<T>(state / static_cast<State>(count));
  }
};

}  // namespace

BERTH_KERNEL_LIST(reduce_mean,
    {"", "ReduceMean", 1, kLatest, {{{"T", ReduceTypes::kSet}}}, ReduceKernel<MeanFold, ReduceTypes>::Make})

}  // namespace berth
