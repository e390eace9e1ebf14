#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// x + y; integers wrap. ONNX Add-1, -6, -7, -13, -14.
struct AddOp {
  static constexpr bool kSignless = true;
  template <typename T>
  T operator()(T x, T y) const {
    return static_cast<T>(x + y);
  }
};

}  // namespace

BERTH_KERNEL_LIST(add,
    {"", "Add", 1, kLatest, {{{"T", NumberTypes::kSet}}}, BinaryKernel<AddOp, NumberTypes>::Make})

}  // namespace berth
