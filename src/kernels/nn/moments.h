// Sums over runs of elements, mean and variance: what the normalizations share.
#pragma once

#include <cstdint>

namespace berth {

// term(0) + ... + term(count - 1): vectorized in T over blocks whose sums are added in double.
template <typename T, typename Term>
double BlockSum(int64_t count, Term term) {
  constexpr int64_t kLanes = 16, kBlock = 1024;
  double total = 0;
  int64_t i = 0;
  while (count - i >= kLanes) {
    T lanes[kLanes] = {};
    const int64_t end = i + (count - i < kBlock ? (count - i) / kLanes * kLanes : kBlock);
    for (; i < end; i += kLanes) {
      for (int64_t lane = 0; lane < kLanes; ++lane) lanes[lane] += term(i + lane);
    }
    double sum = 0;
    for (T lane : lanes) sum += static_cast<double>(lane);
    total += sum;
  }
  for (; i < count; ++i) total += static_cast<double>(term(i));
  return total;
}

template <typename T>
double SumOf(const T* x, int64_t count) {
  return BlockSum<T>(count, [x](int64_t i) { return x[i]; });
}

// Of the distances from `mean`.
template <typename T>
double SumOfSquares(const T* x, int64_t count, T mean) {
  return BlockSum<T>(count, [x, mean](int64_t i) { return (x[i] - mean) * (x[i] - mean); });
}

}  // namespace berth
