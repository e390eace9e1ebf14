#include <algorithm>

#include "kernels/ints.h"
#include "kernels/tensor/copy_elements.h"

namespace berth {
namespace {

// Without the axes named, which are of size 1; without any named, without all of that size. ONNX Squeeze-1, -11 (attribute),
// -13 and later (input).
class Squeeze final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Squeeze>();
    kernel->has_axes_ = info.HasAttribute("axes");
    BERTH_ASSIGN_OR_RETURN(kernel->axes_, IntsAttribute(info, "axes"));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const bool all = !has_axes_ && ctx.OptionalInput(1) == nullptr;
    BERTH_ASSIGN_OR_RETURN(Dims axes, ReadIntsOr(ctx, 1, "axes", axes_));
    for (int64_t& axis : axes) {
      BERTH_ASSIGN_OR_RETURN(axis, NormalizeAxis(axis, x.dims().size()));
      const int64_t size = x.dims()[static_cast<size_t>(axis)];
      if (size != 1) {
        return InvalidArgument("axis ", axis, " of size ", size, " seen, size 1 wanted; input ", ShapeText(x.dims()));
      }
    }
    Dims dims;
    for (size_t i = 0; i < x.dims().size(); ++i) {
      const bool named = std::find(axes.begin(), axes.end(), static_cast<int64_t>(i)) != axes.end();
      if (all ? x.dims()[i] != 1 : !named) dims.push_back(x.dims()[i]);
    }
    return CopyElements(ctx, x, dims);
  }

 private:
  Dims axes_;
  bool has_axes_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(squeeze,
    {"", "Squeeze", 1, kLatest, {}, Squeeze::Make})

}  // namespace berth
