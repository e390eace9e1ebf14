#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

// x shifted by y bits; all bits leave where y is out of range, and leave copies of the sign. ONNX BitShift-11, -28.
struct BitShiftOp {
  bool right = false;
  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(std::string text, info.String("direction"));
    const std::string_view direction = text;
    right = direction == "RIGHT";
    if (!right && direction != "LEFT") {
      return InvalidArgument(info.label(), ": attribute \"direction\": \"", direction, "\" seen, LEFT or RIGHT wanted");
    }
    return Ok();
  }
  template <typename T>
  T operator()(T x, T y) const {
    constexpr auto kBits = static_cast<Wrapping<T>>(sizeof(T) * 8);
    const auto bits = static_cast<Wrapping<T>>(y);
    if (bits >= kBits) return right && x < 0 ? static_cast<T>(-1) : T(0);
    return right ? static_cast<T>(x >> bits) : static_cast<T>(static_cast<uint64_t>(x) << bits);
  }
};

}  // namespace

BERTH_KERNEL_LIST(bit_shift,
    {"", "BitShift", 11, kLatest, {{{"T", IntegerTypes::kSet}}}, BinaryKernel<BitShiftOp, IntegerTypes>::Make})

}  // namespace berth
