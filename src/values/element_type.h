// The element types of tensors: one row each with bits, name and ONNX spelling.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <onnxruntime_c_api.h>

#include "values/small_float.h"

namespace berth {

using ElementType = ONNXTensorElementDataType;

struct ElementTypeRow {
  ElementType type;
  uint8_t bits;           // of one element as stored; 0 for strings; sub-byte elements are packed, low bits first
  const char* name;       // lower case, as ONNX writes it in schemas: "float", "int64", "uint4"
};

// The row of a type, or null for UNDEFINED and unknown values.
const ElementTypeRow* FindElementType(ElementType type);
// "float", "int64", ...; "undefined" when unknown.
const char* ElementTypeName(ElementType type);
// The type with that lower-case name (the inner part of "tensor(float)").
std::optional<ElementType> ElementTypeByName(std::string_view name);

// Bytes that `count` elements take as stored: packed sub-byte types round up to whole bytes; strings take
// sizeof(std::string) each. Nothing on overflow or unknown type.
std::optional<size_t> StorageBytes(ElementType type, size_t count);

// A set of element types, one bit each by enum value.
class TypeSet {
 public:
  constexpr TypeSet() = default;
  constexpr TypeSet(ElementType type) : bits_(uint64_t{1} << type) {}
  constexpr bool contains(ElementType type) const { return (bits_ >> type) & 1; }
  constexpr bool empty() const { return bits_ == 0; }
  friend constexpr TypeSet operator|(TypeSet a, TypeSet b) {
    a.bits_ |= b.bits_;
    return a;
  }
  friend constexpr TypeSet operator&(TypeSet a, TypeSet b) {
    a.bits_ &= b.bits_;
    return a;
  }
  friend constexpr bool operator==(TypeSet, TypeSet) = default;

 private:
  uint64_t bits_ = 0;
};

inline constexpr TypeSet kF32{ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT};
inline constexpr TypeSet kF64{ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE};
inline constexpr TypeSet kF16{ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16};
inline constexpr TypeSet kBf16{ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16};
inline constexpr TypeSet kI8{ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8};
inline constexpr TypeSet kI16{ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16};
inline constexpr TypeSet kI32{ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32};
inline constexpr TypeSet kI64{ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64};
inline constexpr TypeSet kU8{ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8};
inline constexpr TypeSet kU16{ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16};
inline constexpr TypeSet kU32{ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32};
inline constexpr TypeSet kU64{ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64};
inline constexpr TypeSet kBool{ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL};
inline constexpr TypeSet kString{ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING};
inline constexpr TypeSet kIntegers = kI8 | kI16 | kI32 | kI64 | kU8 | kU16 | kU32 | kU64;
inline constexpr TypeSet kFloats = kF16 | kBf16 | kF32 | kF64;

// The element type of a C++ type: ElementTypeOf<float>() and so on.
template <typename T>
constexpr ElementType ElementTypeOf();
template <> constexpr ElementType ElementTypeOf<float>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT; }
template <> constexpr ElementType ElementTypeOf<double>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE; }
template <> constexpr ElementType ElementTypeOf<int8_t>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8; }
template <> constexpr ElementType ElementTypeOf<int16_t>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16; }
template <> constexpr ElementType ElementTypeOf<int32_t>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32; }
template <> constexpr ElementType ElementTypeOf<int64_t>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64; }
template <> constexpr ElementType ElementTypeOf<uint8_t>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8; }
template <> constexpr ElementType ElementTypeOf<uint16_t>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16; }
template <> constexpr ElementType ElementTypeOf<uint32_t>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32; }
template <> constexpr ElementType ElementTypeOf<uint64_t>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64; }
template <> constexpr ElementType ElementTypeOf<bool>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL; }
template <> constexpr ElementType ElementTypeOf<std::string>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING; }
template <> constexpr ElementType ElementTypeOf<Float16>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16; }
template <> constexpr ElementType ElementTypeOf<BFloat16>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16; }
template <> constexpr ElementType ElementTypeOf<Float8E4M3FN>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FN; }
template <> constexpr ElementType ElementTypeOf<Float8E4M3FNUZ>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FNUZ; }
template <> constexpr ElementType ElementTypeOf<Float8E5M2>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2; }
template <> constexpr ElementType ElementTypeOf<Float8E5M2FNUZ>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2FNUZ; }
template <> constexpr ElementType ElementTypeOf<Float8E8M0>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E8M0; }
template <> constexpr ElementType ElementTypeOf<std::complex<float>>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX64; }
template <> constexpr ElementType ElementTypeOf<std::complex<double>>() { return ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX128; }

}  // namespace berth
