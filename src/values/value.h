// Runtime values: OrtValue and the tensor in it.
//
//   Tensor      element type, concrete dims, memory (owned or borrowed), where the memory is
//   OrtValue    nothing (an absent optional), a tensor, a sequence of values, or a map of two tensors
//
// Values are not thread-safe; a value that nobody changes may be read from any thread. Moving keeps data pointers.
// Elements of sequences and maps are shared between values: nobody changes one, and its tensors own their memory.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <onnxruntime_c_api.h>

#include "base/handle.h"
#include "values/allocator.h"
#include "values/element_type.h"
#include "values/memory_info.h"
#include "values/shape.h"

namespace berth {

class Tensor {
 public:
  Tensor() = default;
  Tensor(Tensor&&) noexcept;
  Tensor& operator=(Tensor&&) noexcept;
  ~Tensor() {
    if (owner_ != nullptr) Reset();
  }

  // New memory from `allocator` for a concrete shape; numbers are left as they come, strings are empty.
  // Errors: ORT_NOT_IMPLEMENTED for an unknown type, ORT_FAIL for an illegal shape and when memory is short.
  static StatusOr<Tensor> Allocate(OrtAllocator* allocator, ElementType type, DimsView dims);
  // Memory of somebody else, who keeps it alive and frees it; `info` says where it is and is interned. Errors:
  // ORT_INVALID_ARGUMENT when `bytes` do not cover the shape, for a negative dimension, for null host memory and for
  // strings, which no caller can lay out; ORT_FAIL when the size overflows; ORT_NOT_IMPLEMENTED for an unknown type.
  static StatusOr<Tensor> Borrow(ElementType type, DimsView dims, void* data, size_t bytes, const OrtMemoryInfo& info);
  // Like Borrow, but freed with `deleter` (OrtAllocator::Free) at the end; on error the caller keeps it. Strings are
  // legal: they start empty.
  static StatusOr<Tensor> Adopt(ElementType type, DimsView dims, void* data, size_t bytes, OrtAllocator* deleter);
  // Memory that the caller has sized itself (a slice of an arena): no check, no ownership. `info` must be interned.
  static Tensor Place(ElementType type, DimsView dims, void* data, const OrtMemoryInfo* info);

  // Memory that `deleter` has just given, of enough bytes: no check; freed with it. Not for strings. `info` must be interned.
  static Tensor Own(ElementType type, DimsView dims, void* data, const OrtMemoryInfo* info, OrtAllocator* deleter);

  ElementType type() const { return type_; }
  DimsView dims() const { return dims_; }
  size_t element_count() const { return count_; }
  // Bytes as stored; packed for sub-byte types.
  size_t bytes() const { return *StorageBytes(type_, count_); }
  const OrtMemoryInfo& memory_info() const { return *info_; }
  bool owns_memory() const { return owner_ != nullptr; }

  const void* data() const { return data_; }
  void* mutable_data() { return data_; }
  // Elements as T; the caller has checked the type.
  template <typename T>
  std::span<const T> span() const { return {static_cast<const T*>(data_), count_}; }
  template <typename T>
  std::span<T> mutable_span() { return {static_cast<T*>(data_), count_}; }
  // Elements of a string tensor.
  std::span<const std::string> strings() const { return span<std::string>(); }
  std::span<std::string> mutable_strings() { return mutable_span<std::string>(); }

  // Changes the shape to one of the same element count; keeps data. Checked by assert.
  void Reshape(DimsView dims);
  // Changes the shape to one of as many elements or fewer, which stay; the memory does too. Not for packed types.
  void Truncate(DimsView dims);
  void Reset();

 private:
  Tensor(ElementType type, DimsView dims, void* data, const OrtMemoryInfo* info)
      : type_(type), dims_(dims.begin(), dims.end()), count_(ElementCountOf(dims)), data_(data), info_(info) {}

  ElementType type_ = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  Dims dims_;
  size_t count_ = 0;
  void* data_ = nullptr;
  const OrtMemoryInfo* info_ = &CpuMemoryInfo();
  OrtAllocator* owner_ = nullptr;
};

class SparseTensor;   // sparse.h

// How many own an object by its address. It belongs to the place, not to the content: copies and moves leave it alone.
class HolderCount {
 public:
  HolderCount() = default;
  HolderCount(const HolderCount&) {}
  HolderCount& operator=(const HolderCount&) { return *this; }
  void Add() { count_.fetch_add(1, std::memory_order_relaxed); }
  // True for the last one.
  bool Drop() { return count_.fetch_sub(1, std::memory_order_acq_rel) == 1; }

 private:
  std::atomic<int> count_{1};
};

}  // namespace berth

struct OrtValue : berth::Tagged<berth::HandleKind::kValue> {
  OrtValue() = default;
  explicit OrtValue(berth::Tensor tensor_value) : kind(ONNX_TYPE_TENSOR), tensor(std::move(tensor_value)) {}

  bool is_tensor() const { return kind == ONNX_TYPE_TENSOR; }
  // False for an absent optional.
  bool has_value() const { return kind != ONNX_TYPE_UNKNOWN; }

  mutable berth::HolderCount holders;                  // of a value on the heap that has a handle; see HeldValue
  ONNXType kind = ONNX_TYPE_UNKNOWN;
  berth::Tensor tensor;                                // kind TENSOR
  // Kind SEQUENCE: the elements; kind MAP: keys, values (two tensors).
  std::vector<std::shared_ptr<const OrtValue>> items;
  // Kind SEQUENCE: the element type of its tensors, for one without any; UNDEFINED for maps and where nobody knows.
  berth::ElementType item_type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  std::shared_ptr<berth::SparseTensor> sparse;         // kind SPARSETENSOR; shared by copies
};

namespace berth {

// A value that several hold and nobody changes.
using SharedValue = std::shared_ptr<const OrtValue>;

// One hold of a value whose handle the application has too (ReleaseValue drops its hold): the last one frees it.
class HeldValue {
 public:
  HeldValue() = default;
  // Takes over a hold that is there: of a new value, or of a handle.
  explicit HeldValue(OrtValue* value) : value_(value) {}
  // One more.
  static HeldValue Share(const OrtValue& value) {
    value.holders.Add();
    return HeldValue(const_cast<OrtValue*>(&value));
  }
  HeldValue(const HeldValue& other) : value_(other.value_) {
    if (value_ != nullptr) value_->holders.Add();
  }
  HeldValue(HeldValue&& other) noexcept : value_(std::exchange(other.value_, nullptr)) {}
  HeldValue& operator=(HeldValue other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~HeldValue() {
    if (value_ != nullptr && value_->holders.Drop()) delete value_;
  }

  OrtValue* get() const { return value_; }
  // Gives the hold away.
  OrtValue* Release() { return std::exchange(value_, nullptr); }

 private:
  OrtValue* value_ = nullptr;
};

// Whether host code may read the value.
inline bool IsInHostMemory(const OrtValue& value) {
  return !value.is_tensor() || value.tensor.memory_info().device.IsHostAccessible();
}

// Bytes from the start of `tensor` to the element at `indices`. Error ORT_INVALID_ARGUMENT: strings and sub-byte types,
// whose elements have no address; another rank; an index outside of the shape.
StatusOr<size_t> ElementOffset(const Tensor& tensor, DimsView indices);

// A deep copy into CPU memory of `allocator`. Error: ORT_NOT_IMPLEMENTED for memory that the host cannot read.
StatusOr<Tensor> CopyTensor(const Tensor& from, OrtAllocator* allocator);

// ORT_INVALID_ARGUMENT when two tensors are not of one type and shape.
Status CheckSameExtent(const Tensor& from, const Tensor& to);

// Copies elements; both in host memory, of one type and shape (checked: ORT_INVALID_ARGUMENT).
Status CopyInto(const Tensor& from, Tensor& to);
// A copy of any value: tensors deep, elements of sequences and maps shared.
StatusOr<std::unique_ptr<OrtValue>> CloneValue(const OrtValue& value, OrtAllocator* allocator);

// What OrtApi::CreateValue makes; all tensors are copied.
//   sequence   one or more tensors of one element type, or maps of one type; else ORT_FAIL
//   map        two lists (rank 0 or 1) of equal length: keys int64 or string; values float, double, int64 or string;
//              else ORT_FAIL. Entries are sorted by key; of equal keys the first one stays.
StatusOr<std::unique_ptr<OrtValue>> MakeSequence(std::span<const OrtValue* const> items);
StatusOr<std::unique_ptr<OrtValue>> MakeMap(const OrtValue& keys, const OrtValue& values);

}  // namespace berth
