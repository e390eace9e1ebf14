#include "kernels/flag.h"
#include "kernels/tensor/indices.h"
#include "kernels/tensor/movable.h"
#include "kernels/types.h"

namespace berth {
namespace {

using Types = TypeList<float, Float16, BFloat16>;

template <typename T>
void TurnHead(const void* in, const void* cosines, const void* sines, void* out, int64_t half, bool interleaved) {
  using M = MathType<T>;
  const T* x = static_cast<const T*>(in);
  const T* cosine = static_cast<const T*>(cosines);
  const T* sine = static_cast<const T*>(sines);
  T* y = static_cast<T*>(out);
  const int64_t step = interleaved ? 2 : 1, other = interleaved ? 1 : half;
  for (int64_t i = 0; i < half; ++i) {
    const M a = static_cast<M>(x[i * step]), b = static_cast<M>(x[i * step + other]);
    const M c = static_cast<M>(cosine[i]), s = static_cast<M>(sine[i]);
    y[i * step] = T(c * a - s * b);
    y[i * step + other] = T(s * a + c * b);
  }
}

// Pairs of each head's first `rotated` elements turned by the angle of their token: neighbours (interleaved), or one of the first
// half with one of the second. X: [batch, heads, tokens, head] or [batch, tokens, heads * head]; cosines and sines: [positions,
// rotated / 2] with position_ids [batch, tokens], else [batch, tokens, rotated / 2]. ONNX RotaryEmbedding-23.
class RotaryEmbedding final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<RotaryEmbedding>();
    BERTH_ASSIGN_OR_RETURN(kernel->heads_, info.Int("num_heads", 0));
    BERTH_ASSIGN_OR_RETURN(kernel->rotated_, info.Int("rotary_embedding_dim", 0));
    BERTH_ASSIGN_OR_RETURN(kernel->interleaved_, FlagAttribute(info, "interleaved"));
    if (kernel->heads_ < 0 || kernel->rotated_ < 0) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attributes \"num_heads\" ", kernel->heads_,
                   " and \"rotary_embedding_dim\" ",
                   kernel->rotated_, " seen, at least 0 wanted");
    }
    kernel->turn_ = SelectByType<Types>(info.input_type(0), []<typename T>() -> Turn { return &TurnHead<T>; });
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(const Layout at, Lay(x.dims()));
    BERTH_ASSIGN_OR_RETURN(const auto positions, Positions(ctx, at));
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const Elements cosines, Elements::Of(ctx, ctx.Input(1)));
    BERTH_ASSIGN_OR_RETURN(const Elements sines, Elements::Of(ctx, ctx.Input(2)));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, x.dims()));
    if (out.count() == 0) return Ok();
    const int64_t half = at.rotated / 2;
    ParallelFor(ctx.pool(), at.batch * at.tokens * at.heads, GrainFor(static_cast<size_t>(at.head) * 4),
                [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  for (std::ptrdiff_t i = begin; i < end; ++i) {
                    // Heads lie in the order of the input: outer axis first.
                    const int64_t batch = i / (at.tokens * at.heads), rest = i % (at.tokens * at.heads);
                    const int64_t token = batch * at.tokens + (at.heads_first ? rest % at.tokens : rest / at.heads);
                    const auto angle =
                        static_cast<size_t>((positions.empty() ? token : positions[static_cast<size_t>(token)]) * half);
                    const auto head = static_cast<size_t>(i * at.head), tail = static_cast<size_t>(at.rotated);
                    turn_(in.at(head), cosines.at(angle), sines.at(angle), out.at(head), half, interleaved_);
                    CopyRun(in, head + tail, out, head + tail, static_cast<size_t>(at.head) - tail);
                  }
                });
    return Ok();
  }

 private:
  struct Layout {
    int64_t batch, heads, tokens, head, rotated;
    bool heads_first;
  };
  using Turn = void (*)(const void* in, const void* cosines, const void* sines, void* out, int64_t half, bool interleaved);

  StatusOr<Layout> Lay(DimsView dims) const {
    Layout at{};
    if (dims.size() == 4) {
      at = {dims[0], dims[1], dims[2], dims[3], rotated_, true};
    } else if (dims.size() == 3 && heads_ > 0 && dims[2] % heads_ == 0) {
      at = {dims[0], heads_, dims[1], dims[2] / heads_, rotated_, false};
    } else {
      return InvalidArgument("input \"X\": shape ", ShapeText(dims), " and ", heads_,
                             " heads seen, [batch, heads, tokens, head] or ", "[batch, tokens, heads * head] wanted");
    }
    if (at.rotated == 0) at.rotated = at.head;
    if (at.rotated < 0 || at.rotated > at.head || at.rotated % 2 != 0) {
      return InvalidArgument("attribute \"rotary_embedding_dim\": ", at.rotated, " seen, an even number up to ", at.head,
                             " wanted");
    }
    return at;
  }

  // The row of the cosines and sines for each token; empty when they have one for each.
  static StatusOr<std::span<const int64_t>> Positions(KernelContext& ctx, const Layout& at) {
    const Tensor* ids = ctx.OptionalInput(3);
    const DimsView cosines = ctx.Input(1).dims(), sines = ctx.Input(2).dims();
    if (!SameDims(cosines, sines)) {
      return InvalidArgument("input \"sin_cache\": shape ", ShapeText(sines), " seen, ", ShapeText(cosines), " wanted");
    }
    if (ids == nullptr) {
      const Dims wanted{at.batch, at.tokens, at.rotated / 2};
      if (SameDims(cosines, wanted)) return std::span<const int64_t>();
      return InvalidArgument("input \"cos_cache\": shape ", ShapeText(cosines), " seen, ", ShapeText(wanted), " wanted");
    }
    if (cosines.size() != 2 || cosines[1] != at.rotated / 2) {
      return InvalidArgument("input \"cos_cache\": shape ", ShapeText(cosines), " seen, [positions, ", at.rotated / 2,
                             "] wanted");
    }
    if (!SameDims(ids->dims(), Dims{at.batch, at.tokens})) {
      return InvalidArgument("input \"position_ids\": shape ", ShapeText(ids->dims()), " seen, [", at.batch, ",", at.tokens,
                             "] wanted");
    }
    return ReadIndices(ctx, *ids, cosines[0], 0, "position_ids");
  }

  int64_t heads_ = 0, rotated_ = 0;
  bool interleaved_ = false;
  Turn turn_ = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(rotary_embedding,
    {"", "RotaryEmbedding", 23, kLatest, {{{"T", Types::kSet}}}, RotaryEmbedding::Make})

}  // namespace berth
