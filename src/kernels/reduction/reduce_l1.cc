#include "kernels/reduction/reduce_kernel.h"

namespace berth {
namespace {

// The sum of magnitudes. ONNX ReduceL1-1, -11, -13, -18.
template <typename T>
struct L1Fold {
  using State = SumState<T>;
  static State Start() { return 0; }
  static void Add(State& state, T x) { state += static_cast<State>(x < T{0} ? Negated(x) : x); }
  static T End(const State& state, size_t) {
    return static_cast<T>(state);
  }

 private:
  // The least whole number is its own, as where sums wrap around.
  static T Negated(T x) {
    if constexpr (std::is_integral_v<T>) {
      using Unsigned = std::make_unsigned_t<T>;
      return static_cast<T>(Unsigned{0} - static_cast<Unsigned>(x));
    } else {
      return -x;
    }
  }
};

}  // namespace

BERTH_KERNEL_LIST(reduce_l1,
    {"", "ReduceL1", 1, kLatest, {{{"T", ReduceTypes::kSet}}}, ReduceKernel<L1Fold, ReduceTypes>::Make})

}  // namespace berth
