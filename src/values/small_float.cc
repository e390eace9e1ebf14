#include "values/small_float.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "values/float6.h"

namespace berth {
namespace {

// Both without branches, so that loops over them are vectorized.
inline uint16_t Float16Bits(float value) {
  const uint32_t wide = std::bit_cast<uint32_t>(value);
  const uint32_t magnitude = wide & 0x7fffffffu;
  const uint32_t rebased = magnitude - 0x38000000u;
  uint32_t narrow = (rebased + 0xfffu + ((rebased >> 13) & 1u)) >> 13;
  // Subnormal: adding 0.5 leaves the wanted bits at the end, rounded.
  const uint32_t subnormal = std::bit_cast<uint32_t>(std::bit_cast<float>(magnitude) + 0.5f) - 0x3f000000u;
  narrow = magnitude < 0x38800000u ? subnormal : narrow;
  narrow = magnitude >= 0x477ff000u ? 0x7c00u : narrow;   // rounds to 65536 or more
  narrow = magnitude > 0x7f800000u ? 0x7e00u : narrow;
  return static_cast<uint16_t>(((wide >> 16) & 0x8000u) | narrow);
}

inline uint16_t BFloat16Bits(float value) {
  const uint32_t wide = std::bit_cast<uint32_t>(value);
  const uint32_t rounded = (wide + 0x7fffu + ((wide >> 16) & 1u)) >> 16;
  const uint32_t nan = (wide >> 16) | 0x40u;              // quiet, and its sign stays
  return static_cast<uint16_t>((wide & 0x7fffffffu) > 0x7f800000u ? nan : rounded);
}

float DecodeByRule(const MiniFloatFormat& format, uint8_t code) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  const int magnitude_bits = format.exponent_bits + format.mantissa_bits;
  const int magnitude = code & ((1 << magnitude_bits) - 1);
  const bool negative = format.is_signed && ((code >> magnitude_bits) & 1) != 0;
  if (format.nan >= 0 && !format.has_negative_zero) {
    if (code == format.nan) return kNan;
  } else if (magnitude > format.largest) {
    const bool infinite = format.has_infinity && magnitude == format.largest + 1;
    return infinite ? (negative ? -1.0f : 1.0f) * std::numeric_limits<float>::infinity() : kNan;
  }
  const int exponent = magnitude >> format.mantissa_bits;
  const int mantissa = magnitude & ((1 << format.mantissa_bits) - 1);
  const float unit = std::ldexp(1.0f, -format.mantissa_bits);
  // A format without mantissa has no subnormal numbers.
  const bool normal = exponent > 0 || format.mantissa_bits == 0;
  const float value = std::ldexp((normal ? 1.0f : 0.0f) + static_cast<float>(mantissa) * unit,
                                 (normal ? exponent : 1) - format.bias);
  return negative ? -value : value;
}

using Table = std::array<float, 256>;

const Table& TableOf(const MiniFloatFormat& format) {
  const auto make = [](const MiniFloatFormat& of) {
    Table table;
    for (int code = 0; code < 256; ++code) table[code] = DecodeByRule(of, static_cast<uint8_t>(code));
    return table;
  };
  static const Table e4m3fn = make(kFloat8E4M3FN), e4m3fnuz = make(kFloat8E4M3FNUZ), e5m2 = make(kFloat8E5M2),
                     e5m2fnuz = make(kFloat8E5M2FNUZ), e2m1 = make(kFloat4E2M1), e8m0 = make(kFloat8E8M0),
                     e2m3 = make(kFloat6E2M3Format), e3m2 = make(kFloat6E3M2Format);
  if (format.exponent_bits == 2 && format.mantissa_bits == 3) return e2m3;
  if (format.exponent_bits == 3) return e3m2;
  if (format.mantissa_bits == 3) return format.bias == 7 ? e4m3fn : e4m3fnuz;
  if (format.mantissa_bits == 2) return format.bias == 15 ? e5m2 : e5m2fnuz;
  return format.mantissa_bits == 1 ? e2m1 : e8m0;
}

// What a value beyond the largest becomes.
uint8_t Beyond(const MiniFloatFormat& format, bool saturate) {
  if (saturate || (format.nan < 0 && !format.has_infinity)) return format.largest;
  return format.has_infinity ? format.largest + 1 : static_cast<uint8_t>(format.nan);
}

// The code of a magnitude: nearest, ties to the even code.
uint8_t EncodeMagnitude(const MiniFloatFormat& format, float magnitude, bool saturate) {
  const Table& table = TableOf(format);
  const float* begin = table.data();
  const float* end = begin + format.largest + 1;
  const float* above = std::upper_bound(begin, end, magnitude);
  if (above == begin) return 0;
  const double below = *(above - 1);
  const auto code = static_cast<uint8_t>(above - begin - 1);
  // Beyond the last value the next one is where the pattern would go on.
  const double next = above == end ? 2 * below - *(above - 2) : *above;
  if (magnitude == below) return code;
  if (above == end && format.mantissa_bits == 0) return Beyond(format, saturate);
  const double middle = (below + next) / 2;
  const bool up = magnitude > middle || (magnitude == middle && (code & 1) != 0);
  if (!up) return code;
  return above == end ? Beyond(format, saturate) : static_cast<uint8_t>(code + 1);
}

}  // namespace

float RoundToOdd(double value) {
  const float nearest = static_cast<float>(value);
  if (static_cast<double>(nearest) == value || std::isnan(value) || std::isinf(nearest)) return nearest;
  uint32_t bits = std::bit_cast<uint32_t>(nearest);
  if (std::abs(static_cast<double>(nearest)) > std::abs(value)) --bits;
  return std::bit_cast<float>(bits | 1);
}

Float16::Float16(float value) : bits(Float16Bits(value)) {}
Float16::Float16(double value) : Float16(RoundToOdd(value)) {}
BFloat16::BFloat16(float value) : bits(BFloat16Bits(value)) {}
BFloat16::BFloat16(double value) : BFloat16(RoundToOdd(value)) {}

void Widen(const Float16* in, float* out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = static_cast<float>(in[i]);
}

void Widen(const BFloat16* in, float* out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = static_cast<float>(in[i]);
}

void Narrow(const float* in, Float16* out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i].bits = Float16Bits(in[i]);
}

void Narrow(const float* in, BFloat16* out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i].bits = BFloat16Bits(in[i]);
}

float MiniFloatFormat::Decode(uint8_t code) const { return TableOf(*this)[code]; }

uint8_t MiniFloatFormat::Encode(float value, bool saturate) const {
  if (std::isnan(value)) return nan >= 0 ? static_cast<uint8_t>(nan) : largest;
  const bool negative = std::signbit(value);
  if (!is_signed && negative) return value == 0.0f ? 0 : static_cast<uint8_t>(nan);
  const uint8_t code = std::isinf(value) ? Beyond(*this, saturate) : EncodeMagnitude(*this, std::abs(value), saturate);
  if (!negative || code == nan) return code;
  if (code == 0 && !has_negative_zero) return 0;
  return static_cast<uint8_t>(code | 1 << (exponent_bits + mantissa_bits));
}

}  // namespace berth
