#include "kernels/controlflow/bodies.h"

#include <algorithm>

#include "values/value_type.h"

namespace berth {
namespace {

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

StatusOr<std::unique_ptr<OrtValue>> MakeBeside(KernelContext& ctx, const Tensor& other, DimsView dims) {
  const OrtMemoryInfo& info = other.memory_info();
  OrtAllocator* allocator = info.device.IsHostAccessible() ? ctx.allocator() : ctx.FindAllocator(info.device);
  if (allocator == nullptr) return InvalidArgument("memory \"", info.name, "\" seen, which no EP of the session allocates");
  BERTH_ASSIGN_OR_RETURN(Tensor tensor, Tensor::Allocate(allocator, other.type(), dims));
  return std::make_unique<OrtValue>(std::move(tensor));
}

StatusOr<SharedValue> Owned(KernelContext& ctx, const BodyRunner& body, SharedValue value) {
  if (value.use_count() > 0 && (!value->is_tensor() || value->tensor.owns_memory())) return value;
  if (value->is_tensor() && !IsInHostMemory(*value)) {
    BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtValue> copy, MakeBeside(ctx, value->tensor, value->tensor.dims()));
    BERTH_RETURN_IF_ERROR(body.Copy(ctx, *value, *copy));
    return SharedValue(std::move(copy));
  }
  BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtValue> copy, CloneValue(*value, ctx.allocator()));
  return SharedValue(std::move(copy));
}

Status PassOn(KernelContext& ctx, const BodyRunner& body, size_t i, SharedValue value) {
  BERTH_ASSIGN_OR_RETURN(SharedValue owned, Owned(ctx, body, std::move(value)));
  return ctx.ShareOutput(i, std::move(owned));
}

StatusOr<bool> ReadBool(const OrtValue& value, std::string_view name) {
  const bool is_bool = value.is_tensor() && value.tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL;
  if (is_bool && value.tensor.element_count() == 1) return value.tensor.span<bool>()[0];
  return InvalidArgument(name, ": ", TypeText(TypeOf(value)), " seen, one bool wanted");
}

StatusOr<SharedValue> MakeInt64(int64_t number, OrtAllocator* allocator) { return MakeOne(number, allocator); }
StatusOr<SharedValue> MakeBool(bool truth, OrtAllocator* allocator) { return MakeOne(truth, allocator); }

void Advance(SharedValue& state, SharedValue& next) {
  std::swap(state, next);
  const bool is_own = next.use_count() == 1 && next->is_tensor() && next->tensor.owns_memory();
  if (!is_own || !IsInHostMemory(*next)) next.reset();   // a device may not be done with it yet
}

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
