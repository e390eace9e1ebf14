#include "cli/element.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace berth::cli {
namespace {

#define BERTH_TYPE(name) ONNX_TENSOR_ELEMENT_DATA_TYPE_##name
constexpr Element kElements[] = {
    {BERTH_TYPE(FLOAT), 1, 32, "float", "f4"},
    {BERTH_TYPE(UINT8), 2, 8, "uint8", "u1"},
    {BERTH_TYPE(INT8), 3, 8, "int8", "i1"},
    {BERTH_TYPE(UINT16), 4, 16, "uint16", "u2"},
    {BERTH_TYPE(INT16), 5, 16, "int16", "i2"},
    {BERTH_TYPE(INT32), 6, 32, "int32", "i4"},
    {BERTH_TYPE(INT64), 7, 64, "int64", "i8"},
    {BERTH_TYPE(STRING), 8, 0, "string", "U"},
    {BERTH_TYPE(BOOL), 9, 8, "bool", "b1"},
    {BERTH_TYPE(FLOAT16), 10, 16, "float16", "f2"},
    {BERTH_TYPE(DOUBLE), 11, 64, "double", "f8"},
    {BERTH_TYPE(UINT32), 12, 32, "uint32", "u4"},
    {BERTH_TYPE(UINT64), 13, 64, "uint64", "u8"},
    {BERTH_TYPE(COMPLEX64), 14, 64, "complex64", "c8"},
    {BERTH_TYPE(COMPLEX128), 15, 128, "complex128", "c16"},
    {BERTH_TYPE(BFLOAT16), 16, 16, "bfloat16", "V2"},
    {BERTH_TYPE(FLOAT8E4M3FN), 17, 8, "float8e4m3fn", ""},
    {BERTH_TYPE(FLOAT8E4M3FNUZ), 18, 8, "float8e4m3fnuz", ""},
    {BERTH_TYPE(FLOAT8E5M2), 19, 8, "float8e5m2", ""},
    {BERTH_TYPE(FLOAT8E5M2FNUZ), 20, 8, "float8e5m2fnuz", ""},
    {BERTH_TYPE(UINT4), 21, 4, "uint4", ""},
    {BERTH_TYPE(INT4), 22, 4, "int4", ""},
    {BERTH_TYPE(FLOAT4E2M1), 23, 4, "float4e2m1", ""},
    {BERTH_TYPE(FLOAT8E8M0), 24, 8, "float8e8m0", ""},
    {BERTH_TYPE(UINT2), 25, 2, "uint2", ""},
    {BERTH_TYPE(INT2), 26, 2, "int2", ""},
};
#undef BERTH_TYPE

template <typename Fits>
const Element* Find(Fits&& fits) {
  for (const Element& element : kElements) {
    if (fits(element)) return &element;
  }
  return nullptr;
}

template <typename T>
double Read(const void* data, size_t index) {
  T value;
  std::memcpy(&value, static_cast<const char*>(data) + index * sizeof(T), sizeof(T));
  return static_cast<double>(value);
}

double Half(uint16_t bits) {
  const int exponent = (bits >> 10) & 0x1f, fraction = bits & 0x3ff;
  double value = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25);
  if (exponent == 0x1f)
    value = fraction != 0 ? std::numeric_limits<double>::quiet_NaN() : std::numeric_limits<double>::infinity();
  return (bits & 0x8000) != 0 ? -value : value;
}

double Brain(uint16_t bits) {
  const uint32_t wide = static_cast<uint32_t>(bits) << 16;
  float value;
  std::memcpy(&value, &wide, sizeof(value));
  return value;
}

}  // namespace

const Element* FindElement(ONNXTensorElementDataType type) {
  return Find([&](const Element& element) { return element.type == type; });
}

const Element* FindElementByOnnx(int64_t onnx) {
  return Find([&](const Element& element) { return element.onnx == onnx; });
}

const Element* FindElementByNumpy(std::string_view descr) {
  return Find([&](const Element& element) { return element.numpy[0] != '\0' && descr == element.numpy; });
}

const char* ElementName(ONNXTensorElementDataType type) {
  const Element* element = FindElement(type);
  return element != nullptr ? element->name : "undefined";
}

int64_t CountOf(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (int64_t dim : shape) {
    if (dim < 0 || __builtin_mul_overflow(count, dim, &count)) return -1;
  }
  return count;
}

int64_t StorageBytes(const Element& element, const std::vector<int64_t>& shape) {
  int64_t bits = 0;
  const int64_t count = CountOf(shape);
  if (count < 0 || element.bits == 0 || __builtin_mul_overflow(count, int64_t{element.bits}, &bits)) return -1;
  return bits / 8 + (bits % 8 != 0 ? 1 : 0);
}

bool IsNumber(const Element& element) {
  return element.bits > 8 || (element.bits == 8 && element.numpy[0] != '\0');
}

double NumberAt(const Element& element, const void* data, size_t index) {
  switch (element.type) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT: return Read<float>(data, index);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE: return Read<double>(data, index);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX64: return Read<float>(data, 2 * index);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX128: return Read<double>(data, 2 * index);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL: return Read<uint8_t>(data, index);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8: return Read<int8_t>(data, index);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16: return Read<uint16_t>(data, index);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16: return Read<int16_t>(data, index);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32: return Read<uint32_t>(data, index);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32: return Read<int32_t>(data, index);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64: return Read<uint64_t>(data, index);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64: return Read<int64_t>(data, index);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16: return Half(static_cast<uint16_t>(Read<uint16_t>(data, index)));
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16: return Brain(static_cast<uint16_t>(Read<uint16_t>(data, index)));
    default: return 0;
  }
}

std::string ShapeText(const std::vector<int64_t>& shape, const std::vector<std::string>& symbols) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) {
    const bool named = shape[i] < 0 && i < symbols.size() && !symbols[i].empty();
    text += (i > 0 ? "," : "") + (shape[i] >= 0 ? std::to_string(shape[i]) : named ? symbols[i] : "?");
  }
  return text + "]";
}

std::string TypeText(ONNXTensorElementDataType type, const std::vector<int64_t>& shape,
                     const std::vector<std::string>& symbols) {
  return ElementName(type) + ShapeText(shape, symbols);
}

}  // namespace berth::cli
