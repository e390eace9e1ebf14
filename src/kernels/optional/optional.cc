#include "kernels/kernel.h"

namespace berth {
namespace {

// The input, or nothing when there is none. ONNX Optional-15.
class Optional final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<Optional>(); }

  Status Run(KernelContext& ctx) const override {
    const OrtValue* value = ctx.InputValue(0);
    if (value == nullptr) return ctx.ShareOutput(0, std::make_shared<OrtValue>());
    BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtValue> copy, CloneValue(*value, ctx.allocator()));
    return ctx.ShareOutput(0, std::move(copy));
  }
};

}  // namespace

BERTH_KERNEL_LIST(optional,
    {"", "Optional", 15, kLatest, {}, Optional::Make})

}  // namespace berth
