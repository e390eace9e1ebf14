#include "kernels/kernel.h"

namespace berth {
namespace {

// The number of elements as an int64 scalar. ONNX Size-1, -13 and later.
class Size final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<Size>(); }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, {}));
    y->mutable_span<int64_t>()[0] = static_cast<int64_t>(ctx.Input(0).element_count());
    return Ok();
  }
};

}  // namespace

BERTH_KERNEL_LIST(size,
    {"", "Size", 1, kLatest, {}, Size::Make})

}  // namespace berth
