#include "kernels/tensor/movable.h"

namespace berth {
namespace {

// The first sequence_lens[b] steps in time of each batch entry b backwards, the others as they are. input: [time, batch, ...] or
// [batch, time, ...]. ONNX ReverseSequence-10, -28 and later.
class ReverseSequence final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<ReverseSequence>();
    BERTH_ASSIGN_OR_RETURN(const int64_t time, info.Int("time_axis", 0));
    BERTH_ASSIGN_OR_RETURN(const int64_t batch, info.Int("batch_axis", 1));
    if (time < 0 || time > 1 || batch != 1 - time) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attributes \"time_axis\" ", time, " and \"batch_axis\" ", batch,
                   " seen, one of them 0 and the other 1 wanted");
    }
    kernel->time_axis_ = static_cast<size_t>(time);
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& lengths = ctx.Input(1);
    if (x.dims().size() < 2) {
      return InvalidArgument("input \"input\": shape ", ShapeText(x.dims()), " seen, two axes or more wanted");
    }
    const int64_t steps = x.dims()[time_axis_], batches = x.dims()[1 - time_axis_];
    if (!SameDims(lengths.dims(), Dims{batches})) {
      return InvalidArgument("input \"sequence_lens\": shape ", ShapeText(lengths.dims()), " seen, [", batches, "] wanted");
    }
    const auto length = lengths.span<int64_t>();
    for (int64_t b = 0; b < batches; ++b) {
      if (length[static_cast<size_t>(b)] < 0 || length[static_cast<size_t>(b)] > steps) {
        return InvalidArgument("input \"sequence_lens\": ", length[static_cast<size_t>(b)], " seen at element ", b, ", 0 to ",
                               steps, " wanted");
      }
    }
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, x.dims()));
    const auto inner = static_cast<int64_t>(ElementCountOf(x.dims().subspan(2)));
    const int64_t step = time_axis_ == 0 ? batches * inner : inner, batch_step = time_axis_ == 0 ? inner : steps * inner;
    const std::ptrdiff_t grain = GrainFor(static_cast<size_t>(inner) * UnitBytes(out.unit()));
    ParallelFor(ctx.pool(), batches * steps, grain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t i = begin; i < end; ++i) {
        const int64_t b = i / steps, t = i % steps, turn = length[static_cast<size_t>(b)];
        const int64_t source = t < turn ? turn - 1 - t : t;
        CopyRun(in, static_cast<size_t>(b * batch_step + source * step), out, static_cast<size_t>(b * batch_step + t * step),
                static_cast<size_t>(inner));
      }
    });
    out.Finish();
    return Ok();
  }

 private:
  size_t time_axis_ = 0;
};

}  // namespace

BERTH_KERNEL_LIST(reverse_sequence,
    {"", "ReverseSequence", 10, kLatest, {}, ReverseSequence::Make})

}  // namespace berth
