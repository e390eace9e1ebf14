#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/kernel.h"
#include "kernels/types.h"

namespace berth {
namespace {

// The determinant of an n x n matrix, which is overwritten: Gaussian elimination, the largest pivot of each column first.
double Determinant(double* matrix, size_t n) {
  double determinant = 1;
  for (size_t column = 0; column < n; ++column) {
    size_t pivot = column;
    for (size_t row = column + 1; row < n; ++row) {
      if (std::abs(matrix[row * n + column]) > std::abs(matrix[pivot * n + column])) pivot = row;
    }
    const double value = matrix[pivot * n + column];
    if (value == 0) return 0;
    if (pivot != column) {
      std::swap_ranges(matrix + pivot * n, matrix + (pivot + 1) * n, matrix + column * n);
      determinant = -determinant;
    }
    determinant *= value;
    for (size_t row = column + 1; row < n; ++row) {
      const double factor = matrix[row * n + column] / value;
      for (size_t i = column; i < n; ++i) matrix[row * n + i] -= factor * matrix[column * n + i];
    }
  }
  return determinant;
}

// Determinants of the square matrices in the last two axes, computed in double. ONNX Det-11, -22. x: [..., n, n]; y: [...].
class Det final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Det>();
    kernel->run_ = SelectByType<FloatTypes>(info.input_type(0), []<typename T>() { return &Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const size_t rank = x.dims().size();
    if (rank < 2 || x.dims()[rank - 1] != x.dims()[rank - 2]) {
      return InvalidArgument("input X: shape ", ShapeText(x.dims()), " seen, square matrices wanted");
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims().first(rank - 2)));
    run_(x, static_cast<size_t>(x.dims()[rank - 1]), *y);
    return Ok();
  }

 private:
  template <typename T>
  static void Typed(const Tensor& x, size_t n, Tensor& y) {
    std::vector<double> matrix(n * n);
    const T* in = static_cast<const T*>(x.data());
    for (T& out : y.mutable_span<T>()) {
      for (double& element : matrix) element = static_cast<double>(static_cast<MathType<T>>(*in++));
      out = static_cast<T>(Determinant(matrix.data(), n));
    }
  }

  void (*run_)(const Tensor& x, size_t n, Tensor& y) = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(det,
    {"", "Det", 11, kLatest, {{{"T", FloatTypes::kSet}}}, Det::Make})

}  // namespace berth
