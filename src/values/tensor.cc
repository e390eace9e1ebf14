#include <algorithm>
#include <cassert>
#include <cstring>
#include <new>
#include <utility>

#include "values/value.h"

namespace berth {
namespace {

bool IsString(ElementType type) { return type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING; }

// Count and bytes of a tensor, checked. ORT answers ORT_FAIL where sizes overflow, and, where it is to make the memory
// itself, for negative dimensions too: `negative` is the code for those.
struct Extent {
  size_t count;
  size_t bytes;
};
StatusOr<Extent> ExtentOf(ElementType type, DimsView dims, OrtErrorCode negative) {
  if (FindElementType(type) == nullptr) {
    return Error(ORT_NOT_IMPLEMENTED, "tensor: element type ", static_cast<int>(type), ": no such type");
  }
  auto count = ElementCount(dims);
  if (!count.ok()) {
    const bool below_zero = std::any_of(dims.begin(), dims.end(), [](int64_t dim) { return dim < 0; });
    return Error(below_zero ? negative : ORT_FAIL, "tensor: ", count.status().message());
  }
  auto bytes = StorageBytes(type, *count);
  if (!bytes) return Error(ORT_FAIL, "tensor: shape ", ShapeText(dims), ": more bytes than memory can hold");
  return Extent{*count, *bytes};
}

const OrtMemoryInfo* InfoOf(const OrtAllocator* allocator) {
  const OrtMemoryInfo* info = allocator->Info != nullptr ? allocator->Info(allocator) : nullptr;
  return info != nullptr ? InternMemoryInfo(*info) : &CpuMemoryInfo();
}

// Memory for `bytes` bytes at `data` that belongs to somebody else.
Status CheckMemory(ElementType type, DimsView dims, const void* data, size_t bytes, const Extent& extent,
                   const OrtMemoryInfo& info) {
  if (bytes < extent.bytes) {
    return InvalidArgument("tensor ", ElementTypeName(type), ShapeText(dims), ": not enough space: ", bytes,
                           " bytes seen, ", extent.bytes, " wanted");
  }
  // An address on a device is the device's business: it may count from zero.
  if (data == nullptr && extent.bytes > 0 && info.device.IsHostAccessible()) {
    return InvalidArgument("tensor ", ElementTypeName(type), ShapeText(dims), ": data: null seen");
  }
  return Ok();
}

void MakeStrings(void* data, size_t count) {
  for (size_t i = 0; i < count; ++i) new (static_cast<std::string*>(data) + i) std::string();
}

}  // namespace

Tensor::Tensor(Tensor&& other) noexcept
    : type_(std::exchange(other.type_, ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED)),
      dims_(std::move(other.dims_)),
      count_(std::exchange(other.count_, 0)),
      data_(std::exchange(other.data_, nullptr)),
      info_(other.info_),
      owner_(std::exchange(other.owner_, nullptr)) {
  other.dims_.clear();
}

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
  BERTH_ASSIGN_OR_RETURN(Extent extent, ExtentOf(type, dims, ORT_FAIL));
  Tensor tensor = Place(type, dims, nullptr, InfoOf(allocator));
  tensor.owner_ = allocator;
  // A tensor without elements still has an address, as callers expect of one.
  tensor.data_ = allocator->Alloc(allocator, extent.bytes > 0 ? extent.bytes : 1);
  if (tensor.data_ == nullptr) {
    tensor.owner_ = nullptr;
    return Error(ORT_FAIL, "tensor ", ElementTypeName(type), ShapeText(dims), ": ", extent.bytes,
                 " bytes wanted, none left");
  }
  if (IsString(type)) MakeStrings(tensor.data_, extent.count);
  return tensor;
}

StatusOr<Tensor> Tensor::Borrow(ElementType type, DimsView dims, void* data, size_t bytes, const OrtMemoryInfo& info) {
  if (IsString(type)) return InvalidArgument("tensor: strings: memory of the caller cannot hold them");
  BERTH_ASSIGN_OR_RETURN(Extent extent, ExtentOf(type, dims, ORT_INVALID_ARGUMENT));
  BERTH_RETURN_IF_ERROR(CheckMemory(type, dims, data, bytes, extent, info));
  return Place(type, dims, data, InternMemoryInfo(info));
}

StatusOr<Tensor> Tensor::Adopt(ElementType type, DimsView dims, void* data, size_t bytes, OrtAllocator* deleter) {
  const OrtMemoryInfo* info = InfoOf(deleter);
  BERTH_ASSIGN_OR_RETURN(Extent extent, ExtentOf(type, dims, ORT_INVALID_ARGUMENT));
  BERTH_RETURN_IF_ERROR(CheckMemory(type, dims, data, bytes, extent, *info));
  if (IsString(type)) {
    if (!info->device.IsHostAccessible() || reinterpret_cast<uintptr_t>(data) % alignof(std::string) != 0) {
      return InvalidArgument("tensor: strings: aligned host memory wanted");
    }
    MakeStrings(data, extent.count);
  }
  Tensor tensor = Place(type, dims, data, info);
  tensor.owner_ = deleter;
  return tensor;
}

Tensor Tensor::Place(ElementType type, DimsView dims, void* data, const OrtMemoryInfo* info) {
  return Tensor(type, dims, data, info);
}

Tensor Tensor::Own(ElementType type, DimsView dims, void* data, const OrtMemoryInfo* info, OrtAllocator* deleter) {
  Tensor tensor = Place(type, dims, data, info);
  tensor.owner_ = deleter;
  return tensor;
}

void Tensor::Reshape(DimsView dims) {
  assert(ElementCountOf(dims) == count_);
  dims_.assign(dims.begin(), dims.end());
}

void Tensor::Truncate(DimsView dims) {
  const size_t count = ElementCountOf(dims);
  assert(count <= count_);
  if (owner_ != nullptr && IsString(type_)) {
    for (std::string& text : mutable_strings().subspan(count)) text.~basic_string();
  }
  dims_.assign(dims.begin(), dims.end());
  count_ = count;
}

void Tensor::Reset() {
  if (owner_ != nullptr) {
    if (IsString(type_)) {
      for (std::string& text : mutable_strings()) text.~basic_string();
    }
    try {
      owner_->Free(owner_, data_);
    } catch (...) {
      // Memory of somebody else, who could not free it: nobody is left to tell.
    }
  }
  type_ = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  dims_.clear();
  count_ = 0;
  data_ = nullptr;
  owner_ = nullptr;
}

StatusOr<size_t> ElementOffset(const Tensor& tensor, DimsView indices) {
  const ElementTypeRow* row = FindElementType(tensor.type());
  if (row == nullptr || row->bits < 8) {
    return InvalidArgument("tensor of ", ElementTypeName(tensor.type()), ": elements have no address");
  }
  const DimsView dims = tensor.dims();
  if (indices.size() != dims.size()) {
    return InvalidArgument("tensor ", ShapeText(dims), ": ", indices.size(), " indices seen, ", dims.size(), " wanted");
  }
  size_t offset = 0;
  for (size_t i = 0; i < dims.size(); ++i) {
    if (indices[i] < 0 || indices[i] >= dims[i]) {
      return InvalidArgument("tensor ", ShapeText(dims), ": axis ", i, ": index ", indices[i], " seen");
    }
    offset = offset * static_cast<size_t>(dims[i]) + static_cast<size_t>(indices[i]);
  }
  return offset * (row->bits / 8);
}

Status CheckSameExtent(const Tensor& from, const Tensor& to) {
  if (from.type() == to.type() && SameDims(from.dims(), to.dims())) return Ok();
  return InvalidArgument("copy: ", ElementTypeName(from.type()), ShapeText(from.dims()), " seen, ",
                         ElementTypeName(to.type()), ShapeText(to.dims()), " wanted");
}

Status CopyInto(const Tensor& from, Tensor& to) {
  BERTH_RETURN_IF_ERROR(CheckSameExtent(from, to));
  if (!from.memory_info().device.IsHostAccessible() || !to.memory_info().device.IsHostAccessible()) {
    return Error(ORT_NOT_IMPLEMENTED, "copy: from memory \"", from.memory_info().name, "\" to \"",
                 to.memory_info().name, "\": the host cannot reach it");
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
