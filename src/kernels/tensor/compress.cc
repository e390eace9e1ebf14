#include "kernels/tensor/gather_rows.h"

namespace berth {
namespace {

// The slices along `axis`, or without one the elements, whose condition holds; those beyond the conditions are left out. ONNX
// Compress-9, -11, -28 and later.
class Compress final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Compress>();
    kernel->flattens_ = !info.HasAttribute("axis");
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", 0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& condition = ctx.Input(1);
    if (condition.dims().size() != 1) {
      return InvalidArgument("input \"condition\": shape ", ShapeText(condition.dims()), " seen, a list wanted");
    }
    size_t outer = 1, size = x.element_count(), inner = 1, axis = 0;
    Dims dims{0};
    if (!flattens_) {
      BERTH_ASSIGN_OR_RETURN(const int64_t at, NormalizeAxis(axis_, x.dims().size()));
      axis = static_cast<size_t>(at);
      outer = ElementCountOf(x.dims().first(axis));
      size = static_cast<size_t>(x.dims()[axis]);
      inner = ElementCountOf(x.dims().subspan(axis + 1));
      dims.assign(x.dims().begin(), x.dims().end());
    }
    const auto holds = condition.span<bool>().first(std::min(size, condition.element_count()));
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch((holds.size() + 1) * sizeof(int64_t)));
    auto* rows = static_cast<int64_t*>(scratch);
    size_t count = 0;
    for (size_t i = 0; i < holds.size(); ++i) {
      rows[count] = static_cast<int64_t>(i);
      count += holds[i] ? 1 : 0;
    }
    dims[axis] = static_cast<int64_t>(count);
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
    GatherRows(ctx.pool(), in, out, outer, size, inner, {rows, count});
    out.Finish();
    return Ok();
  }

 private:
  int64_t axis_ = 0;
  bool flattens_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(compress,
    {"", "Compress", 9, kLatest, {}, Compress::Make})

}  // namespace berth
