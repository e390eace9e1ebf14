// Sparse tensors: the values that are there, and where they are.
//
// One is made without values, or over values of the caller; indices come once, copied in or borrowed, and fix the format.
#pragma once

#include <span>

#include "values/value.h"

namespace berth {

class SparseTensor {
 public:
  // Nothing in it yet; what is copied in later is in memory of `allocator`. Errors: ORT_NOT_IMPLEMENTED for an unknown type,
  // ORT_INVALID_ARGUMENT for an illegal shape.
  static StatusOr<SparseTensor> Make(OrtAllocator* allocator, ElementType type, DimsView dense);
  // Over values of the caller, who keeps them alive. Errors also: ORT_INVALID_ARGUMENT for strings.
  static StatusOr<SparseTensor> Borrow(const OrtMemoryInfo& info, ElementType type, DimsView dense, DimsView values_dims,
                                       void* values);

  // Copies values in; for strings they are `const char*`. Then one of the following. ORT_FAIL when there are values or
  // indices already; ORT_INVALID_ARGUMENT for a null where values are wanted.
  Status CopyValues(DimsView dims, const void* values);

  // The indices. `copies`: into memory of the allocator, else borrowed. Errors, after which the tensor is as it was: ORT_FAIL
  // when there are some already, and for shapes that do not go with the format or with each other; ORT_INVALID_ARGUMENT for
  // numbers of coordinates, and for indices that leave the dense shape.
  Status SetCoo(std::span<const int64_t> indices, bool copies);   // linear, or pairs of row and column
  Status SetCsr(std::span<const int64_t> inner, std::span<const int64_t> outer, bool copies);
  // Values [blocks, rows, columns], indices [2, blocks].
  Status SetBlocks(DimsView indices_dims, const int32_t* indices, bool copies);
  // Undoes CopyValues.
  void DropValues() { values_ = Tensor(); }

  OrtSparseFormat format() const { return format_; }
  ElementType type() const { return type_; }
  DimsView dense_dims() const { return dense_; }
  const Tensor& values() const { return values_; }
  Tensor& mutable_values() { return values_; }
  // Null when the format has no such indices.
  const Tensor* indices(OrtSparseIndicesFormat which) const;

 private:
  SparseTensor(OrtAllocator* allocator, ElementType type, DimsView dense)
      : allocator_(allocator), type_(type), dense_(dense.begin(), dense.end()) {}
  Status CheckOpen() const;
  StatusOr<Tensor> Keep(ElementType type, DimsView dims, const void* data, bool copies) const;

  OrtAllocator* allocator_;
  ElementType type_;
  Dims dense_;
  OrtSparseFormat format_ = ORT_SPARSE_UNDEFINED;
  Tensor values_;
  Tensor first_, second_;   // COO's, the blocks' or the inner indices; the outer ones
};

}  // namespace berth
