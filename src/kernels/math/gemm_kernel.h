// Matrix products of row-major float matrices: what Gemm, MatMul and Conv stand on.
#pragma once

#include <cstddef>

#include "base/thread_pool.h"

namespace berth {

// C[m,n] += A[m,k] * B[k,n]. `lda`, `ldb`, `ldc`: elements from one row to the next. C holds the addend on entry. Rows of C
// are split between the pool's threads (null: the caller's alone). Sums run over k in order, in float32: the result does
// not depend on the number of threads.
void GemmAdd(size_t m, size_t n, size_t k, const float* a, size_t lda, const float* b, size_t ldb, float* c, size_t ldc,
             ThreadPool* pool);

// out[cols,rows] = in[rows,cols] transposed.
void TransposeMatrix(size_t rows, size_t cols, const float* in, float* out);

}  // namespace berth
