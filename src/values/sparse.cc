#include "values/sparse.h"

#include <cstring>

namespace berth {
namespace {

constexpr ElementType kInt64 = ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64;

Status CheckTypeAndShape(ElementType type, DimsView dims) {
  if (FindElementType(type) == nullptr) {
    return Error(ORT_NOT_IMPLEMENTED, "sparse tensor: element type ", static_cast<int>(type), " is not supported");
  }
  auto count = ElementCount(dims);
  return count.ok() ? Ok() : InvalidArgument("sparse tensor: ", count.status().message());
}

Status OutOfBounds(const char* what, int64_t index, int64_t bound) {
  return InvalidArgument("sparse tensor: ", what, " index out of bounds: ", index, " seen, below ", bound, " wanted");
}

Status CheckIndices(std::span<const int64_t> indices, size_t step, int64_t bound, const char* what) {
  for (size_t i = 0; i < indices.size(); i += step) {
    if (indices[i] < 0 || indices[i] >= bound) return OutOfBounds(what, indices[i], bound);
  }
  return Ok();
}

// Where each row starts, and where the last one ends.
Status CheckRowStarts(std::span<const int64_t> starts, int64_t count) {
  if (starts.back() != count) {
    return InvalidArgument("sparse tensor: CSR outer index last element must equal inner index count (", count, "), got: ",
                           starts.back());
  }
  int64_t before = 0;
  for (int64_t start : starts) {
    if (start < before || start > count) {
      return InvalidArgument("sparse tensor: CSR outer index out of bounds or not monotonically non-decreasing: ", start);
    }
    before = start;
  }
  if (starts[0] != 0) return InvalidArgument("sparse tensor: CSR outer index: ", starts[0], " seen first, 0 wanted");
  return Ok();
}

}  // namespace

StatusOr<SparseTensor> SparseTensor::Make(OrtAllocator* allocator, ElementType type, DimsView dense) {
  BERTH_RETURN_IF_ERROR(CheckTypeAndShape(type, dense));
  return SparseTensor(allocator, type, dense);
}

StatusOr<SparseTensor> SparseTensor::Borrow(const OrtMemoryInfo& info, ElementType type, DimsView dense, DimsView values_dims,
                                            void* values) {
  BERTH_RETURN_IF_ERROR(CheckTypeAndShape(type, dense));
  BERTH_RETURN_IF_ERROR(CheckTypeAndShape(type, values_dims));
  if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    return InvalidArgument("sparse tensor: strings: memory of the caller cannot hold them: CreateSparseTensorAsOrtValue wanted");
  }
  SparseTensor sparse(DefaultCpuAllocator(), type, dense);
  sparse.values_ = Tensor::Place(type, values_dims, values, InternMemoryInfo(info));
  if (values == nullptr && sparse.values_.element_count() > 0) return InvalidArgument("sparse tensor: values: null seen");
  return sparse;
}

Status SparseTensor::CheckOpen() const {
  if (format_ == ORT_SPARSE_UNDEFINED) return Ok();
  return Status(ORT_FAIL, "sparse tensor: this tensor already has populated sparse_indices");
}

Status SparseTensor::CopyValues(DimsView dims, const void* values) {
  BERTH_RETURN_IF_ERROR(CheckOpen());
  if (values_.type() != ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED) return Status(ORT_FAIL, "sparse tensor: it has values already");
  BERTH_RETURN_IF_ERROR(CheckTypeAndShape(type_, dims));
  BERTH_ASSIGN_OR_RETURN(Tensor copy, Tensor::Allocate(allocator_, type_, dims));
  if (values == nullptr && copy.element_count() > 0) return InvalidArgument("sparse tensor: values: null seen");
  if (type_ == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    const auto* texts = static_cast<const char* const*>(values);
    for (size_t i = 0; i < copy.element_count(); ++i) {
      BERTH_RETURN_IF_ERROR(NotNull(texts[i], "values"));
      copy.mutable_strings()[i] = texts[i];
    }
  } else if (copy.bytes() > 0) {
    std::memcpy(copy.mutable_data(), values, copy.bytes());
  }
  values_ = std::move(copy);
  return Ok();
}

StatusOr<Tensor> SparseTensor::Keep(ElementType type, DimsView dims, const void* data, bool copies) const {
  Tensor borrowed = Tensor::Place(type, dims, const_cast<void*>(data), &CpuMemoryInfo());
  if (borrowed.element_count() > 0) BERTH_RETURN_IF_ERROR(NotNull(data, "indices"));
  if (!copies) return borrowed;
  return CopyTensor(borrowed, allocator_);
}

Status SparseTensor::SetCoo(std::span<const int64_t> indices, bool copies) {
  BERTH_RETURN_IF_ERROR(CheckOpen());
  const size_t count = values_.element_count();
  if (indices.size() != count && indices.size() != 2 * count) {
    return InvalidArgument("sparse tensor: ", indices.size(), " COO indices seen, as many as values (", count,
                           ") or twice wanted");
  }
  const bool pairs = count == 0 || indices.size() != count;
  if (pairs && count > 0) {
    if (dense_.size() != 2) {
      return InvalidArgument("sparse tensor: COO 2D indices: dense shape ", ShapeText(dense_),
                             " seen, one of two dimensions wanted");
    }
    BERTH_RETURN_IF_ERROR(CheckIndices(indices, 2, dense_[0], "COO row"));
    BERTH_RETURN_IF_ERROR(CheckIndices(indices.subspan(1), 2, dense_[1], "COO column"));
  } else {
    BERTH_RETURN_IF_ERROR(CheckIndices(indices, 1, static_cast<int64_t>(ElementCountOf(dense_)), "COO linear"));
  }
  Dims dims = {static_cast<int64_t>(count)};
  if (pairs) dims.push_back(2);
  BERTH_ASSIGN_OR_RETURN(first_, Keep(kInt64, dims, indices.data(), copies));
  format_ = ORT_SPARSE_COO;
  return Ok();
}

Status SparseTensor::SetCsr(std::span<const int64_t> inner, std::span<const int64_t> outer, bool copies) {
  BERTH_RETURN_IF_ERROR(CheckOpen());
  if (dense_.size() != 2) {
    return Error(ORT_FAIL, "sparse tensor: CSR: dense shape ", ShapeText(dense_), " seen, one of two dimensions wanted");
  }
  if (!outer.empty()) BERTH_RETURN_IF_ERROR(CheckRowStarts(outer, static_cast<int64_t>(inner.size())));
  BERTH_RETURN_IF_ERROR(CheckIndices(inner, 1, dense_[1], "CSR inner"));
  const size_t count = values_.element_count(), rows = static_cast<size_t>(dense_[0]);
  if (inner.size() != count) {
    return Error(ORT_FAIL, "sparse tensor: ", inner.size(), " CSR inner indices seen, as many as values (", count, ") wanted");
  }
  if (outer.size() != rows + 1 && !(count == 0 && outer.empty())) {
    return Error(ORT_FAIL, "sparse tensor: ", outer.size(), " CSR outer indices seen, one more than rows (", rows, ") wanted");
  }
  BERTH_ASSIGN_OR_RETURN(Tensor columns, Keep(kInt64, Dims{static_cast<int64_t>(inner.size())}, inner.data(), copies));
  BERTH_ASSIGN_OR_RETURN(second_, Keep(kInt64, Dims{static_cast<int64_t>(outer.size())}, outer.data(), copies));
  first_ = std::move(columns);
  format_ = ORT_SPARSE_CSRC;
  return Ok();
}

Status SparseTensor::SetBlocks(DimsView indices_dims, const int32_t* indices, bool copies) {
  BERTH_RETURN_IF_ERROR(CheckOpen());
  BERTH_RETURN_IF_ERROR(CheckTypeAndShape(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32, indices_dims));
  const DimsView blocks = values_.dims();
  const bool fits = blocks.size() >= 3 && indices_dims.size() == 2 && indices_dims[0] == 2 && indices_dims[1] == blocks[0];
  if (values_.element_count() > 0 && !fits) {
    return Error(ORT_FAIL, "sparse tensor: block values ", ShapeText(blocks), " with indices ", ShapeText(indices_dims),
                 " seen, [blocks,rows,columns] with [2,blocks] wanted");
  }
  BERTH_ASSIGN_OR_RETURN(first_, Keep(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32, indices_dims, indices, copies));
  format_ = ORT_SPARSE_BLOCK_SPARSE;
  return Ok();
}

const Tensor* SparseTensor::indices(OrtSparseIndicesFormat which) const {
  switch (which) {
    case ORT_SPARSE_COO_INDICES: return format_ == ORT_SPARSE_COO ? &first_ : nullptr;
    case ORT_SPARSE_CSR_INNER_INDICES: return format_ == ORT_SPARSE_CSRC ? &first_ : nullptr;
    case ORT_SPARSE_CSR_OUTER_INDICES: return format_ == ORT_SPARSE_CSRC ? &second_ : nullptr;
    case ORT_SPARSE_BLOCK_SPARSE_INDICES: return format_ == ORT_SPARSE_BLOCK_SPARSE ? &first_ : nullptr;
  }
  return nullptr;
}

}  // namespace berth
