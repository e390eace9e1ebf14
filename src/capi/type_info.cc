#include "values/value_type.h"

#include <algorithm>

#include "capi/array_size.h"
#include "capi/bind.h"
#include "capi/guard.h"

namespace berth::capi {
namespace {

// ---- OrtTypeInfo ----

OrtStatus* ORT_API_CALL GetOnnxType(const OrtTypeInfo* info, ONNXType* out) noexcept {
  return Get(info, "type_info", out, [&] { return info->kind; });
}

// The part of a type that is meaningful for its kind, else null.
OrtStatus* ORT_API_CALL AsTensor(const OrtTypeInfo* info, const OrtTensorTypeAndShapeInfo** out) noexcept {
  return Get(info, "type_info", out, [&]() -> const OrtTensorTypeAndShapeInfo* {
    return info->kind == ONNX_TYPE_TENSOR || info->kind == ONNX_TYPE_SPARSETENSOR ? &info->tensor : nullptr;
  });
}
OrtStatus* ORT_API_CALL AsSequence(const OrtTypeInfo* info, const OrtSequenceTypeInfo** out) noexcept {
  return Get(info, "type_info", out, [&] { return info->kind == ONNX_TYPE_SEQUENCE ? &info->sequence : nullptr; });
}
OrtStatus* ORT_API_CALL AsMap(const OrtTypeInfo* info, const OrtMapTypeInfo** out) noexcept {
  return Get(info, "type_info", out, [&] { return info->kind == ONNX_TYPE_MAP ? &info->map : nullptr; });
}
OrtStatus* ORT_API_CALL AsOptional(const OrtTypeInfo* info, const OrtOptionalTypeInfo** out) noexcept {
  return Get(info, "type_info", out, [&] { return info->kind == ONNX_TYPE_OPTIONAL ? &info->optional : nullptr; });
}
OrtStatus* ORT_API_CALL GetDenotation(const OrtTypeInfo* info, const char** const text, size_t* length) noexcept {
  return Ask(info, "type_info", text, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(length, "len"));
    *text = info->denotation.c_str();
    *length = info->denotation.size();
    return Ok();
  });
}

// A copy of a nested type, which the caller owns.
Status CopyNested(const std::shared_ptr<const OrtTypeInfo>& nested, OrtTypeInfo** out) {
  if (nested == nullptr) return Status(ORT_FAIL, "type: what is inside of it is not known");
  *out = new OrtTypeInfo(*nested);
  return Ok();
}
OrtStatus* ORT_API_CALL SequenceElement(const OrtSequenceTypeInfo* info, OrtTypeInfo** out) noexcept {
  return Ask(info, "sequence_type_info", out, [&] { return CopyNested(info->element, out); });
}
OrtStatus* ORT_API_CALL OptionalElement(const OrtOptionalTypeInfo* info, OrtTypeInfo** out) noexcept {
  return Ask(info, "optional_type_info", out, [&] { return CopyNested(info->element, out); });
}
OrtStatus* ORT_API_CALL MapValue(const OrtMapTypeInfo* info, OrtTypeInfo** out) noexcept {
  return Ask(info, "map_type_info", out, [&] { return CopyNested(info->value, out); });
}
OrtStatus* ORT_API_CALL MapKey(const OrtMapTypeInfo* info, ONNXTensorElementDataType* out) noexcept {
  return Get(info, "map_type_info", out, [&] { return info->key_type; });
}

// ---- OrtTensorTypeAndShapeInfo ----

using TensorInfo = OrtTensorTypeAndShapeInfo;

OrtStatus* ORT_API_CALL CreateTensorInfo(TensorInfo** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    auto* info = new TensorInfo();
    info->element_type = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;   // what ORT starts with
    *out = info;
    return Ok();
  });
}

OrtStatus* ORT_API_CALL SetElementType(TensorInfo* info, ONNXTensorElementDataType type) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(info, "info"));
    info->element_type = type;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SetDimensions(TensorInfo* info, const int64_t* dims, size_t count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(info, "info"));
    if (count > 0) BERTH_RETURN_IF_ERROR(NotNull(dims, "dim_values"));
    return info->SetDims({dims, count});
  });
}
OrtStatus* ORT_API_CALL SetSymbolicDimensions(TensorInfo* info, const char* names[], size_t count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(info, "info"));
    if (count > 0) BERTH_RETURN_IF_ERROR(NotNull(names, "dim_params"));
    BERTH_RETURN_IF_ERROR(CheckArraySize(names, count, "dim_params"));
    info->SetSymbols({names, count});
    return Ok();
  });
}

OrtStatus* ORT_API_CALL GetElementType(const TensorInfo* info, ONNXTensorElementDataType* out) noexcept {
  return Get(info, "info", out, [&] { return info->element_type; });
}
OrtStatus* ORT_API_CALL GetDimensionsCount(const TensorInfo* info, size_t* out) noexcept {
  return Get(info, "info", out, [&] { return info->dims.size(); });
}

// As much as there is room for: callers ask for the count first.
OrtStatus* ORT_API_CALL GetDimensions(const TensorInfo* info, int64_t* dims, size_t count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(info, "info"));
    if (count > 0) BERTH_RETURN_IF_ERROR(NotNull(dims, "dim_values"));
    for (size_t i = 0; i < std::min(count, info->dims.size()); ++i) dims[i] = info->dims[i];
    return Ok();
  });
}
OrtStatus* ORT_API_CALL GetSymbolicDimensions(const TensorInfo* info, const char* names[], size_t count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(info, "info"));
    if (count > 0) BERTH_RETURN_IF_ERROR(NotNull(names, "dim_params"));
    for (size_t i = 0; i < std::min(count, info->symbols.size()); ++i) names[i] = info->symbols[i].c_str();
    return Ok();
  });
}
OrtStatus* ORT_API_CALL GetElementCount(const TensorInfo* info, size_t* out) noexcept {
  return Ask(info, "info", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(*out, info->ElementCount());
    return Ok();
  });
}
bool ORT_API_CALL HasShape(const TensorInfo* info) noexcept {
  return CheckHandle(info, "info").ok() && info->has_shape;
}

// Every one there is belongs to an OrtTypeInfo.
template <typename T>
void ORT_API_CALL ReleasePart(T*) noexcept {}

}  // namespace

void BindTypeInfo(OrtApi& api) {
  api.GetOnnxTypeFromTypeInfo = GetOnnxType;
  api.CastTypeInfoToTensorInfo = AsTensor;
  api.CastTypeInfoToSequenceTypeInfo = AsSequence;
  api.CastTypeInfoToMapTypeInfo = AsMap;
  api.CastTypeInfoToOptionalTypeInfo = AsOptional;
  api.GetDenotationFromTypeInfo = GetDenotation;
  api.GetSequenceElementType = SequenceElement;
  api.GetOptionalContainedTypeInfo = OptionalElement;
  api.GetMapValueType = MapValue;
  api.GetMapKeyType = MapKey;
  api.ReleaseTypeInfo = ReleaseHandle<OrtTypeInfo>;
  api.ReleaseMapTypeInfo = ReleasePart<OrtMapTypeInfo>;
  api.ReleaseSequenceTypeInfo = ReleasePart<OrtSequenceTypeInfo>;
  api.CreateTensorTypeAndShapeInfo = CreateTensorInfo;
  api.ReleaseTensorTypeAndShapeInfo = ReleaseHandle<TensorInfo>;
  api.SetTensorElementType = SetElementType;
  api.SetDimensions = SetDimensions;
  api.SetSymbolicDimensions = SetSymbolicDimensions;
  api.GetTensorElementType = GetElementType;
  api.GetDimensionsCount = GetDimensionsCount;
  api.GetDimensions = GetDimensions;
  api.GetSymbolicDimensions = GetSymbolicDimensions;
  api.GetTensorShapeElementCount = GetElementCount;
  api.TensorTypeAndShape_HasShape = HasShape;
}

}  // namespace berth::capi
