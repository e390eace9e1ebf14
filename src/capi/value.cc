#include "values/value.h"

#include "capi/array_size.h"
#include "capi/bind.h"
#include "capi/guard.h"
#include "values/value_type.h"

namespace berth::capi {
namespace {

// `code` is what ORT answers to the caller in question for another kind of value.
Status CheckTensorValue(const OrtValue* value, OrtErrorCode code) {
  BERTH_RETURN_IF_ERROR(CheckHandle(value, "value"));
  if (value->is_tensor()) return Ok();
  return Error(code, "value: ", TypeText(TypeOf(*value)), " seen, a tensor wanted");
}

StatusOr<DimsView> Shape(const int64_t* shape, size_t rank) {
  if (rank > 0) BERTH_RETURN_IF_ERROR(NotNull(shape, "shape"));
  BERTH_RETURN_IF_ERROR(CheckArraySize(shape, rank, "shape"));
  return DimsView(shape, rank);
}

OrtStatus* ORT_API_CALL CreateTensor(OrtAllocator* allocator, const int64_t* shape, size_t rank,
                                     ONNXTensorElementDataType type, OrtValue** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "allocator"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    BERTH_ASSIGN_OR_RETURN(DimsView dims, Shape(shape, rank));
    BERTH_ASSIGN_OR_RETURN(Tensor tensor, Tensor::Allocate(allocator, type, dims));
    *out = new OrtValue(std::move(tensor));
    return Ok();
  });
}

OrtStatus* ORT_API_CALL CreateTensorWithData(const OrtMemoryInfo* info, void* data, size_t bytes, const int64_t* shape,
                                             size_t rank, ONNXTensorElementDataType type, OrtValue** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(info, "info"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    BERTH_ASSIGN_OR_RETURN(DimsView dims, Shape(shape, rank));
    BERTH_ASSIGN_OR_RETURN(Tensor tensor, Tensor::Borrow(type, dims, data, bytes, *info));
    *out = new OrtValue(std::move(tensor));
    return Ok();
  });
}

OrtStatus* ORT_API_CALL CreateTensorWithDeleter(OrtAllocator* deleter, void* data, size_t bytes, const int64_t* shape,
                                                size_t rank, ONNXTensorElementDataType type, OrtValue** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckAllocator(deleter, "deleter"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    BERTH_ASSIGN_OR_RETURN(DimsView dims, Shape(shape, rank));
    BERTH_ASSIGN_OR_RETURN(Tensor tensor, Tensor::Adopt(type, dims, data, bytes, deleter));
    *out = new OrtValue(std::move(tensor));
    return Ok();
  });
}

// Drops the handle's hold (value.h).
void ORT_API_CALL ReleaseValue(OrtValue* value) {
  if (IsLive(value) && value->holders.Drop()) ReleaseHandle(value);
}

OrtStatus* ORT_API_CALL IsTensor(const OrtValue* value, int* out) noexcept {
  return Get(value, "value", out, [&] { return value->is_tensor() ? 1 : 0; });
}
OrtStatus* ORT_API_CALL HasValue(const OrtValue* value, int* out) noexcept {
  return Get(value, "value", out, [&] { return value->has_value() ? 1 : 0; });
}
OrtStatus* ORT_API_CALL GetValueType(const OrtValue* value, ONNXType* out) noexcept {
  return Get(value, "value", out, [&] { return value->kind; });
}

StatusOr<void*> Data(const OrtValue* value) {
  BERTH_RETURN_IF_ERROR(CheckTensorValue(value, ORT_RUNTIME_EXCEPTION));
  return const_cast<void*>(value->tensor.data());
}
OrtStatus* ORT_API_CALL GetTensorMutableData(OrtValue* value, void** out) noexcept {
  return Ask(value, "value", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(*out, Data(value));
    return Ok();
  });
}
OrtStatus* ORT_API_CALL GetTensorData(const OrtValue* value, const void** out) noexcept {
  return Ask(value, "value", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(*out, Data(value));
    return Ok();
  });
}

OrtStatus* ORT_API_CALL TensorAt(OrtValue* value, const int64_t* location, size_t rank, void** out) noexcept {
  return Ask(value, "value", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckTensorValue(value, ORT_RUNTIME_EXCEPTION));
    BERTH_ASSIGN_OR_RETURN(DimsView at, Shape(location, rank));
    BERTH_ASSIGN_OR_RETURN(size_t offset, ElementOffset(value->tensor, at));
    *out = static_cast<std::byte*>(value->tensor.mutable_data()) + offset;
    return Ok();
  });
}

OrtStatus* ORT_API_CALL GetTensorSizeInBytes(const OrtValue* value, size_t* out) noexcept {
  return Ask(value, "ort_value", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckTensorValue(value, ORT_INVALID_ARGUMENT));
    if (value->tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
      return InvalidArgument("GetTensorSizeInBytes: string tensors are not supported: their bytes are elsewhere");
    }
    *out = value->tensor.bytes();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL GetTensorMemoryInfo(const OrtValue* value, const OrtMemoryInfo** out) noexcept {
  return Ask(value, "value", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckTensorValue(value, ORT_RUNTIME_EXCEPTION));
    *out = &value->tensor.memory_info();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL ShapeReference(const OrtValue* value, ONNXTensorElementDataType* type, const int64_t** dims,
                                       size_t* rank) noexcept {
  return Ask(value, "value", type, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(dims, "shape_data"));
    BERTH_RETURN_IF_ERROR(NotNull(rank, "shape_data_count"));
    BERTH_RETURN_IF_ERROR(CheckTensorValue(value, ORT_INVALID_ARGUMENT));
    *type = value->tensor.type();
    *rank = value->tensor.dims().size();
    *dims = *rank > 0 ? value->tensor.dims().data() : nullptr;
    return Ok();
  });
}

OrtStatus* ORT_API_CALL GetTypeInfo(const OrtValue* value, OrtTypeInfo** out) noexcept {
  return Ask(value, "value", out, [&]() -> Status {
    *out = value->has_value() ? new OrtTypeInfo(TypeOf(*value)) : nullptr;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL GetTensorTypeAndShape(const OrtValue* value, OrtTensorTypeAndShapeInfo** out) noexcept {
  return Ask(value, "value", out, [&]() -> Status {
    if (value->kind != ONNX_TYPE_SPARSETENSOR) BERTH_RETURN_IF_ERROR(CheckTensorValue(value, ORT_FAIL));
    *out = new OrtTensorTypeAndShapeInfo(TypeOf(*value).tensor);
    return Ok();
  });
}

// ---- sequences and maps ----

OrtStatus* ORT_API_CALL GetValue(const OrtValue* value, int index, OrtAllocator* allocator, OrtValue** out) noexcept {
  return Ask(value, "value", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "allocator"));
    if (value->kind != ONNX_TYPE_SEQUENCE && value->kind != ONNX_TYPE_MAP) {
      return Status(ORT_FAIL, "GetValue: a sequence or a map wanted");
    }
    if (index < 0 || static_cast<size_t>(index) >= value->items.size()) {
      return Error(ORT_FAIL, "GetValue: index ", index, " seen, below ", value->items.size(), " wanted");
    }
    BERTH_ASSIGN_OR_RETURN(auto copy, CloneValue(*value->items[static_cast<size_t>(index)], allocator));
    *out = copy.release();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL GetValueCount(const OrtValue* value, size_t* out) noexcept {
  return Ask(value, "value", out, [&]() -> Status {
    if (value->kind != ONNX_TYPE_SEQUENCE && value->kind != ONNX_TYPE_MAP) {
      return Status(ORT_FAIL, "GetValueCount: a sequence or a map wanted");
    }
    *out = value->items.size();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL CreateValue(const OrtValue* const* in, size_t count, ONNXType type, OrtValue** out) noexcept {
  return Guard([&]() -> Status {
    if (count > 0) BERTH_RETURN_IF_ERROR(NotNull(in, "in"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    for (size_t i = 0; i < count; ++i) BERTH_RETURN_IF_ERROR(CheckHandle(in[i], "in"));
    if (type == ONNX_TYPE_SEQUENCE) {
      BERTH_ASSIGN_OR_RETURN(auto sequence, MakeSequence({in, count}));
      *out = sequence.release();
      return Ok();
    }
    if (type != ONNX_TYPE_MAP) return Status(ORT_FAIL, "CreateValue: a type of sequence or map wanted");
    if (count != 2) return Error(ORT_FAIL, "CreateValue: ", count, " values seen, keys and values wanted for a map");
    BERTH_ASSIGN_OR_RETURN(auto map, MakeMap(*in[0], *in[1]));
    *out = map.release();
    return Ok();
  });
}

}  // namespace

void BindValue(OrtApi& api) {
  api.CreateTensorAsOrtValue = CreateTensor;
  api.CreateTensorWithDataAsOrtValue = CreateTensorWithData;
  api.CreateTensorWithDataAndDeleterAsOrtValue = CreateTensorWithDeleter;
  api.ReleaseValue = ReleaseValue;
  api.IsTensor = IsTensor;
  api.HasValue = HasValue;
  api.GetValueType = GetValueType;
  api.GetTensorMutableData = GetTensorMutableData;
  api.GetTensorData = GetTensorData;
  api.TensorAt = TensorAt;
  api.GetTensorSizeInBytes = GetTensorSizeInBytes;
  api.GetTensorMemoryInfo = GetTensorMemoryInfo;
  api.GetTensorElementTypeAndShapeDataReference = ShapeReference;
  api.GetTypeInfo = GetTypeInfo;
  api.GetTensorTypeAndShape = GetTensorTypeAndShape;
  api.GetValue = GetValue;
  api.GetValueCount = GetValueCount;
  api.CreateValue = CreateValue;
}

}  // namespace berth::capi
