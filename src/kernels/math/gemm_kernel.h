// Products of float32 matrices: what Gemm, MatMul, Conv, recurrent networks and attention stand on.
//
// Blocked for the caches, packed into panels, vectorized (gemm_micro.h). Sums run over k in a fixed order, so that the result
// does not depend on the number of threads.
#pragma once

#include <cstddef>
#include <memory>

#include "base/thread_pool.h"
#include "kernels/math/gemm_micro.h"
#include "values/allocator.h"

struct OrtPrepackedWeightsContainer;

namespace berth {

// Element (i, j) is data[i * row_step + j * column_step].
struct MatrixView {
  const float* data = nullptr;
  size_t row_step = 0, column_step = 1;

  static MatrixView RowMajor(const float* data, size_t columns) { return {data, columns, 1}; }
  // The transpose of a row-major matrix whose rows are `columns` long.
  static MatrixView Transposed(const float* data, size_t columns) { return {data, 1, columns}; }
};

// A right operand that is laid out while it is packed, for instance the windows of a convolution.
class PanelSource {
 public:
  // Writes rows [row, row + rows) of columns [column, column + columns) to panel[(i - row) * step + (j - column)]; columns from
  // `columns` up to `step` become 0. It may write kSlack floats behind them. Any thread.
  virtual void Pack(size_t row, size_t rows, size_t column, size_t columns, size_t step, float* panel) const = 0;
  static constexpr size_t kSlack = 16;

 protected:
  ~PanelSource() = default;
};

// A constant operand, laid out once. Immutable; copies share it.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  // The left operand [m, k], or the right one [k, n]. Error: memory is short.
  static StatusOr<PackedMatrix> Left(MatrixView a, size_t m, size_t k);
  static StatusOr<PackedMatrix> Right(MatrixView b, size_t k, size_t n);
  const float* data() const { return buffer_ != nullptr ? static_cast<const float*>(buffer_->data()) : nullptr; }
  // Shares the memory with equal matrices there; null: with none.
  void ShareIn(OrtPrepackedWeightsContainer* weights);

 private:
  std::shared_ptr<const Buffer> buffer_;
  size_t bytes_ = 0;
};

// C[m,n] = A[m,k] * B[k,n], then the epilogue. C is row-major, its rows `c_step` apart, and overlaps no operand.
struct GemmCall {
  size_t m = 0, n = 0, k = 0;
  MatrixView a;
  const float* packed_a = nullptr;      // of PackedMatrix::Left: instead of `a`
  MatrixView b;
  const float* packed_b = nullptr;      // of PackedMatrix::Right: instead of `b`
  const PanelSource* panels = nullptr;  // instead of `b`
  float* c = nullptr;
  size_t c_step = 0;
  bool adds = false;                    // C += A * B
  GemmEpilogue epilogue;
};

// Rows or columns of C are split between the pool's threads (null: the caller's alone).
void Gemm(const GemmCall& call, ThreadPool* pool);

}  // namespace berth
