#include "kernels/kernel.h"

namespace berth {
namespace {

// Whether there is a value. ONNX OptionalHasElement-15, -18 (a value that is no optional has one; no input: false) and later.
class OptionalHasElement final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<OptionalHasElement>(); }

  Status Run(KernelContext& ctx) const override {
    const OrtValue* value = ctx.InputValue(0);
    BERTH_ASSIGN_OR_RETURN(Tensor * truth, ctx.Output(0, ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL, {}));
    truth->mutable_span<bool>()[0] = value != nullptr && value->has_value();
    return Ok();
  }
};

}  // namespace

BERTH_KERNEL_LIST(optional_has_element,
    {"", "OptionalHasElement", 15, kLatest, {}, OptionalHasElement::Make})

}  // namespace berth
