#include "kernels/tensor/gather_rows.h"
#include "kernels/tensor/indices.h"

namespace berth {
namespace {

// data [outer, axis, inner], indices of any shape: output [outer, shape of indices, inner]. ONNX Gather-1, -11, -13 and later.
class Gather final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Gather>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", 0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& indices = ctx.Input(1);
    BERTH_ASSIGN_OR_RETURN(const int64_t at, NormalizeAxis(axis_, x.dims().size()));
    const auto axis = static_cast<size_t>(at);
    BERTH_ASSIGN_OR_RETURN(const auto rows, ReadIndices(ctx, indices, x.dims()[axis], axis));
    const DimsView before = x.dims().first(axis), after = x.dims().subspan(axis + 1);
    Dims dims(before.begin(), before.end());
    dims.insert(dims.end(), indices.dims().begin(), indices.dims().end());
    dims.insert(dims.end(), after.begin(), after.end());
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
    GatherRows(ctx.pool(), in, out, ElementCountOf(before), static_cast<size_t>(x.dims()[axis]), ElementCountOf(after), rows);
    out.Finish();
    return Ok();
  }

 private:
  int64_t axis_ = 0;
};

}  // namespace

BERTH_KERNEL_LIST(gather,
    {"", "Gather", 1, kLatest, {}, Gather::Make})

}  // namespace berth
