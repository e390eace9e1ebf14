#include "kernels/tensor/indices.h"
#include "kernels/tensor/movable.h"
#include "kernels/tensor/scatter_axes.h"

namespace berth {
namespace {

// Output of the indices' shape: the element of `data` at the output's own place, but along `axis` where the index says.
// ONNX GatherElements-11, -13 and later.
class GatherElements final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<GatherElements>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", 0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& indices = ctx.Input(1);
    BERTH_ASSIGN_OR_RETURN(const int64_t at, NormalizeAxis(axis_, x.dims().size()));
    const auto axis = static_cast<size_t>(at);
    BERTH_ASSIGN_OR_RETURN(const ScatterAxes axes, ScatterAxes::Of(x.dims(), indices.dims(), axis));
    BERTH_ASSIGN_OR_RETURN(const auto places, ReadIndices(ctx, indices, x.dims()[axis], axis));
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, indices.dims()));
    if (out.count() == 0) return Ok();
    const std::ptrdiff_t grain = GrainFor(static_cast<size_t>(axes.row) * UnitBytes(out.unit()));
    ParallelFor(ctx.pool(), axes.rows, grain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      VisitUnit(out.unit(), [&]<typename U>() {
        Walk(axes.outer, begin, end, [&](int64_t from, int64_t to) {
          const U* source = in.as<U>() + from;
          U* target = out.as<U>() + to;
          const int64_t* place = places.data() + to;
          if (axes.row_step == 0) {
            for (int64_t i = 0; i < axes.row; ++i) target[i] = source[place[i]];
          } else {
            for (int64_t i = 0; i < axes.row; ++i) target[i] = source[place[i] * axes.axis_step + i];
          }
        });
      });
    });
    out.Finish();
    return Ok();
  }

 private:
  int64_t axis_ = 0;
};

}  // namespace

BERTH_KERNEL_LIST(gather_elements,
    {"", "GatherElements", 11, kLatest, {}, GatherElements::Make})

}  // namespace berth
