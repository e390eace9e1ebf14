#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// Infinities of the wanted signs. ONNX IsInf-10, -20.
struct IsInfOp {
  bool positive = true, negative = true;
  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(int64_t detect_positive, info.Int("detect_positive", 1));
    BERTH_ASSIGN_OR_RETURN(int64_t detect_negative, info.Int("detect_negative", 1));
    positive = detect_positive != 0;
    negative = detect_negative != 0;
    return Ok();
  }
  template <typename T>
  bool operator()(T x) const {
    return std::isinf(x) && (x > T(0) ? positive : negative);
  }
};

}  // namespace

BERTH_KERNEL_LIST(is_inf,
    {"", "IsInf", 10, kLatest, {{{"T1", FloatTypesWithFloat8::kSet}}}, UnaryKernel<IsInfOp, FloatTypesWithFloat8>::Make})

}  // namespace berth
