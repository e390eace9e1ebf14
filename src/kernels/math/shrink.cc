#include "kernels/math/functions.h"
#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// x + bias below -lambd, x - bias above lambd, else 0; integers round the result towards zero. ONNX Shrink-9.
struct ShrinkOp {
  float lambd = 0, bias = 0;
  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(lambd, info.Float("lambd", 0.5f));
    BERTH_ASSIGN_OR_RETURN(bias, info.Float("bias", 0.0f));
    return Ok();
  }
  template <typename T>
  T operator()(T x) const {
    using M = std::conditional_t<std::is_integral_v<T>, double, T>;
    const M value = static_cast<M>(x), edge = static_cast<M>(lambd), shift = static_cast<M>(bias);
    const M shrunk = value < -edge ? value + shift : value > edge ? value - shift : M(0);
    if constexpr (std::is_integral_v<T>) return WholeOf<T>(shrunk);
    return static_cast<T>(shrunk);
  }
};

}  // namespace

BERTH_KERNEL_LIST(shrink,
    {"", "Shrink", 9, kLatest, {{{"T", NumberTypes::kSet}}}, UnaryKernel<ShrinkOp, NumberTypes>::Make})

}  // namespace berth
