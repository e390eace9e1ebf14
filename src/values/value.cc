#include "values/value.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace berth {
namespace {

// Whether two elements can be in one sequence.
bool SameElementType(const OrtValue& a, const OrtValue& b) {
  if (a.kind != b.kind) return false;
  if (a.is_tensor()) return a.tensor.type() == b.tensor.type();
  return a.items[0]->tensor.type() == b.items[0]->tensor.type() &&
         a.items[1]->tensor.type() == b.items[1]->tensor.type();
}

// Positions of `keys` in ascending order, of equal ones the first alone.
template <typename Key>
std::vector<size_t> SortedUnique(std::span<const Key> keys) {
  std::vector<size_t> order(keys.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return keys[a] < keys[b]; });
  const auto same = [&](size_t a, size_t b) { return keys[a] == keys[b]; };
  order.erase(std::unique(order.begin(), order.end(), same), order.end());
  return order;
}

// The elements of a list at `order`, as a list.
StatusOr<std::unique_ptr<OrtValue>> Pick(const Tensor& from, std::span<const size_t> order) {
  const auto length = static_cast<int64_t>(order.size());
  BERTH_ASSIGN_OR_RETURN(Tensor list, Tensor::Allocate(DefaultCpuAllocator(), from.type(), {&length, 1}));
  if (from.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    for (size_t i = 0; i < order.size(); ++i) list.mutable_strings()[i] = from.strings()[order[i]];
  } else {
    const size_t size = FindElementType(from.type())->bits / 8;
    auto* to = static_cast<std::byte*>(list.mutable_data());
    const auto* data = static_cast<const std::byte*>(from.data());
    for (size_t i = 0; i < order.size(); ++i) std::memcpy(to + i * size, data + order[i] * size, size);
  }
  return std::make_unique<OrtValue>(std::move(list));
}

Status CheckMapParts(const Tensor& keys, const Tensor& values) {
  constexpr TypeSet kKeys = kI64 | kString, kValues = kF32 | kF64 | kI64 | kString;
  if (!kKeys.contains(keys.type())) {
    return Error(ORT_FAIL, "map: keys of ", ElementTypeName(keys.type()), " seen, int64 or string wanted");
  }
  if (!kValues.contains(values.type())) {
    return Error(ORT_FAIL, "map: values of ", ElementTypeName(values.type()),
                 " seen, float, double, int64 or string wanted");
  }
  if (keys.dims().size() > 1 || values.dims().size() > 1 || keys.element_count() != values.element_count()) {
    return Error(ORT_FAIL, "map: keys ", ShapeText(keys.dims()), " and values ", ShapeText(values.dims()),
                 " seen, two lists of one length wanted");
  }
  if (!keys.memory_info().device.IsHostAccessible() || !values.memory_info().device.IsHostAccessible()) {
    return Error(ORT_NOT_IMPLEMENTED, "map: keys and values must be in host memory");
  }
  return Ok();
}

}  // namespace

StatusOr<std::unique_ptr<OrtValue>> CloneValue(const OrtValue& value, OrtAllocator* allocator) {
  auto clone = std::make_unique<OrtValue>();
  clone->kind = value.kind;
  clone->items = value.items;
  clone->item_type = value.item_type;
  clone->sparse = value.sparse;
  if (value.is_tensor()) {
    BERTH_ASSIGN_OR_RETURN(clone->tensor, CopyTensor(value.tensor, allocator));
  }
  return clone;
}

StatusOr<std::unique_ptr<OrtValue>> MakeSequence(std::span<const OrtValue* const> items) {
  if (items.empty()) return Error(ORT_FAIL, "sequence: no element seen, at least one wanted");
  auto sequence = std::make_unique<OrtValue>();
  sequence->kind = ONNX_TYPE_SEQUENCE;
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i]->kind != ONNX_TYPE_TENSOR && items[i]->kind != ONNX_TYPE_MAP) {
      return Error(ORT_FAIL, "sequence: element ", i, ": tensors and maps alone can be elements");
    }
    if (!SameElementType(*items[0], *items[i])) {
      return Error(ORT_FAIL, "sequence: element ", i, ": all elements must be of one type");
    }
    BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtValue> copy, CloneValue(*items[i], DefaultCpuAllocator()));
    sequence->items.push_back(std::move(copy));
  }
  if (items[0]->is_tensor()) sequence->item_type = items[0]->tensor.type();
  return sequence;
}

StatusOr<std::unique_ptr<OrtValue>> MakeMap(const OrtValue& keys, const OrtValue& values) {
  if (!keys.is_tensor() || !values.is_tensor()) return Error(ORT_FAIL, "map: keys and values must be tensors");
  BERTH_RETURN_IF_ERROR(CheckMapParts(keys.tensor, values.tensor));
  const std::vector<size_t> order = keys.tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING
                                        ? SortedUnique(keys.tensor.strings())
                                        : SortedUnique(keys.tensor.span<int64_t>());
  auto map = std::make_unique<OrtValue>();
  map->kind = ONNX_TYPE_MAP;
  for (const OrtValue* part : {&keys, &values}) {
    BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtValue> list, Pick(part->tensor, order));
    map->items.push_back(std::move(list));
  }
  return map;
}

}  // namespace berth
