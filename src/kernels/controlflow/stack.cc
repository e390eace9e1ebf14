#include "kernels/controlflow/stack.h"

#include <algorithm>
#include <cstring>

#include "base/checked_math.h"
#include "values/packed.h"

namespace berth {
namespace {

// Room that is taken at once for a loop that says how often it will turn.
constexpr size_t kMaxExpectedBytes = 64 << 20;

// Items of fewer bytes are copied.
constexpr size_t kWorthAPlace = 1 << 10;

Dims WithCount(size_t count, const Dims& item) {
  Dims dims{static_cast<int64_t>(count)};
  dims.insert(dims.end(), item.begin(), item.end());
  return dims;
}

ElementType StoredAs(ElementType type) { return IsPacked(type) ? ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 : type; }

}  // namespace

Status Stack::Grow(OrtAllocator* allocator) {
  size_t capacity = std::max<size_t>(capacity_ * 2, 4);
  if (capacity_ == 0) {
    BERTH_ASSIGN_OR_RETURN(size_t count, ElementCount(item_dims_));
    auto bytes = CheckedMul(std::max<size_t>(StorageBytes(StoredAs(type_), count).value_or(0), 1), expected_);
    if (expected_ > 0 && bytes && *bytes <= kMaxExpectedBytes) capacity = expected_;
  }
  BERTH_ASSIGN_OR_RETURN(Tensor larger, Tensor::Allocate(allocator, StoredAs(type_), WithCount(capacity, item_dims_)));
  if (type_ == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    std::move(items_.mutable_strings().begin(), items_.mutable_strings().end(), larger.mutable_strings().begin());
  } else if (capacity_ > 0 && items_.bytes() > 0) {
    std::memcpy(larger.mutable_data(), items_.data(), items_.bytes());
  }
  items_ = std::move(larger);
  capacity_ = capacity;
  return Ok();
}

StatusOr<SharedValue> Stack::Place(OrtAllocator* allocator) {
  const bool pays = count_ > 0 && type_ == items_.type() && type_ != ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING &&
                    items_.bytes() >= kWorthAPlace * capacity_;
  if (!pays) return SharedValue();
  if (count_ == capacity_) BERTH_RETURN_IF_ERROR(Grow(allocator));
  const size_t item_bytes = items_.bytes() / capacity_;
  void* data = static_cast<std::byte*>(items_.mutable_data()) + count_ * item_bytes;
  return SharedValue(std::make_shared<OrtValue>(Tensor::Place(type_, item_dims_, data, &items_.memory_info())));
}

Status Stack::Add(const Tensor& item, OrtAllocator* allocator) {
  if (count_ == 0) {
    type_ = item.type();
    item_dims_.assign(item.dims().begin(), item.dims().end());
  } else if (item.type() != type_ || !SameDims(item.dims(), item_dims_)) {
    return InvalidArgument(ElementTypeName(item.type()), ShapeText(item.dims()), " seen in trip ", count_, ", ",
                           ElementTypeName(type_), ShapeText(item_dims_), " wanted as in the trips before");
  }
  if (count_ == capacity_) BERTH_RETURN_IF_ERROR(Grow(allocator));
  const size_t elements = item.element_count(), at = count_++ * elements;
  if (type_ == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    std::copy(item.strings().begin(), item.strings().end(), items_.mutable_strings().begin() + static_cast<std::ptrdiff_t>(at));
  } else if (IsPacked(type_)) {
    UnpackElements(item, static_cast<uint8_t*>(items_.mutable_data()) + at);
  } else if (item.bytes() > 0) {
    std::byte* place = static_cast<std::byte*>(items_.mutable_data()) + (count_ - 1) * item.bytes();
    if (place != item.data()) std::memcpy(place, item.data(), item.bytes());
  }
  return Ok();
}

StatusOr<Tensor> Stack::Finish(OrtAllocator* allocator) {
  const Dims dims = WithCount(count_, item_dims_);
  Tensor result = std::move(items_);
  result.Truncate(dims);
  if (IsPacked(type_)) {
    BERTH_ASSIGN_OR_RETURN(Tensor packed, Tensor::Allocate(allocator, type_, dims));
    PackElements(static_cast<const uint8_t*>(result.data()), packed);
    result = std::move(packed);
  }
  count_ = capacity_ = 0;
  return result;
}

}  // namespace berth
