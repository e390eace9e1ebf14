#include "graph/onnx_type.h"
#include "kernels/controlflow/bodies.h"
#include "kernels/sequence/sequences.h"

namespace berth {
namespace {

// A body run on the elements of sequences; tensors among the inputs go into every run. ONNX SequenceMap-17.
class SequenceMap final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<SequenceMap>();
    BERTH_ASSIGN_OR_RETURN(kernel->body_, FindBody(info, "body", info.input_count(), info.output_count()));
    for (ValueId id : info.body_graph("body").outputs) {
      const onnx::TypeProto& type = info.body_graph("body").value(id).type;
      kernel->types_.push_back(ElementTypeFromOnnx(type.tensor_type().elem_type()));
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const OrtValue* first, SequenceInput(ctx, 0));
    std::vector<std::shared_ptr<OrtValue>> results;
    for (ElementType type : types_) {
      results.push_back(std::make_shared<OrtValue>());
      results.back()->kind = ONNX_TYPE_SEQUENCE;
      results.back()->item_type = type;
    }
    for (size_t i = 0; i < first->items.size(); ++i) {
      Status status = RunOn(ctx, i, first->items.size(), results);
      if (!status.ok()) return std::move(status).Annotate(absl::StrCat("body, element ", i));
    }
    for (size_t k = 0; k < results.size(); ++k) BERTH_RETURN_IF_ERROR(ctx.ShareOutput(k, std::move(results[k])));
    return Ok();
  }

 private:
  Status RunOn(KernelContext& ctx, size_t element, size_t count, std::span<const std::shared_ptr<OrtValue>> results) const {
    BERTH_RETURN_IF_ERROR(CheckGoesOn(ctx));
    absl::InlinedVector<SharedValue, 4> inputs, outputs(results.size());
    for (size_t i = 0; i < body_->input_count(); ++i) {
      const OrtValue* value = ctx.InputValue(i);
      if (value == nullptr || value->kind != ONNX_TYPE_SEQUENCE) {
        inputs.push_back(Borrowed(value));
        continue;
      }
      if (value->items.size() != count) {
        return InvalidArgument("input ", i, ": ", value->items.size(), " elements seen, ", count, " wanted as in input 0");
      }
      inputs.push_back(value->items[element]);
    }
    BERTH_RETURN_IF_ERROR(body_->Run(ctx, inputs, outputs));
    for (size_t k = 0; k < results.size(); ++k) {
      if (!outputs[k]->is_tensor()) return InvalidArgument("body output ", k, ": no tensor seen, one wanted as an element");
      BERTH_ASSIGN_OR_RETURN(SharedValue item, Owned(ctx, *body_, std::move(outputs[k])));
      results[k]->items.push_back(std::move(item));
    }
    return Ok();
  }

  const BodyRunner* body_ = nullptr;
  std::vector<ElementType> types_;   // of the elements of each output
};

}  // namespace

BERTH_KERNEL_LIST(sequence_map,
    {"", "SequenceMap", 17, kLatest, {}, SequenceMap::Make})

}  // namespace berth
