#include "kernels/sequence/sequences.h"

namespace berth {
namespace {

// The element at a position, shared with the sequence. ONNX SequenceAt-11.
class SequenceAt final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<SequenceAt>(); }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const OrtValue* sequence, SequenceInput(ctx, 0));
    const size_t count = sequence->items.size();
    BERTH_ASSIGN_OR_RETURN(const size_t position, PositionInput(ctx, 1, count, count, 0));
    return ctx.ShareOutput(0, sequence->items[position]);
  }
};

}  // namespace

BERTH_KERNEL_LIST(sequence_at,
    {"", "SequenceAt", 11, kLatest, {}, SequenceAt::Make})

}  // namespace berth
