#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// ONNX Not-1.
struct NotOp {
  bool operator()(bool x) const { return !x; }
};

}  // namespace

BERTH_KERNEL_LIST(not,
    {"", "Not", 1, kLatest, {{{"T", TypeList<bool>::kSet}}}, UnaryKernel<NotOp, TypeList<bool>>::Make})

}  // namespace berth
