#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// max(x, 0); NaN stays. ONNX Relu-1, -6, -13, -14.
struct ReluOp {
  template <typename T>
  T operator()(T x) const {
    return x < T(0) ? T(0) : x;
  }
};

}  // namespace

BERTH_KERNEL_LIST(relu,
    {"", "Relu", 1, kLatest, {{{"T", SignedTypes::kSet}}}, UnaryKernel<ReluOp, SignedTypes>::Make})

}  // namespace berth
