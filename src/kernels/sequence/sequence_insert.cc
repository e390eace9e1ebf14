#include "kernels/sequence/sequences.h"

namespace berth {
namespace {

// The sequence with one more element before a position, or at its end. ONNX SequenceInsert-11.
class SequenceInsert final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<SequenceInsert>(); }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const OrtValue* sequence, SequenceInput(ctx, 0));
    const Tensor& tensor = ctx.Input(1);
    const size_t count = sequence->items.size();
    BERTH_ASSIGN_OR_RETURN(const size_t position, PositionInput(ctx, 2, count + 1, count, count));
    BERTH_RETURN_IF_ERROR(CheckItem(*sequence, tensor));
    BERTH_ASSIGN_OR_RETURN(SharedValue item, MakeItem(tensor, ctx.allocator()));
    OrtValue& output = NewSequence(ctx, tensor.type());
    output.items.reserve(count + 1);
    output.items = sequence->items;
    output.items.insert(output.items.begin() + static_cast<std::ptrdiff_t>(position), std::move(item));
    return Ok();
  }
};

}  // namespace

BERTH_KERNEL_LIST(sequence_insert,
    {"", "SequenceInsert", 11, kLatest, {}, SequenceInsert::Make})

}  // namespace berth
