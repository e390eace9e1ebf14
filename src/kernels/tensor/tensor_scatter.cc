#include "kernels/ints.h"
#include "kernels/tensor/movable.h"

namespace berth {
namespace {

// A copy of past_cache [batch, ..., size, ...] with update [batch, ..., length, ...] put in along `axis` from the batch entry's
// write index on; in circular mode it goes on at the front. ONNX TensorScatter-24.
class TensorScatter final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<TensorScatter>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", -2));
    BERTH_ASSIGN_OR_RETURN(const std::string mode, info.String("mode", "linear"));
    if (mode != "linear" && mode != "circular") {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"mode\": ", mode, " seen, linear or circular wanted");
    }
    kernel->circular_ = mode == "circular";
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& past = ctx.Input(0);
    const Tensor& update = ctx.Input(1);
    BERTH_ASSIGN_OR_RETURN(const int64_t at, NormalizeAxis(axis_, past.dims().size()));
    if (at == 0) return InvalidArgument("attribute \"axis\": ", axis_, " seen, another than that of the batch wanted");
    const auto axis = static_cast<size_t>(at);
    Dims fitting(past.dims().begin(), past.dims().end());
    if (update.dims().size() > axis) fitting[axis] = std::min(fitting[axis], update.dims()[axis]);
    if (!SameDims(fitting, update.dims())) {
      return InvalidArgument("input \"update\": shape ", ShapeText(update.dims()), " seen, that of the cache ",
                             ShapeText(past.dims()), " wanted, or less along axis ", axis);
    }
    BERTH_ASSIGN_OR_RETURN(const Dims starts, Starts(ctx, past.dims()[0], past.dims()[axis], update.dims()[axis]));
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, past));
    BERTH_ASSIGN_OR_RETURN(const Elements news, Elements::Of(ctx, update));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, past.dims()));
    CopyLongRun(ctx.pool(), in, 0, out, 0, in.count());
    if (news.count() > 0) {
      const size_t inner = ElementCountOf(past.dims().subspan(axis + 1));
      const size_t size = static_cast<size_t>(past.dims()[axis]), length = static_cast<size_t>(update.dims()[axis]);
      const size_t slices = ElementCountOf(past.dims().first(axis)), per_batch = slices / starts.size();
      for (size_t s = 0; s < slices; ++s) {
        const auto start = static_cast<size_t>(starts[s / per_batch]);
        const size_t before_wrap = std::min(length, size - start), from = s * length * inner, to = s * size * inner;
        CopyRun(news, from, out, to + start * inner, before_wrap * inner);
        CopyRun(news, from + before_wrap * inner, out, to, (length - before_wrap) * inner);
      }
    }
    out.Finish();
    return Ok();
  }

 private:
  // Where the update of each batch entry starts.
  StatusOr<Dims> Starts(const KernelContext& ctx, int64_t batches, int64_t size, int64_t length) const {
    BERTH_ASSIGN_OR_RETURN(Dims starts, ReadIntsOr(ctx, 2, "write_indices", Dims(static_cast<size_t>(batches), 0)));
    if (starts.size() != static_cast<size_t>(batches)) {
      return InvalidArgument("input \"write_indices\": ", starts.size(), " elements seen, ", batches,
                             " wanted, one a batch entry");
    }
    for (size_t b = 0; b < starts.size(); ++b) {
      if (circular_ && size > 0) starts[b] = (starts[b] % size + size) % size;
      if (starts[b] < 0 || starts[b] > size || (!circular_ && starts[b] > size - length)) {
        return InvalidArgument("input \"write_indices\": ", starts[b], " seen for batch entry ", b, ", 0 to ", size - length,
                               " wanted for axis ", axis_, " of size ", size);
      }
    }
    return starts;
  }

  int64_t axis_ = -2;
  bool circular_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(tensor_scatter,
    {"", "TensorScatter", 24, kLatest, {}, TensorScatter::Make})

}  // namespace berth
