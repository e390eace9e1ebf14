// Products of matrices of any type that MatMul and Gemm have: float32 by the blocked kernel (gemm_kernel.h), 16-bit floats
// through float32, double and integers by plain loops.
#pragma once

#include "kernels/context.h"
#include "kernels/math/gemm_kernel.h"
#include "kernels/types.h"

namespace berth {

// Element (i, j) is data[i * row_step + j * column_step].
template <typename T>
struct Matrix {
  const T* data = nullptr;
  size_t row_step = 0, column_step = 1;
};

struct ProductSize {
  size_t m, n, k;
};

// C[m,n] = A[m,k] * B[k,n]; C is row-major and overlaps no operand. Sums run over k in a fixed order. Integers wrap. T: double,
// uint32_t, uint64_t (which compute signed integers too); float goes to Gemm.
template <typename T>
void MultiplyMatrices(ProductSize size, const Matrix<T>& a, const Matrix<T>& b, T* c, ThreadPool* pool);
template <>
void MultiplyMatrices<float>(ProductSize size, const Matrix<float>& a, const Matrix<float>& b, float* c, ThreadPool* pool);

// The types of MatMul and Gemm, and the type that each is computed in.
using ProductTypes = Join<FloatTypes, TypeList<int32_t, int64_t, uint32_t, uint64_t>>;
template <typename T>
using ProductMath = MathType<Wrapping<T>>;

// The elements of a tensor in the type that products are computed in: in place, or for 16-bit floats in scratch.
template <typename T>
StatusOr<const ProductMath<T>*> ProductInput(KernelContext& ctx, const Tensor& x) {
  if constexpr (kIsSmallFloat<T>) {
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(x.element_count() * sizeof(float)));
    Widen(static_cast<const T*>(x.data()), static_cast<float*>(scratch), x.element_count());
    return static_cast<const float*>(scratch);
  } else {
    return static_cast<const ProductMath<T>*>(x.data());
  }
}

// Where a product of `count` elements is written before it becomes the output: the output itself, or scratch.
template <typename T>
StatusOr<ProductMath<T>*> ProductOutput(KernelContext& ctx, Tensor& y) {
  if constexpr (kIsSmallFloat<T>) {
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(y.element_count() * sizeof(float)));
    return static_cast<float*>(scratch);
  } else {
    return static_cast<ProductMath<T>*>(y.mutable_data());
  }
}

// The end of what ProductOutput began.
template <typename T>
void FinishProduct(const ProductMath<T>* product, Tensor& y) {
  if constexpr (kIsSmallFloat<T>) Narrow(product, static_cast<T*>(y.mutable_data()), y.element_count());
}

}  // namespace berth
