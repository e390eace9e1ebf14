#include "kernels/sequence/sequences.h"

namespace berth {
namespace {

// The inputs as a sequence. ONNX SequenceConstruct-11.
class SequenceConstruct final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<SequenceConstruct>(); }

  Status Run(KernelContext& ctx) const override {
    OrtValue& sequence = NewSequence(ctx, ctx.Input(0).type());
    for (size_t i = 0; i < ctx.input_count(); ++i) {
      BERTH_RETURN_IF_ERROR(CheckItem(sequence, ctx.Input(i)));
      BERTH_ASSIGN_OR_RETURN(SharedValue item, MakeItem(ctx.Input(i), ctx.allocator()));
      sequence.items.push_back(std::move(item));
    }
    return Ok();
  }
};

}  // namespace

BERTH_KERNEL_LIST(sequence_construct,
    {"", "SequenceConstruct", 11, kLatest, {}, SequenceConstruct::Make})

}  // namespace berth
