#include <cmath>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// x / 2 * (1 + erf(x / sqrt(2))), or tanh in place of erf where `approximate` says so. ONNX Gelu-20.
struct GeluOp {
  bool by_tanh = false;
  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(std::string text, info.String("approximate", "none"));
    const std::string_view approximate = text;
    by_tanh = approximate == "tanh";
    if (by_tanh || approximate == "none") return Ok();
    return InvalidArgument(info.label(), ": attribute \"approximate\": \"", approximate, "\" seen, none or tanh wanted");
  }
  template <typename T>
  T operator()(T x) const {
    constexpr T kRootHalf = T(0.70710678118654752440), kRootTwoOverPi = T(0.79788456080286535588);
    const T bell = by_tanh ? std::tanh(kRootTwoOverPi * (x + T(0.044715) * x * x * x)) : std::erf(x * kRootHalf);
    return T(0.5) * x * (T(1) + bell);
  }
};

}  // namespace

BERTH_KERNEL_LIST(gelu,
    {"", "Gelu", 20, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<GeluOp, FloatTypes>::Make})

}  // namespace berth
