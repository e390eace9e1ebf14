#include "kernels/math/variadic_kernel.h"

namespace berth {
namespace {

// ONNX Mean-1, -6, -8, -13.
struct MeanOp {
  template <typename T>
  T operator()(T x, T y) const {
    return x + y;
  }
  template <typename T>
  static T Finish(T all, size_t inputs) {
    return all / static_cast<T>(inputs);
  }
};

}  // namespace

BERTH_KERNEL_LIST(mean,
    {"", "Mean", 1, kLatest, {{{"T", FloatTypes::kSet}}}, VariadicKernel<MeanOp, FloatTypes>::Make})

}  // namespace berth
