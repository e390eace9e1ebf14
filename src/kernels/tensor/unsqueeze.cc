#include <algorithm>

#include "kernels/ints.h"
#include "kernels/tensor/copy_elements.h"

namespace berth {
namespace {

// With axes of size 1 put in; `axes` counts axes of the output. ONNX Unsqueeze-1, -11 (attribute), -13 and later (input).
class Unsqueeze final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Unsqueeze>();
    BERTH_ASSIGN_OR_RETURN(kernel->axes_, IntsAttribute(info, "axes"));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Dims axes, ReadIntsOr(ctx, 1, "axes", axes_));
    const size_t rank = x.dims().size() + axes.size();
    BERTH_ASSIGN_OR_RETURN(axes, NormalizeAxes(axes, rank));
    Dims dims;
    auto next = x.dims().begin();
    for (size_t i = 0; i < rank; ++i) {
      const bool put_in = std::find(axes.begin(), axes.end(), static_cast<int64_t>(i)) != axes.end();
      dims.push_back(put_in ? 1 : *next++);
    }
    return CopyElements(ctx, x, dims);
  }

 private:
  Dims axes_;
};

}  // namespace

BERTH_KERNEL_LIST(unsqueeze,
    {"", "Unsqueeze", 1, kLatest, {}, Unsqueeze::Make})

}  // namespace berth
