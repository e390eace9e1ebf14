#include "graph/onnx_type.h"
#include "kernels/sequence/sequences.h"

namespace berth {
namespace {

// A sequence without elements, of the type that `dtype` says. ONNX SequenceEmpty-11.
class SequenceEmpty final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<SequenceEmpty>();
    BERTH_ASSIGN_OR_RETURN(const int64_t type, info.Int("dtype", onnx::TensorProto::FLOAT));
    kernel->type_ = ElementTypeFromOnnx(static_cast<int32_t>(type));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    NewSequence(ctx, type_);
    return Ok();
  }

 private:
  ElementType type_ = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
};

}  // namespace

BERTH_KERNEL_LIST(sequence_empty,
    {"", "SequenceEmpty", 11, kLatest, {}, SequenceEmpty::Make})

}  // namespace berth
