#include <limits>

#include "kernels/controlflow/bodies.h"
#include "kernels/controlflow/helpers.h"
#include "kernels/controlflow/stack.h"
#include "kernels/ints.h"

namespace berth {
namespace {

// A body run while its trip count and its condition allow. ONNX Loop-1, -11, -13 (sequences), -16 (optionals) and later.
//   inputs    M?, cond?, N carried values     body    iteration, cond, N carried -> cond, N carried, K items
//   outputs   N carried values, K stacks of items
class Loop final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Loop>();
    kernel->carried_ = info.input_count() > 2 ? info.input_count() - 2 : 0;
    if (info.output_count() < kernel->carried_) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": ", info.output_count(), " outputs seen, at least ", kernel->carried_,
                   " for its carried values wanted");
    }
    kernel->stacks_ = info.output_count() - kernel->carried_;
    kernel->helper_ = info.loop_helper();
    BERTH_ASSIGN_OR_RETURN(kernel->body_, FindBody(info, "body", 2 + kernel->carried_, 1 + info.output_count()));
    for (size_t i = 0; i < kernel->stacks_; ++i) {
      kernel->empty_dims_.push_back(DeclaredItemDims(info.body_graph("body"), 1 + kernel->carried_ + i));
      kernel->empty_dims_.back().insert(kernel->empty_dims_.back().begin(), 0);
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    int64_t trips = std::numeric_limits<int64_t>::max();
    bool goes_on = true;
    const Tensor* limit = ctx.OptionalInput(0);
    const OrtValue* cond = ctx.InputValue(1);
    if (limit != nullptr) { BERTH_ASSIGN_OR_RETURN(trips, ReadInt(*limit, "M")); }
    if (cond != nullptr) { BERTH_ASSIGN_OR_RETURN(goes_on, ReadBool(*cond, "input cond")); }

    Values values(2 + carried_);
    BERTH_ASSIGN_OR_RETURN(values[1], MakeBool(goes_on, ctx.allocator()));
    for (size_t i = 2; i < values.size(); ++i) {
      if (ctx.InputValue(i) == nullptr) return InvalidArgument("input ", i, ": none seen");
      values[i] = Borrowed(ctx.InputValue(i));
    }
    Values outputs(1 + carried_ + stacks_);
    std::vector<std::vector<SharedValue>> kept(helper_ != nullptr ? stacks_ : 0);
    std::vector<Stack> stacks;
    for (size_t i = 0; i < stacks_; ++i) stacks.emplace_back(limit != nullptr && trips > 0 ? static_cast<size_t>(trips) : 0);
    for (int64_t trip = 0; trip < trips && goes_on; ++trip) {
      BERTH_RETURN_IF_ERROR(CheckGoesOn(ctx));
      BERTH_ASSIGN_OR_RETURN(goes_on, Turn(ctx, trip, values, outputs, stacks, kept));
    }
    for (size_t i = 0; i < carried_; ++i) BERTH_RETURN_IF_ERROR(PassOn(ctx, *body_, i, std::move(values[2 + i])));
    for (size_t i = 0; i < stacks_; ++i) {
      const bool by_helper = helper_ != nullptr && !kept[i].empty();
      BERTH_RETURN_IF_ERROR(by_helper ? GiveKept(ctx, i, kept[i]) : GiveStack(ctx, i, stacks[i]));
    }
    return Ok();
  }

 private:
  using Values = absl::InlinedVector<SharedValue, 8>;

  // One trip: `values` are the body's inputs, and become those of the next trip; `outputs` is room that stays from trip to
  // trip. Gives whether there shall be a next one.
  StatusOr<bool> Turn(KernelContext& ctx, int64_t trip, Values& values, Values& outputs, std::span<Stack> stacks,
                      std::span<std::vector<SharedValue>> kept) const {
    BERTH_ASSIGN_OR_RETURN(values[0], MakeInt64(trip, ctx.allocator()));
    const std::span<SharedValue> items(outputs.data() + 1 + carried_, stacks_);
    for (size_t i = 0; i < stacks_ && kept.empty(); ++i) { BERTH_ASSIGN_OR_RETURN(items[i], stacks[i].Place(ctx.allocator())); }
    Status status = body_->Run(ctx, values, outputs);
    if (!status.ok()) return std::move(status).Annotate(absl::StrCat("body, trip ", trip));
    BERTH_ASSIGN_OR_RETURN(const bool goes_on, ReadBool(*outputs[0], "body output 0 (condition)"));
    for (size_t i = 0; i < stacks_; ++i) {
      const OrtValue& item = *items[i];
      if (!kept.empty()) {
        BERTH_RETURN_IF_ERROR(Keep(ctx, kept[i], std::move(items[i])).Annotate(absl::StrCat("body output ", 1 + carried_ + i)));
        items[i].reset();
        continue;
      }
      Status added = item.is_tensor() ? stacks[i].Add(item.tensor, ctx.allocator()) : InvalidArgument("no tensor seen, one wanted");
      if (!added.ok()) return std::move(added).Annotate(absl::StrCat("body output ", 1 + carried_ + i));
      items[i].reset();
    }
    for (size_t i = 0; i <= carried_; ++i) Advance(values[1 + i], outputs[i]);
    return goes_on;
  }

  // For an EP that puts the items together itself.
  Status Keep(KernelContext& ctx, std::vector<SharedValue>& kept, SharedValue item) const {
    const bool fits = item->is_tensor() && (kept.empty() || (item->tensor.type() == kept[0]->tensor.type() &&
                                                             SameDims(item->tensor.dims(), kept[0]->tensor.dims())));
    if (!fits) return InvalidArgument("no tensor of the first trip's type and shape seen, one wanted");
    BERTH_ASSIGN_OR_RETURN(kept.emplace_back(), Owned(ctx, *body_, std::move(item)));
    return Ok();
  }

  Status GiveKept(KernelContext& ctx, size_t i, std::span<const SharedValue> kept) const {
    if (!ctx.WantsOutput(carried_ + i)) return Ok();
    Dims dims(kept[0]->tensor.dims().begin(), kept[0]->tensor.dims().end());
    dims.insert(dims.begin(), static_cast<int64_t>(kept.size()));
    BERTH_ASSIGN_OR_RETURN(Tensor * output, ctx.Output(carried_ + i, kept[0]->tensor.type(), dims));
    std::vector<const OrtValue*> items;
    for (const SharedValue& item : kept) items.push_back(item.get());
    return helper_->Concat(ctx, items, output->mutable_data(), output->bytes());
  }

  Status GiveStack(KernelContext& ctx, size_t i, Stack& stack) const {
    if (stack.count() == 0) {
      return ctx.WantsOutput(carried_ + i) ? ctx.Output(carried_ + i, empty_dims_[i]).status() : Ok();
    }
    BERTH_ASSIGN_OR_RETURN(Tensor all, stack.Finish(ctx.allocator()));
    return ctx.ShareOutput(carried_ + i, std::make_shared<OrtValue>(std::move(all)));
  }

  const BodyRunner* body_ = nullptr;
  const LoopHelper* helper_ = nullptr;
  size_t carried_ = 0, stacks_ = 0;
  std::vector<Dims> empty_dims_;   // of each stack, for no trip at all
};

}  // namespace

BERTH_KERNEL_LIST(loop,
    {"", "Loop", 1, kLatest, {}, Loop::Make})

}  // namespace berth
