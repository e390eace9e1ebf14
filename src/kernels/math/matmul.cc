#include <algorithm>

#include "kernels/kernel.h"
#include "kernels/math/broadcast.h"
#include "kernels/math/gemm_kernel.h"

namespace berth {
namespace {

// Matrix product of the last two axes, the axes before them broadcast; a vector on the left is a row, on the right a column,
// and its axis vanishes from y. ONNX MatMul-1, -9, -13. a: [..., m, k]; b: [..., k, n]; y: [..., m, n]; float32.
class MatMul final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<MatMul>(); }

  Status Run(KernelContext& ctx) const override {
    const Tensor& a = ctx.Input(0);
    const Tensor& b = ctx.Input(1);
    if (a.dims().empty() || b.dims().empty()) return InvalidArgument("a scalar seen, at least a vector wanted");
    const bool row = a.dims().size() == 1, column = b.dims().size() == 1;
    Dims left(a.dims().begin(), a.dims().end()), right(b.dims().begin(), b.dims().end());
    if (row) left.insert(left.begin(), 1);
    if (column) right.push_back(1);
    const int64_t m = left[left.size() - 2], k = left.back(), n = right.back();
    if (k != right[right.size() - 2]) {
      return InvalidArgument("inputs A", ShapeText(a.dims()), " and B", ShapeText(b.dims()), " seen: inner dimensions ", k,
                             " and ", right[right.size() - 2], " differ");
    }
    const DimsView left_outer(left.data(), left.size() - 2), right_outer(right.data(), right.size() - 2);
    BERTH_ASSIGN_OR_RETURN(Dims outer, BroadcastDims(left_outer, right_outer));
    Dims dims = outer;
    if (!row) dims.push_back(m);
    if (!column) dims.push_back(n);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    Multiply(ctx, a, b, *y, BroadcastPlan(left_outer, right_outer, outer), {m, n, k});
    return Ok();
  }

 private:
  struct Size {
    int64_t m, n, k;
  };

  static void Multiply(KernelContext& ctx, const Tensor& a, const Tensor& b, Tensor& y, const BroadcastPlan& plan,
                       Size size) {
    float* out = static_cast<float*>(y.mutable_data());
    std::fill_n(out, y.element_count(), 0.0f);
    if (y.element_count() == 0) return;
    const auto m = static_cast<size_t>(size.m), n = static_cast<size_t>(size.n), k = static_cast<size_t>(size.k);
    const float* left = static_cast<const float*>(a.data());
    const float* right = static_cast<const float*>(b.data());
    plan.ForEachRun([&](size_t out_at, size_t a_at, size_t b_at) {
      for (size_t i = 0; i < plan.run(); ++i) {
        const float* x = left + (a_at + (plan.a_stays() ? 0 : i)) * m * k;
        const float* w = right + (b_at + (plan.b_stays() ? 0 : i)) * k * n;
        GemmAdd(m, n, k, x, k, w, n, out + (out_at + i) * m * n, n, ctx.pool());
      }
    });
  }
};

}  // namespace

BERTH_KERNEL_LIST(matmul,
    {"", "MatMul", 1, kLatest, {{{"T", kF32}}}, MatMul::Make})

}  // namespace berth
