#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// x - y; integers wrap. ONNX Sub-7, -13, -14.
template <typename T>
struct SubOp {
  T operator()(T x, T y) const { return static_cast<T>(static_cast<Wrapping<T>>(x) - static_cast<Wrapping<T>>(y)); }
};

}  // namespace

BERTH_KERNEL_LIST(sub,
    {"", "Sub", 7, kLatest, {{{"T", kBinaryTypes}}}, BinaryKernel<SubOp>::Make})

}  // namespace berth
