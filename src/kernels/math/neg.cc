#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// -x; the lowest integer stays, as its opposite has no code. ONNX Neg-1, -6, -13.
struct NegOp {
  template <typename T>
  T operator()(T x) const {
    if constexpr (std::is_floating_point_v<T>) {
      return -x;
    } else {
      return static_cast<T>(Wrapping<T>{0} - static_cast<Wrapping<T>>(x));
    }
  }
};

}  // namespace

BERTH_KERNEL_LIST(neg,
    {"", "Neg", 1, kLatest, {{{"T", SignedTypes::kSet}}}, UnaryKernel<NegOp, SignedTypes>::Make})

}  // namespace berth
