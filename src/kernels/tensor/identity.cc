#include "kernels/tensor/copy_elements.h"

namespace berth {
namespace {

// The input itself. ONNX Identity-1, -13, -14, -16 and later: tensors of any type; sequences and optionals are copied deep.
class Identity final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<Identity>(); }

  Status Run(KernelContext& ctx) const override {
    const OrtValue* x = ctx.InputValue(0);
    if (x->is_tensor()) return CopyElements(ctx, x->tensor, x->tensor.dims());
    BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtValue> copy, CloneValue(*x, ctx.allocator()));
    ctx.OutputValue(0) = std::move(*copy);
    return Ok();
  }
};

}  // namespace

BERTH_KERNEL_LIST(identity,
    {"", "Identity", 1, kLatest, {}, Identity::Make})

}  // namespace berth
