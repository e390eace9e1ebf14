#include "kernels/sequence/sequences.h"
#include "kernels/tensor/concat_along.h"

namespace berth {
namespace {

// The elements one behind the other along an axis, or stacked along a new one. ONNX ConcatFromSequence-11.
class ConcatFromSequence final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<ConcatFromSequence>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis"));
    BERTH_ASSIGN_OR_RETURN(const int64_t new_axis, info.Int("new_axis", 0));
    kernel->new_axis_ = new_axis != 0;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const OrtValue* sequence, SequenceInput(ctx, 0));
    if (sequence->items.empty()) return InvalidArgument("input 0: empty sequence seen, at least one tensor wanted");
    std::vector<const Tensor*> parts;
    for (const SharedValue& item : sequence->items) {
      if (!item->is_tensor()) return InvalidArgument("input 0: an element that is no tensor seen");
      parts.push_back(&item->tensor);
    }
    return ConcatAlong(ctx, parts, axis_, new_axis_);
  }

 private:
  int64_t axis_ = 0;
  bool new_axis_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(concat_from_sequence,
    {"", "ConcatFromSequence", 11, kLatest, {}, ConcatFromSequence::Make})

}  // namespace berth
