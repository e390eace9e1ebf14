// Functions of one number that several operators share.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace berth {

// 1 / (1 + exp(-x)), by the side whose exponential cannot overflow. T: float or double.
template <typename T>
T Sigmoid(T x) {
  const T e = std::exp(-std::abs(x));
  return (x < T(0) ? e : T(1)) / (T(1) + e);
}

// log(exp(x) + 1), by the side whose exponential cannot overflow.
template <typename T>
T Softplus(T x) {
  return (x > T(0) ? x : T(0)) + std::log1p(std::exp(-std::abs(x)));
}

// A number as an integer, rounded towards zero. What an integer type cannot hold, NaN too, gives on every processor what x86
// gives: 64 bits, or 32 for the smaller types, hold the lowest value then, of which the lowest bits stay.
template <typename T>
T WholeOf(double x) {
  constexpr double kTwo31 = 2147483648.0, kTwo63 = 9223372036854775808.0;
  if constexpr (sizeof(T) < 4 || std::is_same_v<T, int32_t>) {
    return static_cast<T>(x > -kTwo31 - 1 && x < kTwo31 ? static_cast<int32_t>(x) : std::numeric_limits<int32_t>::min());
  } else {
    if (std::is_same_v<T, uint64_t> && x >= kTwo63) {
      return static_cast<T>(WholeOf<int64_t>(x - kTwo63)) ^ static_cast<T>(std::numeric_limits<int64_t>::min());
    }
    return static_cast<T>(x >= -kTwo63 && x < kTwo63 ? static_cast<int64_t>(x) : std::numeric_limits<int64_t>::min());
  }
}

}  // namespace berth
