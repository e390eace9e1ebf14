#include "kernels/tensor/gather_rows.h"
#include "kernels/tensor/indices.h"

namespace berth {
namespace {

// indices [batch..., m..., k]: each k-tuple picks a slice of data [batch..., k axes, slice...]; output [batch..., m...,
// slice...]. ONNX GatherND-11 (no batch axes), -12, -13 and later.
class GatherND final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<GatherND>();
    BERTH_ASSIGN_OR_RETURN(kernel->batch_axes_, info.Int("batch_dims", 0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const DimsView shape = ctx.Input(1).dims();
    if (batch_axes_ < 0 || batch_axes_ >= static_cast<int64_t>(x.dims().size())) {
      return InvalidArgument("attribute \"batch_dims\": ", batch_axes_, " seen, 0 to ", x.dims().size(), " (exclusive) wanted");
    }
    const auto batch_axes = static_cast<size_t>(batch_axes_);
    BERTH_ASSIGN_OR_RETURN(const auto offsets, SliceOffsets(ctx, ctx.Input(1), x.dims(), batch_axes));
    const DimsView slice = x.dims().subspan(batch_axes + static_cast<size_t>(shape.back()));
    Dims dims(shape.begin(), shape.end() - 1);
    dims.insert(dims.end(), slice.begin(), slice.end());
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
    GatherRuns(ctx.pool(), in, out, ElementCountOf(slice), offsets);
    out.Finish();
    return Ok();
  }

 private:
  int64_t batch_axes_ = 0;
};

}  // namespace

BERTH_KERNEL_LIST(gather_nd,
    {"", "GatherND", 11, kLatest, {}, GatherND::Make})

}  // namespace berth
