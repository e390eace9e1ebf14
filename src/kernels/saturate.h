// Numbers computed wider than the type they end in.
#pragma once

#include <cmath>
#include <limits>

#include "kernels/types.h"

namespace berth {

// To whole numbers: the nearest (ties to even) that T has, 0 for not-a-number. To bool: whether it is not zero. To floats:
// rounded.
template <typename T>
T SaturateTo(double value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value != 0;
  } else if constexpr (std::is_integral_v<T>) {
    constexpr T kLow = std::numeric_limits<T>::lowest(), kHigh = std::numeric_limits<T>::max();
    const double whole = std::nearbyint(value);
    if (std::isnan(whole)) return 0;
    if (whole <= static_cast<double>(kLow)) return kLow;
    // The largest of 64 bits is no double; the next one above it is not less than that either.
    return whole >= static_cast<double>(kHigh) ? kHigh : static_cast<T>(whole);
  } else {
    return T(value);
  }
}

// As SaturateTo, but whole numbers lose their fraction.
template <typename T>
T TruncateTo(double value) {
  return SaturateTo<T>(std::is_integral_v<T> ? std::trunc(value) : value);
}

// What sums of T are computed in: float where it holds every T, else double.
template <typename T>
using SumType = std::conditional_t<(sizeof(T) <= 2 || std::is_same_v<T, float>), float, double>;

}  // namespace berth
