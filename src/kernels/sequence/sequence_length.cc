#include "kernels/sequence/sequences.h"

namespace berth {
namespace {

// How many elements a sequence has. ONNX SequenceLength-11.
class SequenceLength final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<SequenceLength>(); }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const OrtValue* sequence, SequenceInput(ctx, 0));
    BERTH_ASSIGN_OR_RETURN(Tensor * length, ctx.Output(0, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, {}));
    length->mutable_span<int64_t>()[0] = static_cast<int64_t>(sequence->items.size());
    return Ok();
  }
};

}  // namespace

BERTH_KERNEL_LIST(sequence_length,
    {"", "SequenceLength", 11, kLatest, {}, SequenceLength::Make})

}  // namespace berth
