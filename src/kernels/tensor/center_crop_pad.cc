#include "kernels/ints.h"
#include "kernels/tensor/strided_copy.h"

namespace berth {
namespace {

// The middle of the input, or the input in the middle of zeros, axis by axis as `shape` is smaller or larger. ONNX
// CenterCropPad-18.
class CenterCropPad final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<CenterCropPad>();
    kernel->has_axes_ = info.HasAttribute("axes");
    BERTH_ASSIGN_OR_RETURN(kernel->axes_, IntsAttribute(info, "axes"));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(const Dims shape, ReadInts(ctx.Input(1), "shape"));
    Dims axes = axes_;
    for (size_t i = 0; !has_axes_ && i < x.dims().size(); ++i) axes.push_back(static_cast<int64_t>(i));
    BERTH_ASSIGN_OR_RETURN(axes, NormalizeAxes(axes, x.dims().size()));
    if (shape.size() != axes.size()) {
      return InvalidArgument("input \"shape\": ", shape.size(), " sizes seen, ", axes.size(), " wanted, one for each axis");
    }
    Dims dims(x.dims().begin(), x.dims().end());
    for (size_t i = 0; i < axes.size(); ++i) {
      if (shape[i] < 0) return InvalidArgument("input \"shape\": ", shape[i], " seen for axis ", axes[i]);
      dims[static_cast<size_t>(axes[i])] = shape[i];
    }
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
    FillZero(out.unit(), out.at(0), out.count());
    const Dims from = StepsOf(x.dims()), to = StepsOf(dims);
    StridedAxes window;
    int64_t start = 0, target = 0;
    for (size_t i = 0; i < dims.size(); ++i) {
      const int64_t more = dims[i] - x.dims()[i];
      window.push_back({std::min(dims[i], x.dims()[i]), from[i], to[i]});
      if (more > 0) target += more / 2 * to[i];
      if (more < 0) start += -more / 2 * from[i];
    }
    if (in.count() > 0 && out.count() > 0) {
      CopyStrided(ctx.pool(), window, out.unit(), in.at(static_cast<size_t>(start)), out.at(static_cast<size_t>(target)));
    }
    out.Finish();
    return Ok();
  }

 private:
  Dims axes_;
  bool has_axes_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(center_crop_pad,
    {"", "CenterCropPad", 18, kLatest, {}, CenterCropPad::Make})

}  // namespace berth
