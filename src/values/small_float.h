// Element types that C++ has no arithmetic for: 16-bit and 8-bit floats, one value each in its stored form.
//
// All convert to float exactly and from float with round-to-nearest-even. Arithmetic is done in float (MathType in
// kernels/types.h). 4-bit floats are stored packed: see packed.h.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace berth {

// The float next to `value` towards which a second rounding errs on no side: its last bit tells that something was cut off.
float RoundToOdd(double value);

// IEEE binary16.
struct Float16 {
  uint16_t bits = 0;

  Float16() = default;
  explicit Float16(float value);
  // Rounds once, where a way through float would round twice.
  explicit Float16(double value);
  explicit operator float() const {
    const uint32_t magnitude = bits & 0x7fffu;
    // The exponent moves by multiplication, which is right for subnormal numbers too.
    uint32_t wide = std::bit_cast<uint32_t>(std::bit_cast<float>(magnitude << 13) * 0x1p112f);
    if (magnitude >= 0x7c00u) wide = (magnitude << 13) | 0x7f800000u;
    return std::bit_cast<float>(wide | static_cast<uint32_t>(bits & 0x8000u) << 16);
  }
};

// The upper half of a float.
struct BFloat16 {
  uint16_t bits = 0;

  BFloat16() = default;
  explicit BFloat16(float value);
  explicit BFloat16(double value);
  explicit operator float() const { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16); }
};

// Many at once; `in` and `out` do not overlap.
void Widen(const Float16* in, float* out, size_t count);
void Widen(const BFloat16* in, float* out, size_t count);
void Narrow(const float* in, Float16* out, size_t count);
void Narrow(const float* in, BFloat16* out, size_t count);

// The layout of a float of at most 8 bits. ONNX "Float stored in 8 bits", "4 bit floating point", OCP MX for E8M0.
struct MiniFloatFormat {
  int exponent_bits, mantissa_bits, bias;
  bool is_signed;
  bool has_infinity;
  bool has_negative_zero;    // if not, that code is NaN
  uint8_t largest;           // code of the largest finite value
  int nan;                   // code of NaN, -1 without one
  float Decode(uint8_t code) const;
  // Nearest, ties to even. Beyond the largest value, and for infinity: `saturate` gives the largest value of that sign, else
  // infinity if the format has one, else NaN. A format without NaN gives its largest value for it.
  uint8_t Encode(float value, bool saturate) const;
};

inline constexpr MiniFloatFormat kFloat8E4M3FN{4, 3, 7, true, false, true, 0x7e, 0x7f};
inline constexpr MiniFloatFormat kFloat8E4M3FNUZ{4, 3, 8, true, false, false, 0x7f, 0x80};
inline constexpr MiniFloatFormat kFloat8E5M2{5, 2, 15, true, true, true, 0x7b, 0x7f};
inline constexpr MiniFloatFormat kFloat8E5M2FNUZ{5, 2, 16, true, false, false, 0x7f, 0x80};
inline constexpr MiniFloatFormat kFloat4E2M1{2, 1, 1, true, false, true, 0x7, -1};
inline constexpr MiniFloatFormat kFloat8E8M0{8, 0, 127, false, false, true, 0xfe, 0xff};

template <const MiniFloatFormat& kFormat>
struct Float8 {
  static constexpr const MiniFloatFormat& kFormatOf = kFormat;
  uint8_t bits = 0;

  Float8() = default;
  explicit Float8(float value) : bits(kFormat.Encode(value, true)) {}
  explicit Float8(double value) : Float8(RoundToOdd(value)) {}
  explicit operator float() const { return kFormat.Decode(bits); }
};
template <const MiniFloatFormat& kFormat>
void Widen(const Float8<kFormat>* in, float* out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = static_cast<float>(in[i]);
}
template <const MiniFloatFormat& kFormat>
void Narrow(const float* in, Float8<kFormat>* out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = Float8<kFormat>(in[i]);
}
using Float8E4M3FN = Float8<kFloat8E4M3FN>;
using Float8E4M3FNUZ = Float8<kFloat8E4M3FNUZ>;
using Float8E5M2 = Float8<kFloat8E5M2>;
using Float8E5M2FNUZ = Float8<kFloat8E5M2FNUZ>;
using Float8E8M0 = Float8<kFloat8E8M0>;

}  // namespace berth
