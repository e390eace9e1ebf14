#include <cmath>

#include "kernels/math/unary_kernel.h"
#include "kernels/math/vector_functions.h"

namespace berth {
namespace {

// The error function; integers round towards zero. ONNX Erf-9, -13.
struct ErfOp {
  template <typename T>
  T operator()(T x) const {
    if constexpr (std::is_floating_point_v<T>) {
      return std::erf(x);
    } else {
      return static_cast<T>(std::erf(static_cast<double>(x)));
    }
  }
  void InPlace(float* x, int64_t count) const { Erfs(x, count); }
};

}  // namespace

BERTH_KERNEL_LIST(erf,
    {"", "Erf", 9, kLatest, {{{"T", NumberTypes::kSet}}}, UnaryKernel<ErfOp, NumberTypes>::Make})

}  // namespace berth
