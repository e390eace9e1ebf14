#include "values/sparse.h"

#include "capi/array_size.h"
#include "capi/bind.h"
#include "capi/guard.h"
#include "values/value_type.h"

namespace berth::capi {
namespace {

StatusOr<DimsView> Shape(const int64_t* shape, size_t rank, const char* name) {
  if (rank > 0) BERTH_RETURN_IF_ERROR(NotNull(shape, name));
  BERTH_RETURN_IF_ERROR(CheckArraySize(shape, rank, name));
  return DimsView(shape, rank);
}

Status NewValue(SparseTensor sparse, OrtValue** out) {
  auto value = std::make_unique<OrtValue>();
  value->kind = ONNX_TYPE_SPARSETENSOR;
  value->sparse = std::make_shared<SparseTensor>(std::move(sparse));
  *out = value.release();
  return Ok();
}

OrtStatus* ORT_API_CALL IsSparseTensor(const OrtValue* value, int* out) noexcept {
  return Get(value, "value", out, [&] { return value->sparse != nullptr ? 1 : 0; });
}

OrtStatus* ORT_API_CALL CreateSparse(OrtAllocator* allocator, const int64_t* shape, size_t rank, ONNXTensorElementDataType type,
                                     OrtValue** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "allocator"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    BERTH_ASSIGN_OR_RETURN(DimsView dense, Shape(shape, rank, "dense_shape"));
    BERTH_ASSIGN_OR_RETURN(SparseTensor sparse, SparseTensor::Make(allocator, type, dense));
    return NewValue(std::move(sparse), out);
  });
}

OrtStatus* ORT_API_CALL CreateSparseWithValues(const OrtMemoryInfo* info, void* values, const int64_t* shape, size_t rank,
                                               const int64_t* values_shape, size_t values_rank,
                                               ONNXTensorElementDataType type, OrtValue** out) noexcept {
  return Ask(info, "info", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(DimsView dense, Shape(shape, rank, "dense_shape"));
    BERTH_ASSIGN_OR_RETURN(DimsView dims, Shape(values_shape, values_rank, "values_shape"));
    BERTH_ASSIGN_OR_RETURN(SparseTensor sparse, SparseTensor::Borrow(*info, type, dense, dims, values));
    return NewValue(std::move(sparse), out);
  });
}

StatusOr<SparseTensor*> SparseOf(const OrtValue* value) {
  BERTH_RETURN_IF_ERROR(CheckHandle(value, "ort_value"));
  if (value->sparse == nullptr) {
    return Error(ORT_RUNTIME_EXCEPTION, "value: ", TypeText(TypeOf(*value)), " seen, a sparse tensor wanted");
  }
  return value->sparse.get();
}

// One with values and indices.
StatusOr<const SparseTensor*> FilledOf(const OrtValue* value) {
  BERTH_ASSIGN_OR_RETURN(const SparseTensor* sparse, SparseOf(value));
  if (sparse->format() == ORT_SPARSE_UNDEFINED) return Status(ORT_FAIL, "Sparse Tensor does not contain sparse data");
  return sparse;
}

template <typename Set>
OrtStatus* Fill(OrtValue* value, const OrtMemoryInfo* info, const int64_t* values_shape, size_t values_rank, const void* values,
                Set&& set) noexcept {
  return Guard([&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(SparseTensor* sparse, SparseOf(value));
    BERTH_RETURN_IF_ERROR(CheckHandle(info, "data_mem_info"));
    if (!info->device.IsHostAccessible()) {
      return InvalidArgument("sparse tensor: memory \"", info->name, "\" seen, the host's wanted");
    }
    BERTH_ASSIGN_OR_RETURN(DimsView dims, Shape(values_shape, values_rank, "values_shape"));
    BERTH_RETURN_IF_ERROR(sparse->CopyValues(dims, values));
    Status status = set(*sparse);
    if (!status.ok()) sparse->DropValues();
    return status;
  });
}
OrtStatus* ORT_API_CALL FillCoo(OrtValue* value, const OrtMemoryInfo* info, const int64_t* values_shape, size_t values_rank,
                                const void* values, const int64_t* indices, size_t count) noexcept {
  return Fill(value, info, values_shape, values_rank, values, [&](SparseTensor& sparse) -> Status {
    BERTH_ASSIGN_OR_RETURN(DimsView all, Shape(indices, count, "indices_data"));
    return sparse.SetCoo(all, true);
  });
}
OrtStatus* ORT_API_CALL FillCsr(OrtValue* value, const OrtMemoryInfo* info, const int64_t* values_shape, size_t values_rank,
                                const void* values, const int64_t* inner, size_t inner_count, const int64_t* outer,
                                size_t outer_count) noexcept {
  return Fill(value, info, values_shape, values_rank, values, [&](SparseTensor& sparse) -> Status {
    BERTH_ASSIGN_OR_RETURN(DimsView columns, Shape(inner, inner_count, "inner_indices_data"));
    BERTH_ASSIGN_OR_RETURN(DimsView rows, Shape(outer, outer_count, "outer_indices_data"));
    return sparse.SetCsr(columns, rows, true);
  });
}
OrtStatus* ORT_API_CALL FillBlocks(OrtValue* value, const OrtMemoryInfo* info, const int64_t* values_shape, size_t values_rank,
                                   const void* values, const int64_t* shape, size_t rank, const int32_t* indices) noexcept {
  return Fill(value, info, values_shape, values_rank, values, [&](SparseTensor& sparse) -> Status {
    BERTH_ASSIGN_OR_RETURN(DimsView dims, Shape(shape, rank, "indices_shape_data"));
    return sparse.SetBlocks(dims, indices, true);
  });
}

template <typename Set>
OrtStatus* Use(OrtValue* value, Set&& set) noexcept {
  return Guard([&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(SparseTensor* sparse, SparseOf(value));
    return set(*sparse);
  });
}
OrtStatus* ORT_API_CALL UseCoo(OrtValue* value, int64_t* indices, size_t count) noexcept {
  return Use(value, [&](SparseTensor& sparse) -> Status {
    BERTH_ASSIGN_OR_RETURN(DimsView all, Shape(indices, count, "indices_data"));
    return sparse.SetCoo(all, false);
  });
}
OrtStatus* ORT_API_CALL UseCsr(OrtValue* value, int64_t* inner, size_t inner_count, int64_t* outer, size_t outer_count) noexcept {
  return Use(value, [&](SparseTensor& sparse) -> Status {
    BERTH_ASSIGN_OR_RETURN(DimsView columns, Shape(inner, inner_count, "inner_data"));
    BERTH_ASSIGN_OR_RETURN(DimsView rows, Shape(outer, outer_count, "outer_data"));
    return sparse.SetCsr(columns, rows, false);
  });
}
OrtStatus* ORT_API_CALL UseBlocks(OrtValue* value, const int64_t* shape, size_t rank, int32_t* indices) noexcept {
  return Use(value, [&](SparseTensor& sparse) -> Status {
    BERTH_ASSIGN_OR_RETURN(DimsView dims, Shape(shape, rank, "indices_shape"));
    return sparse.SetBlocks(dims, indices, false);
  });
}

OrtStatus* ORT_API_CALL GetFormat(const OrtValue* value, OrtSparseFormat* out) noexcept {
  return Ask(value, "ort_value", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(const SparseTensor* sparse, SparseOf(value));
    *out = sparse->format();
    return Ok();
  });
}

OrtTensorTypeAndShapeInfo* NewInfo(const Tensor& tensor) {
  auto info = std::make_unique<OrtTensorTypeAndShapeInfo>();
  info->element_type = tensor.type();
  info->has_shape = true;
  info->dims.assign(tensor.dims().begin(), tensor.dims().end());
  info->symbols.resize(info->dims.size());
  return info.release();
}

OrtStatus* ORT_API_CALL GetValuesType(const OrtValue* value, OrtTensorTypeAndShapeInfo** out) noexcept {
  return Ask(value, "ort_value", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(const SparseTensor* sparse, FilledOf(value));
    *out = NewInfo(sparse->values());
    return Ok();
  });
}
OrtStatus* ORT_API_CALL GetValues(const OrtValue* value, const void** out) noexcept {
  return Ask(value, "ort_value", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(const SparseTensor* sparse, FilledOf(value));
    if (sparse->type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
      return InvalidArgument("GetSparseTensorValues: strings seen: Use GetStringTensor*() API to retrieve strings");
    }
    *out = sparse->values().element_count() > 0 ? sparse->values().data() : nullptr;
    return Ok();
  });
}

StatusOr<const Tensor*> IndicesOf(const OrtValue* value, OrtSparseIndicesFormat which) {
  BERTH_ASSIGN_OR_RETURN(const SparseTensor* sparse, FilledOf(value));
  const Tensor* indices = sparse->indices(which);
  if (indices == nullptr) {
    return Error(ORT_FAIL, "sparse tensor: indices ", static_cast<int>(which), ": format ",
                 static_cast<int>(sparse->format()), " has none of that kind");
  }
  return indices;
}
OrtStatus* ORT_API_CALL GetIndicesType(const OrtValue* value, OrtSparseIndicesFormat which,
                                       OrtTensorTypeAndShapeInfo** out) noexcept {
  return Ask(value, "ort_value", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(const Tensor* indices, IndicesOf(value, which));
    *out = NewInfo(*indices);
    return Ok();
  });
}
OrtStatus* ORT_API_CALL GetIndices(const OrtValue* value, OrtSparseIndicesFormat which, size_t* count,
                                   const void** out) noexcept {
  return Ask(value, "ort_value", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(count, "num_indices"));
    BERTH_ASSIGN_OR_RETURN(const Tensor* indices, IndicesOf(value, which));
    *count = indices->element_count();
    *out = *count > 0 ? indices->data() : nullptr;
    return Ok();
  });
}

// ---- opaque values: types that an operator library registers inside of a host. There is no way to do so from outside ----

Status NoOpaqueType(const char* domain, const char* type) {
  BERTH_RETURN_IF_ERROR(NotNull(domain, "domain_name"));
  BERTH_RETURN_IF_ERROR(NotNull(type, "type_name"));
  return Error(ORT_FAIL, "opaque(", domain, ",", type, "): Specified domain and type names combination does not refer to a "
               "registered opaque type");
}
OrtStatus* ORT_API_CALL CreateOpaqueValue(const char* domain, const char* type, const void*, size_t, OrtValue**) noexcept {
  return Guard([&] { return NoOpaqueType(domain, type); });
}
OrtStatus* ORT_API_CALL GetOpaqueValue(const char* domain, const char* type, const OrtValue*, void*, size_t) noexcept {
  return Guard([&] { return NoOpaqueType(domain, type); });
}

}  // namespace

void BindSparse(OrtApi& api) {
  api.IsSparseTensor = IsSparseTensor;
  api.CreateSparseTensorAsOrtValue = CreateSparse;
  api.CreateSparseTensorWithValuesAsOrtValue = CreateSparseWithValues;
  api.FillSparseTensorCoo = FillCoo;
  api.FillSparseTensorCsr = FillCsr;
  api.FillSparseTensorBlockSparse = FillBlocks;
  api.UseCooIndices = UseCoo;
  api.UseCsrIndices = UseCsr;
  api.UseBlockSparseIndices = UseBlocks;
  api.GetSparseTensorFormat = GetFormat;
  api.GetSparseTensorValuesTypeAndShape = GetValuesType;
  api.GetSparseTensorValues = GetValues;
  api.GetSparseTensorIndicesTypeShape = GetIndicesType;
  api.GetSparseTensorIndices = GetIndices;
  api.CreateOpaqueValue = CreateOpaqueValue;
  api.GetOpaqueValue = GetOpaqueValue;
}

}  // namespace berth::capi
