#include "kernels/tensor/indices.h"
#include "kernels/tensor/scatter_update.h"

namespace berth {
namespace {

// A copy of `data` in which the slices that `indices` [m..., k] name are updated with `updates` [m..., slice...]. ONNX
// ScatterND-11, -13, -16 (add, mul), -18 and later (max, min).
class ScatterND final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<ScatterND>();
    BERTH_ASSIGN_OR_RETURN(kernel->update_, ScatterUpdate::Of(info));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const DimsView shape = ctx.Input(1).dims();
    const Tensor& updates = ctx.Input(2);
    BERTH_ASSIGN_OR_RETURN(const auto offsets, SliceOffsets(ctx, ctx.Input(1), x.dims(), 0));
    const DimsView slice = x.dims().subspan(static_cast<size_t>(shape.back()));
    Dims wanted(shape.begin(), shape.end() - 1);
    wanted.insert(wanted.end(), slice.begin(), slice.end());
    if (!SameDims(updates.dims(), wanted)) {
      return InvalidArgument("input \"updates\": shape ", ShapeText(updates.dims()), " seen, ", ShapeText(wanted), " wanted");
    }
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const Elements news, Elements::Of(ctx, updates));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, x.dims()));
    CopyLongRun(ctx.pool(), in, 0, out, 0, in.count());
    const size_t run = ElementCountOf(slice);
    if (run == 1) {
      update_.at(out.at(0), offsets.data(), news.at(0), offsets.size());
    } else {
      for (size_t i = 0; i < offsets.size(); ++i) update_.run(out.at(static_cast<size_t>(offsets[i])), news.at(i * run), run);
    }
    out.Finish();
    return Ok();
  }

 private:
  ScatterUpdate update_;
};

}  // namespace

BERTH_KERNEL_LIST(scatter_nd,
    {"", "ScatterND", 11, kLatest, {}, ScatterND::Make})

}  // namespace berth
