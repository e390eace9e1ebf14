#include "kernels/tensor/concat_along.h"

namespace berth {
namespace {

// The inputs one behind the other along one axis. ONNX Concat-1 (axis 1 unless told), -4, -11, -13 and later.
class Concat final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Concat>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", 1));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    absl::InlinedVector<const Tensor*, 8> parts;
    for (size_t i = 0; i < ctx.input_count(); ++i) parts.push_back(&ctx.Input(i));
    return ConcatAlong(ctx, parts, axis_, false);
  }

 private:
  int64_t axis_ = 1;
};

}  // namespace

BERTH_KERNEL_LIST(concat,
    {"", "Concat", 1, kLatest, {}, Concat::Make})

}  // namespace berth
