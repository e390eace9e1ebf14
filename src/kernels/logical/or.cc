#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// ONNX Or-1, -7.
struct OrOp {
  bool operator()(bool x, bool y) const { return x || y; }
};

}  // namespace

BERTH_KERNEL_LIST(or,
    {"", "Or", 1, kLatest, {{{"T", TypeList<bool>::kSet}}}, BinaryKernel<OrOp, TypeList<bool>>::Make})

}  // namespace berth
