#include "kernels/controlflow/bodies.h"

#include <algorithm>

namespace berth {
namespace {

template <typename T>
StatusOr<T> ReadOne(const OrtValue& value, std::string_view name) {
  if (value.is_tensor() && value.tensor.type() == ElementTypeOf<T>() && value.tensor.element_count() == 1) {
    return value.tensor.span<T>()[0];
  }
  const std::string seen = value.is_tensor() ? absl::StrCat(ElementTypeName(value.tensor.type()), ShapeText(value.tensor.dims()))
                                             : std::string("no tensor");
  return InvalidArgument(name, ": ", seen, " seen, one ", ElementTypeName(ElementTypeOf<T>()), " wanted");
}

template <typename T>
StatusOr<SharedValue> MakeOne(T element, OrtAllocator* allocator) {
  BERTH_ASSIGN_OR_RETURN(Tensor tensor, Tensor::Allocate(allocator, ElementTypeOf<T>(), {}));
  tensor.mutable_span<T>()[0] = element;
  return SharedValue(std::make_shared<OrtValue>(std::move(tensor)));
}

}  // namespace

StatusOr<const BodyRunner*> FindBody(const KernelInfo& info, std::string_view attribute, size_t inputs, size_t outputs) {
  BERTH_ASSIGN_OR_RETURN(const BodyRunner* body, info.BodyOf(attribute));
  if (body->input_count() == inputs && body->output_count() == outputs) return body;
  return Error(ORT_INVALID_GRAPH, info.label(), ": ", attribute, ": ", body->input_count(), " inputs and ", body->output_count(),
               " outputs seen, ", inputs, " and ", outputs, " wanted");
}

Status PassOn(KernelContext& ctx, size_t i, SharedValue value) {
  const bool owns = value.use_count() > 0 && (!value->is_tensor() || value->tensor.owns_memory());
  if (owns) return ctx.ShareOutput(i, std::move(value));
  BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtValue> copy, CloneValue(*value, ctx.allocator()));
  return ctx.ShareOutput(i, std::move(copy));
}

StatusOr<int64_t> ReadInt64(const OrtValue& value, std::string_view name) { return ReadOne<int64_t>(value, name); }
StatusOr<bool> ReadBool(const OrtValue& value, std::string_view name) { return ReadOne<bool>(value, name); }
StatusOr<SharedValue> MakeInt64(int64_t number, OrtAllocator* allocator) { return MakeOne(number, allocator); }
StatusOr<SharedValue> MakeBool(bool truth, OrtAllocator* allocator) { return MakeOne(truth, allocator); }

Status CheckGoesOn(KernelContext& ctx) {
  if (!ctx.terminate().load(std::memory_order_relaxed)) return Ok();
  return Status(ORT_FAIL, "terminate flag of the run options: set seen, the run is given up");
}

Dims DeclaredItemDims(const Graph& body, size_t output) {
  Dims dims;
  const onnx::TypeProto& type = body.value(body.outputs[output]).type;
  for (const auto& dim : type.tensor_type().shape().dim()) dims.push_back(std::max<int64_t>(dim.dim_value(), 0));
  return dims;
}

}  // namespace berth
