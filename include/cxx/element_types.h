// Part of Berth. SPDX-License-Identifier: MIT
//
// A part of onnxruntime_cxx_api.h: C++ types for elements that C++ has none for, and which element type a C++ type is.
#pragma once

#include "../onnxruntime_float16.h"
#include "base.h"

namespace Ort {

/// A half-precision number, laid out as uint16_t.
struct Float16_t : onnxruntime_float16::Float16Impl<Float16_t> {
  using Base = onnxruntime_float16::Float16Impl<Float16_t>;

  Float16_t() = default;
  /// Rounds to nearest, ties to even.
  explicit Float16_t(float value) noexcept { val = Base::ToUint16Impl(value); }
  /// The number that these bits are.
  static constexpr Float16_t FromBits(uint16_t bits) noexcept { return Float16_t(bits); }
  float ToFloat() const noexcept { return Base::ToFloatImpl(); }
  explicit operator float() const noexcept { return ToFloat(); }

 private:
  constexpr explicit Float16_t(uint16_t bits) noexcept { val = bits; }
};
static_assert(sizeof(Float16_t) == sizeof(uint16_t));

/// A bfloat16 number, laid out as uint16_t.
struct BFloat16_t : onnxruntime_float16::BFloat16Impl<BFloat16_t> {
  using Base = onnxruntime_float16::BFloat16Impl<BFloat16_t>;

  BFloat16_t() = default;
  /// Rounds to nearest, ties to even.
  explicit BFloat16_t(float value) noexcept { val = Base::ToUint16Impl(value); }
  /// The number that these bits are.
  static constexpr BFloat16_t FromBits(uint16_t bits) noexcept { return BFloat16_t(bits); }
  float ToFloat() const noexcept { return Base::ToFloatImpl(); }
  explicit operator float() const noexcept { return ToFloat(); }

 private:
  constexpr explicit BFloat16_t(uint16_t bits) noexcept { val = bits; }
};
static_assert(sizeof(BFloat16_t) == sizeof(uint16_t));

// The 8-bit floats are names for bytes: no arithmetic, equal when their bits are.
#define ORT_CXX_FLOAT8(NAME)                                                                   \
  struct NAME {                                                                                \
    uint8_t value;                                                                             \
    constexpr NAME() noexcept : value(0) {}                                                    \
    constexpr NAME(uint8_t v) noexcept : value(v) {}                                           \
    constexpr operator uint8_t() const noexcept { return value; }                              \
    constexpr bool operator==(const NAME& rhs) const noexcept { return value == rhs.value; }   \
    constexpr bool operator!=(const NAME& rhs) const noexcept { return value != rhs.value; }   \
  };                                                                                           \
  static_assert(sizeof(NAME) == sizeof(uint8_t))
/// float8e4m3fn.
ORT_CXX_FLOAT8(Float8E4M3FN_t);
/// float8e4m3fnuz.
ORT_CXX_FLOAT8(Float8E4M3FNUZ_t);
/// float8e5m2.
ORT_CXX_FLOAT8(Float8E5M2_t);
/// float8e5m2fnuz.
ORT_CXX_FLOAT8(Float8E5M2FNUZ_t);
#undef ORT_CXX_FLOAT8

/// TypeToTensorType<T>::type is the element type of T.
template <typename T>
struct TypeToTensorType;
#define ORT_CXX_ELEMENT(CPP, ONNX)                                                                  \
  template <>                                                                                       \
  struct TypeToTensorType<CPP> {                                                                    \
    static constexpr ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_##ONNX;         \
  }
ORT_CXX_ELEMENT(float, FLOAT);
ORT_CXX_ELEMENT(double, DOUBLE);
ORT_CXX_ELEMENT(Float16_t, FLOAT16);
ORT_CXX_ELEMENT(BFloat16_t, BFLOAT16);
ORT_CXX_ELEMENT(Float8E4M3FN_t, FLOAT8E4M3FN);
ORT_CXX_ELEMENT(Float8E4M3FNUZ_t, FLOAT8E4M3FNUZ);
ORT_CXX_ELEMENT(Float8E5M2_t, FLOAT8E5M2);
ORT_CXX_ELEMENT(Float8E5M2FNUZ_t, FLOAT8E5M2FNUZ);
ORT_CXX_ELEMENT(int8_t, INT8);
ORT_CXX_ELEMENT(int16_t, INT16);
ORT_CXX_ELEMENT(int32_t, INT32);
ORT_CXX_ELEMENT(int64_t, INT64);
ORT_CXX_ELEMENT(uint8_t, UINT8);
ORT_CXX_ELEMENT(uint16_t, UINT16);
ORT_CXX_ELEMENT(uint32_t, UINT32);
ORT_CXX_ELEMENT(uint64_t, UINT64);
ORT_CXX_ELEMENT(bool, BOOL);
#undef ORT_CXX_ELEMENT

}  // namespace Ort
