#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// ONNX Xor-1, -7.
struct XorOp {
  bool operator()(bool x, bool y) const { return x != y; }
};

}  // namespace

BERTH_KERNEL_LIST(xor,
    {"", "Xor", 1, kLatest, {{{"T", TypeList<bool>::kSet}}}, BinaryKernel<XorOp, TypeList<bool>>::Make})

}  // namespace berth
