#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// x == y. ONNX Equal-1, -7, -11, -13, -19.
struct EqualOp {
  static constexpr bool kSignless = true;
  template <typename T>
  bool operator()(const T& x, const T& y) const {
    return x == y;
  }
};

using EqualTypes = Join<NumberTypes, TypeList<bool, std::string>>;

}  // namespace

BERTH_KERNEL_LIST(equal,
    {"", "Equal", 1, kLatest, {{{"T", EqualTypes::kSet}}}, BinaryKernel<EqualOp, EqualTypes>::Make})

}  // namespace berth
