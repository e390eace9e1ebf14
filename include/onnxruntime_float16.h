// Part of Berth. SPDX-License-Identifier: MIT
//
// The arithmetic behind Ort::Float16_t and Ort::BFloat16_t: conversion from and to float, classification, comparison.
// A derived type gives `static Derived FromBits(uint16_t)`. Comparisons follow IEEE 754: a NaN equals nothing, and the
// two zeros are equal.
#pragma once

#include <cstdint>
#include <cstring>

namespace onnxruntime_float16 {

namespace detail {

inline uint32_t BitsOf(float value) noexcept {
  uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

inline float FloatOf(uint32_t bits) noexcept {
  float value = 0;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

/// What the two 16-bit formats share: one sign bit at the top, `Exponent` masking the exponent bits below it.
template <class Derived, uint16_t Exponent>
struct Bits16 {
  static constexpr uint16_t kSignMask = 0x8000;
  static constexpr uint16_t kBiasedExponentMask = Exponent;
  static constexpr uint16_t kPositiveInfinityBits = Exponent;
  static constexpr uint16_t kNegativeInfinityBits = kSignMask | Exponent;

  uint16_t val{0};

  bool IsNegative() const noexcept { return (val & kSignMask) != 0; }
  bool IsNaN() const noexcept { return AbsImpl() > kPositiveInfinityBits; }
  bool IsFinite() const noexcept { return AbsImpl() < kPositiveInfinityBits; }
  bool IsPositiveInfinity() const noexcept { return val == kPositiveInfinityBits; }
  bool IsNegativeInfinity() const noexcept { return val == kNegativeInfinityBits; }
  bool IsInfinity() const noexcept { return AbsImpl() == kPositiveInfinityBits; }
  bool IsNaNOrZero() const noexcept { return AbsImpl() == 0 || IsNaN(); }
  /// Neither zero, subnormal, infinite nor NaN.
  bool IsNormal() const noexcept { return IsFinite() && (val & Exponent) != 0; }
  bool IsSubnormal() const noexcept { return AbsImpl() != 0 && (val & Exponent) == 0; }

  Derived Abs() const noexcept { return Derived::FromBits(AbsImpl()); }
  /// The other sign; a NaN stays as it is.
  Derived Negate() const noexcept { return Derived::FromBits(NegateImpl()); }
  /// Whether both are zero, of either sign.
  static bool AreZero(const Bits16& a, const Bits16& b) noexcept { return a.AbsImpl() == 0 && b.AbsImpl() == 0; }

  bool operator==(const Bits16& other) const noexcept {
    return !IsNaN() && !other.IsNaN() && (val == other.val || AreZero(*this, other));
  }
  bool operator!=(const Bits16& other) const noexcept { return !(*this == other); }
  bool operator<(const Bits16& other) const noexcept {
    return !IsNaN() && !other.IsNaN() && Order() < other.Order();
  }

 protected:
  uint16_t AbsImpl() const noexcept { return static_cast<uint16_t>(val & ~kSignMask); }
  uint16_t NegateImpl() const noexcept { return IsNaN() ? val : static_cast<uint16_t>(val ^ kSignMask); }

 private:
  // Numbers that are ordered as the values are.
  int Order() const noexcept { return IsNegative() ? -static_cast<int>(AbsImpl()) : static_cast<int>(AbsImpl()); }
};

}  // namespace detail

/// IEEE 754 binary16: 5 bits of exponent, 10 of fraction.
template <class Derived>
struct Float16Impl : detail::Bits16<Derived, 0x7C00> {
  static constexpr uint16_t kPositiveQNaNBits = 0x7E00;
  static constexpr uint16_t kNegativeQNaNBits = 0xFE00;
  static constexpr uint16_t kEpsilonBits = 0x4170;
  static constexpr uint16_t kMinValueBits = 0xFBFF;
  static constexpr uint16_t kMaxValueBits = 0x7BFF;
  static constexpr uint16_t kOneBits = 0x3C00;
  static constexpr uint16_t kMinusOneBits = 0xBC00;

 protected:
  /// Rounds to nearest, ties to even; from 65520 on to infinity.
  static uint16_t ToUint16Impl(float value) noexcept {
    const uint32_t bits = detail::BitsOf(value), magnitude = bits & 0x7FFFFFFFu;
    const uint32_t sign = (bits >> 16) & 0x8000u;
    if (magnitude > 0x7F800000u) return static_cast<uint16_t>(sign | kPositiveQNaNBits);
    if (magnitude >= 0x477FF000u) return static_cast<uint16_t>(sign | 0x7C00u);
    if (magnitude >= 0x38800000u) {  // 2^-14, the smallest normal number: 13 bits of fraction go, the bias changes by 112
      return static_cast<uint16_t>(sign | ((magnitude - (112u << 23) + 0xFFFu + ((magnitude >> 13) & 1u)) >> 13));
    }
    const uint32_t shift = 126u - (magnitude >> 23);  // down to units of 2^-24
    if (shift > 24) return static_cast<uint16_t>(sign);
    const uint32_t fraction = (magnitude & 0x7FFFFFu) | 0x800000u;
    const uint32_t whole = fraction >> shift, rest = fraction & ((1u << shift) - 1u), half = 1u << (shift - 1u);
    return static_cast<uint16_t>(sign | (whole + (rest > half || (rest == half && (whole & 1u) != 0) ? 1u : 0u)));
  }

  /// Exact.
  float ToFloatImpl() const noexcept {
    const uint32_t sign = (this->val & 0x8000u) << 16, magnitude = this->val & 0x7FFFu;
    if (magnitude >= 0x7C00u) return detail::FloatOf(sign | 0x7F800000u | ((magnitude & 0x3FFu) << 13));
    if (magnitude >= 0x0400u) return detail::FloatOf(sign | ((magnitude << 13) + (112u << 23)));
    const float value = static_cast<float>(magnitude) * 5.9604644775390625e-8f;  // units of 2^-24
    return sign != 0 ? -value : value;
  }
};

/// The upper half of a float: 8 bits of exponent, 7 of fraction.
template <class Derived>
struct BFloat16Impl : detail::Bits16<Derived, 0x7F80> {
  static constexpr uint16_t kPositiveQNaNBits = 0x7FC1;
  static constexpr uint16_t kNegativeQNaNBits = 0xFFC1;
  static constexpr uint16_t kSignaling_NaNBits = 0x7F80;
  static constexpr uint16_t kEpsilonBits = 0x0080;
  static constexpr uint16_t kMinValueBits = 0xFF7F;
  static constexpr uint16_t kMaxValueBits = 0x7F7F;
  static constexpr uint16_t kRoundToNearest = 0x7FFF;
  static constexpr uint16_t kOneBits = 0x3F80;
  static constexpr uint16_t kMinusOneBits = 0xBF80;

 protected:
  /// Rounds to nearest, ties to even.
  static uint16_t ToUint16Impl(float value) noexcept {
    const uint32_t bits = detail::BitsOf(value);
    if ((bits & 0x7FFFFFFFu) > 0x7F800000u) return kPositiveQNaNBits;
    return static_cast<uint16_t>((bits + kRoundToNearest + ((bits >> 16) & 1u)) >> 16);
  }

  /// Exact.
  float ToFloatImpl() const noexcept { return detail::FloatOf(static_cast<uint32_t>(this->val) << 16); }
};

}  // namespace onnxruntime_float16
