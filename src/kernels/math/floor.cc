#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// The next whole number below. ONNX Floor-1, -6, -13.
struct FloorOp {
  template <typename T>
  T operator()(T x) const {
    return std::floor(x);
  }
};

}  // namespace

BERTH_KERNEL_LIST(floor,
    {"", "Floor", 1, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<FloorOp, FloatTypes>::Make})

}  // namespace berth
