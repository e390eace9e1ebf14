#include "kernels/math/gemm_kernel.h"

#include <algorithm>

namespace berth {
namespace {

constexpr size_t kRows = 4;       // rows of C kept in registers at once
constexpr size_t kColumns = 16;   // columns of C kept in registers at once
constexpr size_t kDepth = 256;    // rows of B that stay in the first-level cache

// One tile: kRows x kColumns of C over `depth` steps. Constant bounds let the compiler keep the sums in vector registers.
void Tile(size_t depth, const float* a, size_t lda, const float* b, size_t ldb, float* c, size_t ldc) {
  float sums[kRows][kColumns];
  for (size_t i = 0; i < kRows; ++i) std::copy_n(c + i * ldc, kColumns, sums[i]);
  for (size_t p = 0; p < depth; ++p) {
    const float* row = b + p * ldb;
    for (size_t i = 0; i < kRows; ++i) {
      const float factor = a[i * lda + p];
      for (size_t j = 0; j < kColumns; ++j) sums[i][j] += factor * row[j];
    }
  }
  for (size_t i = 0; i < kRows; ++i) std::copy_n(sums[i], kColumns, c + i * ldc);
}

// The ragged edges of C.
void Edge(size_t rows, size_t columns, size_t depth, const float* a, size_t lda, const float* b, size_t ldb, float* c,
          size_t ldc) {
  for (size_t i = 0; i < rows; ++i) {
    for (size_t p = 0; p < depth; ++p) {
      const float factor = a[i * lda + p];
      for (size_t j = 0; j < columns; ++j) c[i * ldc + j] += factor * b[p * ldb + j];
    }
  }
}

void Rows(size_t begin, size_t end, size_t n, size_t k, const float* a, size_t lda, const float* b, size_t ldb, float* c,
          size_t ldc) {
  for (size_t p = 0; p < k; p += kDepth) {
    const size_t depth = std::min(kDepth, k - p);
    for (size_t j = 0; j < n; j += kColumns) {
      const size_t columns = std::min(kColumns, n - j);
      for (size_t i = begin; i < end; i += kRows) {
        const size_t rows = std::min(kRows, end - i);
        const float* left = a + i * lda + p;
        const float* right = b + p * ldb + j;
        float* sum = c + i * ldc + j;
        if (rows == kRows && columns == kColumns) {
          Tile(depth, left, lda, right, ldb, sum, ldc);
        } else {
          Edge(rows, columns, depth, left, lda, right, ldb, sum, ldc);
        }
      }
    }
  }
}

}  // namespace

void GemmAdd(size_t m, size_t n, size_t k, const float* a, size_t lda, const float* b, size_t ldb, float* c, size_t ldc,
             ThreadPool* pool) {
  // A thread is worth its start for about a hundred thousand multiplications.
  const size_t per_row = std::max<size_t>(n * k, 1);
  const size_t grain = std::max<size_t>(kRows, 100'000 / per_row);
  ParallelFor(pool, static_cast<std::ptrdiff_t>(m), static_cast<std::ptrdiff_t>(grain),
              [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                Rows(static_cast<size_t>(begin), static_cast<size_t>(end), n, k, a, lda, b, ldb, c, ldc);
              });
}

void TransposeMatrix(size_t rows, size_t cols, const float* in, float* out) {
  constexpr size_t kBlock = 16;
  for (size_t i = 0; i < rows; i += kBlock) {
    for (size_t j = 0; j < cols; j += kBlock) {
      for (size_t x = i; x < std::min(rows, i + kBlock); ++x) {
        for (size_t y = j; y < std::min(cols, j + kBlock); ++y) out[y * rows + x] = in[x * cols + y];
      }
    }
  }
}

}  // namespace berth
