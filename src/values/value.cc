#include "values/value.h"

namespace berth {
namespace {

Status SameElement(const OrtValue& first, const OrtValue& other, size_t index) {
  const bool same = other.kind == first.kind && (!first.is_tensor() || other.tensor.type() == first.tensor.type());
  if (same) return Ok();
  return Error(ORT_FAIL, "sequence: element ", index, ": all elements must be of one type");
}

}  // namespace

StatusOr<std::unique_ptr<OrtValue>> CloneValue(const OrtValue& value, OrtAllocator* allocator) {
  auto clone = std::make_unique<OrtValue>();
  clone->kind = value.kind;
  if (value.is_tensor()) {
    BERTH_ASSIGN_OR_RETURN(clone->tensor, CopyTensor(value.tensor, allocator));
  }
  for (const auto& item : value.items) {
    BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtValue> copy, CloneValue(*item, allocator));
    clone->items.push_back(std::move(copy));
  }
  return clone;
}

StatusOr<std::unique_ptr<OrtValue>> MakeSequence(std::span<const OrtValue* const> items) {
  if (items.empty()) return InvalidArgument("sequence: no element seen, at least one wanted");
  auto sequence = std::make_unique<OrtValue>();
  sequence->kind = ONNX_TYPE_SEQUENCE;
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i]->kind != ONNX_TYPE_TENSOR && items[i]->kind != ONNX_TYPE_MAP) {
      return Error(ORT_NOT_IMPLEMENTED, "sequence: element ", i, ": tensors and maps alone can be elements");
    }
    BERTH_RETURN_IF_ERROR(SameElement(*items[0], *items[i], i));
    BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtValue> copy, CloneValue(*items[i], DefaultCpuAllocator()));
    sequence->items.push_back(std::move(copy));
  }
  return sequence;
}

StatusOr<std::unique_ptr<OrtValue>> MakeMap(const OrtValue& keys, const OrtValue& values) {
  if (!keys.is_tensor() || !values.is_tensor()) return InvalidArgument("map: keys and values must be tensors");
  const ElementType key_type = keys.tensor.type();
  if (key_type != ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 && key_type != ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    return Error(ORT_NOT_IMPLEMENTED, "map: keys of ", ElementTypeName(key_type), " seen, int64 or string wanted");
  }
  if (keys.tensor.dims().size() != 1 || !SameDims(keys.tensor.dims(), values.tensor.dims())) {
    return InvalidArgument("map: keys ", ShapeText(keys.tensor.dims()), " and values ", ShapeText(values.tensor.dims()),
                           " seen, two lists of one length wanted");
  }
  auto map = std::make_unique<OrtValue>();
  map->kind = ONNX_TYPE_MAP;
  for (const OrtValue* part : {&keys, &values}) {
    BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtValue> copy, CloneValue(*part, DefaultCpuAllocator()));
    map->items.push_back(std::move(copy));
  }
  return map;
}

}  // namespace berth
