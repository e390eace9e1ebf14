#include "kernels/tensor/resize_axes.h"

namespace berth {
namespace {

// The input enlarged. ONNX Upsample-1 ("height_scale" and "width_scale" of [n, c, h, w]), -7 (attribute "scales"), -9 (input).
class Upsample final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Upsample>();
    BERTH_ASSIGN_OR_RETURN(kernel->options_, ResizeOptions::Read(info, true));
    if (info.HasAttribute("height_scale")) {
      BERTH_ASSIGN_OR_RETURN(const float height, info.Float("height_scale"));
      BERTH_ASSIGN_OR_RETURN(const float width, info.Float("width_scale"));
      kernel->scales_ = {1, 1, height, width};
    } else {
      BERTH_ASSIGN_OR_RETURN(kernel->scales_, info.Floats("scales"));
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor* given = ctx.OptionalInput(1);
    const std::span<const float> scales = given != nullptr ? given->span<float>() : std::span<const float>(scales_);
    if (scales.size() != x.dims().size()) {
      return InvalidArgument("scales: ", scales.size(), " seen, ", x.dims().size(), " wanted, one for each axis");
    }
    ResizeAxes axes;
    for (size_t i = 0; i < scales.size(); ++i) {
      BERTH_ASSIGN_OR_RETURN(const ResizeAxis axis, ScaledAxis(x.dims()[i], scales[i]));
      axes.push_back(axis);
    }
    return ResizeAlong(ctx, x, options_, axes);
  }

 private:
  ResizeOptions options_;
  std::vector<float> scales_;
};

}  // namespace

BERTH_KERNEL_LIST(upsample,
    {"", "Upsample", 1, 9, {}, Upsample::Make})

}  // namespace berth
