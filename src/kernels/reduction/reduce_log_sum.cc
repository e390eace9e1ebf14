#include <cmath>

#include "kernels/reduction/reduce_kernel.h"
#include "kernels/saturate.h"

namespace berth {
namespace {

// The logarithm of the sum. ONNX ReduceLogSum-1, -11, -13, -18.
template <typename T>
struct LogSumFold {
  using State = double;
  static State Start() { return 0; }
  static void Add(State& state, T x) { state += static_cast<double>(x); }
  static T End(const State& state, size_t) {
    return TruncateTo<T>(std::log(state));
  }
};

}  // namespace

BERTH_KERNEL_LIST(reduce_log_sum,
    {"", "ReduceLogSum", 1, kLatest, {{{"T", ReduceTypes::kSet}}}, ReduceKernel<LogSumFold, ReduceTypes>::Make})

}  // namespace berth
