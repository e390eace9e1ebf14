#include <cmath>
#include <limits>

#include "kernels/reduction/reduce_kernel.h"
#include "kernels/saturate.h"

namespace berth {
namespace {

// The logarithm of the sum of exponentials, without overflow on the way; minus infinity of nothing. ONNX ReduceLogSumExp-1,
// -11, -13, -18, -28.
template <typename T>
struct LogSumExpFold {
  struct State {
    double largest, sum;   // of exp(x - largest)
  };
  static State Start() { return {-std::numeric_limits<double>::infinity(), 0}; }
  static void Add(State& state, T element) {
    const auto x = static_cast<double>(element);
    if (x <= state.largest) {
      state.sum += x == state.largest ? 1.0 : std::exp(x - state.largest);
    } else {
      state.sum = state.sum * std::exp(state.largest - x) + 1;
      state.largest = x;
    }
  }
  static T End(const State& state, size_t) {
    return TruncateTo<T>(state.sum == 0 ? state.largest : state.largest + std::log(state.sum));
  }
};

}  // namespace

BERTH_KERNEL_LIST(reduce_log_sum_exp,
    {"", "ReduceLogSumExp", 1, kLatest, {{{"T", ReduceTypes::kSet}}}, ReduceKernel<LogSumExpFold, ReduceTypes>::Make})

}  // namespace berth
