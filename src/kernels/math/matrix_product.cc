#include "kernels/math/matrix_product.h"

#include <algorithm>

namespace berth {
namespace {

// A thread is worth its start for about a hundred thousand multiplications.
constexpr size_t kWork = 100'000;
constexpr size_t kDepth = 64;   // rows of B that are walked for one row of C before the next one

// Rows [begin, end) of C, B's rows being contiguous.
template <typename T>
void ByRows(size_t begin, size_t end, ProductSize size, const Matrix<T>& a, const Matrix<T>& b, T* c) {
  std::fill(c + begin * size.n, c + end * size.n, T{});
  for (size_t depth = 0; depth < size.k; depth += kDepth) {
    const size_t last = std::min(size.k, depth + kDepth);
    for (size_t i = begin; i < end; ++i) {
      T* sums = c + i * size.n;
      for (size_t p = depth; p < last; ++p) {
        const T factor = a.data[i * a.row_step + p * a.column_step];
        const T* row = b.data + p * b.row_step;
        for (size_t j = 0; j < size.n; ++j) sums[j] += factor * row[j];
      }
    }
  }
}

template <typename T>
void ByElements(size_t begin, size_t end, ProductSize size, const Matrix<T>& a, const Matrix<T>& b, T* c) {
  for (size_t i = begin; i < end; ++i) {
    for (size_t j = 0; j < size.n; ++j) {
      T sum{};
      for (size_t p = 0; p < size.k; ++p) {
        sum += a.data[i * a.row_step + p * a.column_step] * b.data[p * b.row_step + j * b.column_step];
      }
      c[i * size.n + j] = sum;
    }
  }
}

}  // namespace

template <typename T>
void MultiplyMatrices(ProductSize size, const Matrix<T>& a, const Matrix<T>& b, T* c, ThreadPool* pool) {
  const auto grain = static_cast<std::ptrdiff_t>(kWork / std::max<size_t>(size.n * size.k, 1) + 1);
  ParallelFor(pool, static_cast<std::ptrdiff_t>(size.m), grain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    const auto part = b.column_step == 1 ? ByRows<T> : ByElements<T>;
    part(static_cast<size_t>(begin), static_cast<size_t>(end), size, a, b, c);
  });
}

template void MultiplyMatrices(ProductSize, const Matrix<double>&, const Matrix<double>&, double*, ThreadPool*);
template void MultiplyMatrices(ProductSize, const Matrix<uint32_t>&, const Matrix<uint32_t>&, uint32_t*, ThreadPool*);
template void MultiplyMatrices(ProductSize, const Matrix<uint64_t>&, const Matrix<uint64_t>&, uint64_t*, ThreadPool*);

template <>
void MultiplyMatrices<float>(ProductSize size, const Matrix<float>& a, const Matrix<float>& b, float* c, ThreadPool* pool) {
  GemmCall call;
  call.m = size.m;
  call.n = size.n;
  call.k = size.k;
  call.a = {a.data, a.row_step, a.column_step};
  call.b = {b.data, b.row_step, b.column_step};
  call.c = c;
  call.c_step = size.n;
  Gemm(call, pool);
}

}  // namespace berth
