#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// ONNX Acos-7, -22.
struct AcosOp {
  template <typename T>
  T operator()(T x) const {
    return std::acos(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(acos,
    {"", "Acos", 7, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<AcosOp, FloatTypes>::Make})

}  // namespace berth
