#include <cmath>

#include "kernels/flag.h"
#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// The remainder of x / y, with the sign of y, or with that of x where `fmod` is 1; 0 for a division of integers by 0.
// ONNX Mod-10, -13, -28.
struct ModOp {
  bool truncates = false;
  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(truncates, FlagAttribute(info, "fmod"));
    return Ok();
  }
  template <typename T>
  T operator()(T x, T y) const {
    T rest = 0;
    if constexpr (std::is_floating_point_v<T>) {
      rest = std::fmod(x, y);
      if (truncates) return rest;
      if (rest == T(0)) return std::copysign(rest, y);
    } else {
      // Every integer is a multiple of 1 and of -1, by which the lowest one must not be divided.
      if (y == 0 || (std::is_signed_v<T> && y == static_cast<T>(-1))) return 0;
      rest = static_cast<T>(x % y);
      if (truncates || rest == 0) return rest;
    }
    return (rest < 0) != (y < 0) ? static_cast<T>(rest + y) : rest;
  }
};

}  // namespace

BERTH_KERNEL_LIST(mod,
    {"", "Mod", 10, kLatest, {{{"T", NumberTypes::kSet}}}, BinaryKernel<ModOp, NumberTypes>::Make})

}  // namespace berth
