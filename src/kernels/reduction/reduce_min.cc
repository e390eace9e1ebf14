#include <limits>

#include "kernels/reduction/reduce_kernel.h"

namespace berth {
namespace {

// The smallest element; not-a-number where one is; of nothing the highest value of the type.
// ONNX ReduceMin-1, -11, -12, -13, -18, -20.
template <typename T>
struct MinFold {
  using State = T;
  static State Start() {
    if constexpr (std::is_floating_point_v<T>) return std::numeric_limits<T>::infinity();
    return std::numeric_limits<T>::max();
  }
  // Not-a-number differs from itself: it is taken, and then nothing replaces it.
  static void Add(State& state, T x) { state = x < state || x != x ? x : state; }
  static T End(const State& state, size_t) { return state; }
};

using Types = TypeList<float, double, Float16, BFloat16, int8_t, int32_t, int64_t, uint8_t, uint32_t, uint64_t, bool>;

}  // namespace

BERTH_KERNEL_LIST(reduce_min,
    {"", "ReduceMin", 1, kLatest, {{{"T", Types::kSet}}}, ReduceKernel<MinFold, Types>::Make})

}  // namespace berth
