// Arithmetic on sizes that may come from a hostile file: an overflow is an answer, never a wrap.
#pragma once

#include <concepts>
#include <optional>

namespace berth {

// a * b, or nothing if the type cannot hold it.
template <std::integral T>
constexpr std::optional<T> CheckedMul(T a, T b) {
  T result;
  if (__builtin_mul_overflow(a, b, &result)) return std::nullopt;
  return result;
}

// a + b, or nothing if the type cannot hold it.
template <std::integral T>
constexpr std::optional<T> CheckedAdd(T a, T b) {
  T result;
  if (__builtin_add_overflow(a, b, &result)) return std::nullopt;
  return result;
}

// `value` rounded up to a multiple of `step` (a power of two), or nothing on overflow.
template <std::unsigned_integral T>
constexpr std::optional<T> CheckedRoundUp(T value, T step) {
  auto sum = CheckedAdd<T>(value, step - 1);
  if (!sum) return std::nullopt;
  return *sum & ~(step - 1);
}

}  // namespace berth
