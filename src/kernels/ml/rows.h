// Tables of features, as the operators of ai.onnx.ml take them.
#pragma once

#include "kernels/kernel.h"
#include "kernels/types.h"

namespace berth {

// The numbers that these operators take.
using MlNumbers = TypeList<float, double, int64_t, int32_t>;

// Rows of `columns` numbers each, one after the other. T: float or double.
template <typename T>
struct Rows {
  const T* data = nullptr;
  size_t rows = 0, columns = 0;
  const T* row(size_t i) const { return data + i * columns; }
};

// A tensor [N,C] or [C] of MlNumbers or float16: in place, or in scratch where its type is another. Error: another shape.
template <typename T>
StatusOr<Rows<T>> RowsOf(KernelContext& ctx, const Tensor& x);

extern template StatusOr<Rows<float>> RowsOf<float>(KernelContext& ctx, const Tensor& x);
extern template StatusOr<Rows<double>> RowsOf<double>(KernelContext& ctx, const Tensor& x);

// So many rows of `columns` numbers that handing them to another thread pays.
inline std::ptrdiff_t RowGrain(size_t columns) { return static_cast<std::ptrdiff_t>(16384 / (columns + 1) + 1); }

}  // namespace berth
