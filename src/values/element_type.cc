#include "values/element_type.h"

#include <iterator>
#include <string>

#include "base/checked_math.h"
#include "values/float6.h"

namespace berth {
namespace {

// By enum value; the values are dense.
constexpr ElementTypeRow kRows[] = {
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED, 0, "undefined"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 32, "float"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8, 8, "uint8"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8, 8, "int8"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16, 16, "uint16"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16, 16, "int16"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32, 32, "int32"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, 64, "int64"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING, 0, "string"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL, 8, "bool"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16, 16, "float16"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE, 64, "double"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32, 32, "uint32"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64, 64, "uint64"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX64, 64, "complex64"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX128, 128, "complex128"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16, 16, "bfloat16"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FN, 8, "float8e4m3fn"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FNUZ, 8, "float8e4m3fnuz"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2, 8, "float8e5m2"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2FNUZ, 8, "float8e5m2fnuz"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT4, 4, "uint4"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4, 4, "int4"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT4E2M1, 4, "float4e2m1"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT2, 2, "uint2"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_INT2, 2, "int2"},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E8M0, 8, "float8e8m0"},
    {kFloat6E2M3, 6, "float6e2m3"},
    {kFloat6E3M2, 6, "float6e3m2"},
};

}  // namespace

const ElementTypeRow* FindElementType(ElementType type) {
  const auto index = static_cast<size_t>(type);
  return index > 0 && index < std::size(kRows) ? &kRows[index] : nullptr;
}

const char* ElementTypeName(ElementType type) {
  const ElementTypeRow* row = FindElementType(type);
  return row != nullptr ? row->name : "undefined";
}

std::optional<ElementType> ElementTypeByName(std::string_view name) {
  for (const ElementTypeRow& row : kRows) {
    if (row.type != ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED && name == row.name) return row.type;
  }
  return std::nullopt;
}

std::optional<size_t> StorageBytes(ElementType type, size_t count) {
  const ElementTypeRow* row = FindElementType(type);
  if (row == nullptr) return std::nullopt;
  if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) return CheckedMul<size_t>(count, sizeof(std::string));
  if (row->bits >= 8) return CheckedMul<size_t>(count, row->bits / 8);
  // Eight elements fill whole bytes.
  return count / 8 * row->bits + (count % 8 * row->bits + 7) / 8;
}

}  // namespace berth
