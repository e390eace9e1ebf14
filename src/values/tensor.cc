#include <cassert>
#include <cstring>
#include <new>
#include <utility>

#include "values/value.h"

namespace berth {
namespace {

bool IsString(ElementType type) { return type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING; }

// Count and bytes of a tensor, checked.
struct Extent {
  size_t count;
  size_t bytes;
};
StatusOr<Extent> ExtentOf(ElementType type, DimsView dims) {
  if (FindElementType(type) == nullptr) {
    return InvalidArgument("tensor: element type ", static_cast<int>(type), ": no such type");
  }
  BERTH_ASSIGN_OR_RETURN(size_t count, ElementCount(dims));
  auto bytes = StorageBytes(type, count);
  if (!bytes) return InvalidArgument("tensor: shape ", ShapeText(dims), ": more bytes than memory can hold");
  return Extent{count, *bytes};
}

}  // namespace

Tensor::Tensor(Tensor&& other) noexcept { *this = std::move(other); }

Tensor& Tensor::operator=(Tensor&& other) noexcept {
  if (this == &other) return *this;
  Reset();
  type_ = std::exchange(other.type_, ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED);
  dims_ = std::move(other.dims_);
  count_ = std::exchange(other.count_, 0);
  data_ = std::exchange(other.data_, nullptr);
  info_ = other.info_;
  owner_ = std::exchange(other.owner_, nullptr);
  other.dims_.clear();
  return *this;
}

StatusOr<Tensor> Tensor::Allocate(OrtAllocator* allocator, ElementType type, DimsView dims) {
  BERTH_ASSIGN_OR_RETURN(Extent extent, ExtentOf(type, dims));
  const OrtMemoryInfo* info = allocator->Info(allocator);
  Tensor tensor = Place(type, dims, nullptr, info != nullptr ? InternMemoryInfo(*info) : &CpuMemoryInfo());
  tensor.owner_ = allocator;
  // A tensor without elements still has an address, as callers expect of one.
  tensor.data_ = allocator->Alloc(allocator, extent.bytes > 0 ? extent.bytes : 1);
  if (tensor.data_ == nullptr) {
    tensor.owner_ = nullptr;
    return Error(ORT_FAIL, "tensor ", ElementTypeName(type), ShapeText(dims), ": ", extent.bytes,
                 " bytes wanted, none left");
  }
  if (IsString(type)) {
    for (size_t i = 0; i < extent.count; ++i) new (static_cast<std::string*>(tensor.data_) + i) std::string();
  }
  return tensor;
}

StatusOr<Tensor> Tensor::Borrow(ElementType type, DimsView dims, void* data, size_t bytes, const OrtMemoryInfo& info) {
  if (IsString(type)) return InvalidArgument("tensor: strings: memory of the caller cannot hold them");
  BERTH_ASSIGN_OR_RETURN(Extent extent, ExtentOf(type, dims));
  if (bytes < extent.bytes) {
    return InvalidArgument("tensor ", ElementTypeName(type), ShapeText(dims), ": ", bytes, " bytes seen, ", extent.bytes,
                           " wanted");
  }
  if (data == nullptr && extent.bytes > 0) return InvalidArgument("tensor: data: null seen");
  return Place(type, dims, data, InternMemoryInfo(info));
}

StatusOr<Tensor> Tensor::Adopt(ElementType type, DimsView dims, void* data, size_t bytes, OrtAllocator* deleter) {
  const OrtMemoryInfo* info = deleter->Info != nullptr ? deleter->Info(deleter) : nullptr;
  BERTH_ASSIGN_OR_RETURN(Tensor tensor, Borrow(type, dims, data, bytes, info != nullptr ? *info : CpuMemoryInfo()));
  tensor.owner_ = deleter;
  return tensor;
}

Tensor Tensor::Place(ElementType type, DimsView dims, void* data, const OrtMemoryInfo* info) {
  Tensor tensor;
  tensor.type_ = type;
  tensor.dims_.assign(dims.begin(), dims.end());
  tensor.count_ = ElementCountOf(dims);
  tensor.data_ = data;
  tensor.info_ = info;
  return tensor;
}

void Tensor::Reshape(DimsView dims) {
  assert(ElementCountOf(dims) == count_);
  dims_.assign(dims.begin(), dims.end());
}

void Tensor::Reset() {
  if (owner_ != nullptr) {
    if (IsString(type_)) {
      for (std::string& text : mutable_strings()) text.~basic_string();
    }
    owner_->Free(owner_, data_);
  }
  type_ = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  dims_.clear();
  count_ = 0;
  data_ = nullptr;
  owner_ = nullptr;
}

Status CopyInto(const Tensor& from, Tensor& to) {
  if (from.type() != to.type() || !SameDims(from.dims(), to.dims())) {
    return InvalidArgument("copy: ", ElementTypeName(from.type()), ShapeText(from.dims()), " seen, ",
                           ElementTypeName(to.type()), ShapeText(to.dims()), " wanted");
  }
  if (!from.memory_info().device.IsHostAccessible() || !to.memory_info().device.IsHostAccessible()) {
    return Error(ORT_NOT_IMPLEMENTED, "copy: from memory \"", from.memory_info().name, "\" to \"", to.memory_info().name,
                 "\": the host cannot reach it");
  }
  if (IsString(from.type())) {
    std::copy(from.strings().begin(), from.strings().end(), to.mutable_strings().begin());
  } else if (from.bytes() > 0) {
    std::memmove(to.mutable_data(), from.data(), from.bytes());
  }
  return Ok();
}

StatusOr<Tensor> CopyTensor(const Tensor& from, OrtAllocator* allocator) {
  BERTH_ASSIGN_OR_RETURN(Tensor copy, Tensor::Allocate(allocator, from.type(), from.dims()));
  BERTH_RETURN_IF_ERROR(CopyInto(from, copy));
  return copy;
}

}  // namespace berth
