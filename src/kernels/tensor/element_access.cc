#include "kernels/tensor/element_access.h"

#include <algorithm>
#include <iterator>

#include "kernels/math/functions.h"
#include "kernels/types.h"
#include "values/float6.h"
#include "values/packed.h"

namespace berth {
namespace {

template <typename T>
void ReadDoubles(const void* data, size_t begin, size_t count, double* out) {
  const T* in = static_cast<const T*>(data) + begin;
  if constexpr (kIsSmallFloat<T>) {
    float wide[kAccessBlock];
    Widen(in, wide, count);
    std::copy_n(wide, count, out);
  } else {
    for (size_t i = 0; i < count; ++i) out[i] = static_cast<double>(in[i]);
  }
}

template <typename T>
void ReadInts(const void* data, size_t begin, size_t count, int64_t* out) {
  const T* in = static_cast<const T*>(data) + begin;
  for (size_t i = 0; i < count; ++i) out[i] = static_cast<int64_t>(in[i]);
}

// The power of two that a magnitude becomes. ONNX Cast-24 "FLOAT8E8M0".
uint8_t EncodeE8M0(float value, const WriteOptions& options) {
  constexpr uint8_t kNan = 0xff, kLargest = 0xfe;
  const uint32_t bits = std::bit_cast<uint32_t>(value) & 0x7fffffffu;
  const uint32_t exponent = bits >> 23, fraction = bits & 0x7fffffu;
  if (exponent == 0xff) return fraction == 0 && options.saturate ? kLargest : kNan;
  bool up = options.e8m0 == WriteOptions::Rounding::kUp && fraction != 0;
  if (options.e8m0 == WriteOptions::Rounding::kNearest) {
    // Halves go up, but for the one between 0 and the smallest power.
    up = fraction > 0x400000u || (fraction == 0x400000u && exponent > 0);
  }
  if (up && exponent == kLargest && options.saturate) return kLargest;
  return static_cast<uint8_t>(exponent + (up ? 1 : 0));
}

template <typename T>
T FromDouble(double value, const WriteOptions&) {
  return static_cast<T>(value);
}
template <typename T>
  requires std::is_integral_v<T>
T FromDouble(double value, const WriteOptions&) {
  return WholeOf<T>(value);
}
template <>
bool FromDouble<bool>(double value, const WriteOptions&) {
  return value != 0.0;
}
template <typename T>
  requires(kIsSmallFloat<T> && sizeof(T) == 1)
T FromDouble(double value, const WriteOptions& options) {
  T result;
  result.bits = T::kFormatOf.Encode(RoundToOdd(value), options.saturate);
  return result;
}
template <>
Float8E8M0 FromDouble<Float8E8M0>(double value, const WriteOptions& options) {
  Float8E8M0 result;
  result.bits = EncodeE8M0(RoundToOdd(value), options);
  return result;
}

template <typename T>
void WriteDoubles(const double* in, size_t count, const WriteOptions& options, void* data, size_t begin) {
  T* out = static_cast<T*>(data) + begin;
  for (size_t i = 0; i < count; ++i) out[i] = FromDouble<T>(in[i], options);
}

template <typename T>
void WriteInts(const int64_t* in, size_t count, void* data, size_t begin) {
  T* out = static_cast<T*>(data) + begin;
  for (size_t i = 0; i < count; ++i) {
    if constexpr (std::is_same_v<T, bool>) {
      out[i] = in[i] != 0;
    } else {
      out[i] = static_cast<T>(in[i]);
    }
  }
}

template <typename T>
constexpr ElementAccess Row() {
  if constexpr (std::is_integral_v<T>) {
    return {ElementTypeOf<T>(), true, ReadDoubles<T>, ReadInts<T>, WriteDoubles<T>, WriteInts<T>};
  } else {
    return {ElementTypeOf<T>(), false, ReadDoubles<T>, nullptr, WriteDoubles<T>, nullptr};
  }
}

// Packed integers: Byte is int8_t or uint8_t, after the sign.
template <ElementType kType, typename Byte>
struct Packed {
  static void ReadInts(const void* data, size_t begin, size_t count, int64_t* out) {
    uint8_t codes[kAccessBlock];
    UnpackElements(kType, data, begin, count, codes);
    for (size_t i = 0; i < count; ++i) out[i] = static_cast<Byte>(codes[i]);
  }
  static void ReadDoubles(const void* data, size_t begin, size_t count, double* out) {
    int64_t values[kAccessBlock];
    ReadInts(data, begin, count, values);
    std::copy_n(values, count, out);
  }
  static void WriteInts(const int64_t* in, size_t count, void* data, size_t begin) {
    uint8_t codes[kAccessBlock];
    for (size_t i = 0; i < count; ++i) codes[i] = static_cast<uint8_t>(in[i]);
    PackElements(codes, kType, begin, count, data);
  }
  static void WriteDoubles(const double* in, size_t count, const WriteOptions&, void* data, size_t begin) {
    uint8_t codes[kAccessBlock];
    for (size_t i = 0; i < count; ++i) codes[i] = WholeOf<uint8_t>(in[i]);
    PackElements(codes, kType, begin, count, data);
  }
  static constexpr ElementAccess Row() { return {kType, true, ReadDoubles, ReadInts, WriteDoubles, WriteInts}; }
};

// Packed floats.
template <ElementType kType, const MiniFloatFormat& kFormat>
struct PackedFloat {
  static void Read(const void* data, size_t begin, size_t count, double* out) {
    uint8_t codes[kAccessBlock];
    UnpackElements(kType, data, begin, count, codes);
    for (size_t i = 0; i < count; ++i) out[i] = kFormat.Decode(codes[i]);
  }
  static void Write(const double* in, size_t count, const WriteOptions&, void* data, size_t begin) {
    uint8_t codes[kAccessBlock];
    for (size_t i = 0; i < count; ++i) codes[i] = kFormat.Encode(RoundToOdd(in[i]), true);
    PackElements(codes, kType, begin, count, data);
  }
  static constexpr ElementAccess Row() { return {kType, false, Read, nullptr, Write, nullptr}; }
};

constexpr ElementAccess kRows[] = {
    Row<float>(), Row<double>(), Row<Float16>(), Row<BFloat16>(), Row<int8_t>(), Row<int16_t>(), Row<int32_t>(), Row<int64_t>(),
    Row<uint8_t>(), Row<uint16_t>(), Row<uint32_t>(), Row<uint64_t>(), Row<bool>(), Row<Float8E4M3FN>(), Row<Float8E4M3FNUZ>(),
    Row<Float8E5M2>(), Row<Float8E5M2FNUZ>(), Row<Float8E8M0>(),
    Packed<ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4, int8_t>::Row(), Packed<ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT4, uint8_t>::Row(),
    Packed<ONNX_TENSOR_ELEMENT_DATA_TYPE_INT2, int8_t>::Row(), Packed<ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT2, uint8_t>::Row(),
    PackedFloat<ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT4E2M1, kFloat4E2M1>::Row(), PackedFloat<kFloat6E2M3, kFloat6E2M3Format>::Row(),
    PackedFloat<kFloat6E3M2, kFloat6E3M2Format>::Row(),
};

}  // namespace

const ElementAccess* AccessTo(ElementType type) {
  const ElementAccess* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const auto& r) { return r.type == type; });
  return row != std::end(kRows) ? row : nullptr;
}

void IntsToDoubles(const int64_t* in, size_t count, bool is_unsigned, double* out) {
  // More than 53 bits do not fit; the last of those that do tells whether something was cut off.
  constexpr uint64_t kCut = 0x7ff, kLast = 0x800;
  for (size_t i = 0; i < count; ++i) {
    const bool negative = !is_unsigned && in[i] < 0;
    const uint64_t magnitude = negative ? 0 - static_cast<uint64_t>(in[i]) : static_cast<uint64_t>(in[i]);
    const bool fits = magnitude < uint64_t{1} << 53;
    const uint64_t odd = fits ? magnitude : (magnitude & ~kCut) | ((magnitude & kCut) != 0 ? kLast : 0);
    out[i] = negative ? -static_cast<double>(odd) : static_cast<double>(odd);
  }
}

}  // namespace berth
