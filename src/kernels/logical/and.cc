#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// ONNX And-1, -7.
struct AndOp {
  bool operator()(bool x, bool y) const { return x && y; }
};

}  // namespace

BERTH_KERNEL_LIST(and,
    {"", "And", 1, kLatest, {{{"T", TypeList<bool>::kSet}}}, BinaryKernel<AndOp, TypeList<bool>>::Make})

}  // namespace berth
