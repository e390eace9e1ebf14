#include "kernels/tensor/indices.h"
#include "kernels/tensor/scatter_axes.h"
#include "kernels/tensor/scatter_update.h"

namespace berth {
namespace {

// A copy of `data` in which the element at each update's own place, but along `axis` where its index says, is updated. ONNX
// Scatter-9, ScatterElements-11, -13, -16 (add, mul), -18 and later (max, min).
class ScatterElements final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<ScatterElements>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", 0));
    BERTH_ASSIGN_OR_RETURN(kernel->update_, ScatterUpdate::Of(info));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& indices = ctx.Input(1);
    const Tensor& updates = ctx.Input(2);
    BERTH_ASSIGN_OR_RETURN(const int64_t at, NormalizeAxis(axis_, x.dims().size()));
    const auto axis = static_cast<size_t>(at);
    BERTH_ASSIGN_OR_RETURN(const ScatterAxes axes, ScatterAxes::Of(x.dims(), indices.dims(), axis));
    if (!SameDims(indices.dims(), updates.dims())) {
      return InvalidArgument("input \"updates\": shape ", ShapeText(updates.dims()), " seen, ", ShapeText(indices.dims()),
                             " wanted as for the indices");
    }
    BERTH_ASSIGN_OR_RETURN(const auto places, ReadIndices(ctx, indices, x.dims()[axis], axis));
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const Elements news, Elements::Of(ctx, updates));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, x.dims()));
    CopyLongRun(ctx.pool(), in, 0, out, 0, in.count());
    if (!places.empty()) UpdateAll(ctx, axes, places, news, out, axis);
    out.Finish();
    return Ok();
  }

 private:
  void UpdateAll(KernelContext& ctx, const ScatterAxes& axes, std::span<const int64_t> places, const Elements& news,
                 const NewElements& out, size_t axis) const {
    // Along the first axis two updates never meet, unless it is the one of the indices.
    const int64_t parts = axis > 0 ? axes.outer[0].size : 1, rows = axes.rows / parts;
    const std::ptrdiff_t grain = GrainFor(static_cast<size_t>(rows * axes.row) * UnitBytes(out.unit()));
    ParallelFor(ctx.pool(), parts, grain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      Walk(axes.outer, begin * rows, end * rows, [&](int64_t to, int64_t from) { UpdateRow(axes, places, news, out, from, to); });
    });
  }

  // The row that starts at `from` in the updates and at `to` in the output.
  void UpdateRow(const ScatterAxes& axes, std::span<const int64_t> places, const Elements& news, const NewElements& out,
                 int64_t from, int64_t to) const {
    constexpr int64_t kBatch = 256;
    int64_t offsets[kBatch];
    for (int64_t begin = 0; begin < axes.row; begin += kBatch) {
      const int64_t count = std::min(kBatch, axes.row - begin);
      const int64_t* place = places.data() + from + begin;
      for (int64_t i = 0; i < count; ++i) offsets[i] = to + place[i] * axes.axis_step + (begin + i) * axes.row_step;
      update_.at(out.at(0), offsets, news.at(static_cast<size_t>(from + begin)), static_cast<size_t>(count));
    }
  }

  int64_t axis_ = 0;
  ScatterUpdate update_;
};

}  // namespace

BERTH_KERNEL_LIST(scatter_elements,
    {"", "Scatter", 9, 10, {}, ScatterElements::Make},
    {"", "ScatterElements", 11, kLatest, {}, ScatterElements::Make})

}  // namespace berth
