#include "kernels/sequence/sequences.h"

namespace berth {
namespace {

// The sequence without the element at a position, or without its last. ONNX SequenceErase-11.
class SequenceErase final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<SequenceErase>(); }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const OrtValue* sequence, SequenceInput(ctx, 0));
    const size_t count = sequence->items.size();
    if (count == 0) return InvalidArgument("input 0: empty sequence seen, one with an element to erase wanted");
    BERTH_ASSIGN_OR_RETURN(const size_t position, PositionInput(ctx, 1, count, count, count - 1));
    OrtValue& output = NewSequence(ctx, sequence->item_type);
    output.items = sequence->items;
    output.items.erase(output.items.begin() + static_cast<std::ptrdiff_t>(position));
    return Ok();
  }
};

}  // namespace

BERTH_KERNEL_LIST(sequence_erase,
    {"", "SequenceErase", 11, kLatest, {}, SequenceErase::Make})

}  // namespace berth
