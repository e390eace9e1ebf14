#include "kernels/ints.h"
#include "kernels/math/broadcast.h"
#include "kernels/tensor/strided_copy.h"

namespace berth {
namespace {

// The input broadcast with a shape: either of them may have the larger axis. ONNX Expand-8, -13 and later.
class Expand final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<Expand>(); }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(const Dims shape, ReadInts(ctx.Input(1), "shape"));
    BERTH_ASSIGN_OR_RETURN(const Dims dims, BroadcastDims(x.dims(), shape));
    const Dims steps = StepsOf(x.dims());
    Dims from(dims.size(), 0);
    const size_t missing = dims.size() - steps.size();
    for (size_t i = 0; i < steps.size(); ++i) from[missing + i] = x.dims()[i] == 1 ? 0 : steps[i];
    return CopyFromStrided(ctx, x, dims, from, 0);
  }
};

}  // namespace

BERTH_KERNEL_LIST(expand,
    {"", "Expand", 8, kLatest, {}, Expand::Make})

}  // namespace berth
