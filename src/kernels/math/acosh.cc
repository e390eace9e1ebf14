#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// ONNX Acosh-9, -22.
struct AcoshOp {
  template <typename T>
  T operator()(T x) const {
    return std::acosh(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(acosh,
    {"", "Acosh", 9, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<AcoshOp, FloatTypes>::Make})

}  // namespace berth
