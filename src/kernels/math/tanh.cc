#include <cmath>

#include "kernels/math/unary_kernel.h"
#include "kernels/math/vector_functions.h"

namespace berth {
namespace {

// ONNX Tanh-1, -6, -13.
struct TanhOp {
  template <typename T>
  T operator()(T x) const {
    return std::tanh(x);
  }
  void InPlace(float* x, int64_t count) const { Tanhs(x, count); }
};

}  // namespace

BERTH_KERNEL_LIST(tanh,
    {"", "Tanh", 1, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<TanhOp, FloatTypes>::Make})

}  // namespace berth
