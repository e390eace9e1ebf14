#include "kernels/kernel.h"

namespace berth {
namespace {

// The value in an optional. ONNX OptionalGetElement-15, -18 (what is no optional goes through) and later.
class OptionalGetElement final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<OptionalGetElement>(); }

  Status Run(KernelContext& ctx) const override {
    const OrtValue* value = ctx.InputValue(0);
    if (value == nullptr || !value->has_value()) return InvalidArgument("input 0: nothing seen, an element wanted");
    BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtValue> copy, CloneValue(*value, ctx.allocator()));
    return ctx.ShareOutput(0, std::move(copy));
  }
};

}  // namespace

BERTH_KERNEL_LIST(optional_get_element,
    {"", "OptionalGetElement", 15, kLatest, {}, OptionalGetElement::Make})

}  // namespace berth
