#include "kernels/sequence/sequences.h"

#include "kernels/ints.h"

namespace berth {

StatusOr<const OrtValue*> SequenceInput(const KernelContext& ctx, size_t i) {
  const OrtValue* value = ctx.InputValue(i);
  if (value != nullptr && value->kind == ONNX_TYPE_SEQUENCE) return value;
  return InvalidArgument("input ", i, ": no sequence seen, one wanted");
}

StatusOr<SharedValue> MakeItem(const Tensor& tensor, OrtAllocator* allocator) {
  BERTH_ASSIGN_OR_RETURN(Tensor copy, CopyTensor(tensor, allocator));
  return SharedValue(std::make_shared<OrtValue>(std::move(copy)));
}

Status CheckItem(const OrtValue& sequence, const Tensor& item) {
  if (sequence.item_type == ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED || sequence.item_type == item.type()) return Ok();
  return InvalidArgument("element of type ", ElementTypeName(item.type()), " seen, ", ElementTypeName(sequence.item_type),
                         " wanted as in the rest of the sequence");
}

StatusOr<size_t> PositionInput(const KernelContext& ctx, size_t i, size_t limit, size_t count, size_t fallback) {
  const Tensor* tensor = ctx.OptionalInput(i);
  if (tensor == nullptr) return fallback;
  BERTH_ASSIGN_OR_RETURN(const int64_t given, ReadInt(*tensor, "position"));
  const int64_t position = given < 0 ? given + static_cast<int64_t>(count) : given;
  if (position >= 0 && static_cast<size_t>(position) < limit) return static_cast<size_t>(position);
  return InvalidArgument("input ", i, ": position ", given, " seen in a sequence of ", count);
}

OrtValue& NewSequence(KernelContext& ctx, ElementType item_type) {
  OrtValue& sequence = ctx.OutputValue(0);
  sequence = OrtValue();
  sequence.kind = ONNX_TYPE_SEQUENCE;
  sequence.item_type = item_type;
  return sequence;
}

}  // namespace berth
