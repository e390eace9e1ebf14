#include "kernels/tensor/copy_elements.h"

namespace berth {
namespace {

// Two axes: those before `axis` as one, those from it on as one. ONNX Flatten-1, -9, -11, -13 and later.
class Flatten final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Flatten>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", 1));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const auto rank = static_cast<int64_t>(x.dims().size());
    // Unlike other axes it may be the rank itself: then nothing is behind it.
    if (axis_ < -rank || axis_ > rank) {
      return InvalidArgument("attribute \"axis\": ", axis_, " seen, ", -rank, " to ", rank, " wanted for rank ", rank);
    }
    const auto axis = static_cast<size_t>(axis_ < 0 ? axis_ + rank : axis_);
    const auto before = static_cast<int64_t>(ElementCountOf(x.dims().first(axis)));
    const auto after = static_cast<int64_t>(ElementCountOf(x.dims().subspan(axis)));
    return CopyElements(ctx, x, Dims{before, after});
  }

 private:
  int64_t axis_ = 1;
};

}  // namespace

BERTH_KERNEL_LIST(flatten,
    {"", "Flatten", 1, kLatest, {}, Flatten::Make})

}  // namespace berth
