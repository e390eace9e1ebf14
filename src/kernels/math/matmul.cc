#include <algorithm>

#include "kernels/kernel.h"
#include "kernels/math/stacked_product.h"

namespace berth {
namespace {

// Both operands as stacks of matrices. With one B for all, the matrices of A are one tall matrix.
StatusOr<StackedProduct> CallFor(DimsView a, DimsView b) {
  BERTH_ASSIGN_OR_RETURN(StackedProduct call, StackedProduct::Make(a, b));
  if (ElementCountOf(call.right_outer) == 1) {
    call.size.m *= ElementCountOf(call.left_outer);
    call.left_outer.clear();
    call.right_outer.clear();
    call.outer.clear();
  }
  return call;
}

// Matrix product of the last two axes, the axes before them broadcast. ONNX MatMul-1, -9, -13. a: [..., m, k]; b: [..., k, n];
// y: [..., m, n]. Integers wrap.
class MatMul final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<MatMul>();
    kernel->run_ = SelectByType<ProductTypes>(info.input_type(0), []<typename T>() { return &MatMul::Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    const Tensor* b = info.constant_input(1);
    if (b == nullptr || b->dims().size() != 2 || b->element_count() == 0) return kernel;
    using Packable = TypeList<float, Float16, BFloat16>;
    auto pack = SelectByType<Packable>(b->type(), []<typename T>() { return &Pack<T>; });
    if (pack != nullptr) {
      BERTH_ASSIGN_OR_RETURN(kernel->packed_b_, pack(*b));
      kernel->packed_b_.ShareIn(info.packed_weights());
      info.ForgoConstant(1);
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& a = ctx.Input(0);
    const Tensor& b = ctx.Input(1);
    BERTH_ASSIGN_OR_RETURN(const StackedProduct call, CallFor(a.dims(), b.dims()));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, call.dims));
    if (y->element_count() == 0) return Ok();
    return (this->*run_)(ctx, call, *y);
  }

 private:
  template <typename T>
  static StatusOr<PackedMatrix> Pack(const Tensor& b) {
    const auto k = static_cast<size_t>(b.dims()[0]), n = static_cast<size_t>(b.dims()[1]);
    if constexpr (kIsSmallFloat<T>) {
      std::vector<float> wide(b.element_count());
      Widen(static_cast<const T*>(b.data()), wide.data(), wide.size());
      return PackedMatrix::Right(MatrixView::RowMajor(wide.data(), n), k, n);
    } else {
      return PackedMatrix::Right(MatrixView::RowMajor(static_cast<const float*>(b.data()), n), k, n);
    }
  }

  template <typename T>
  Status Typed(KernelContext& ctx, const StackedProduct& call, Tensor& y) const {
    using M = ProductMath<T>;
    BERTH_ASSIGN_OR_RETURN(const M* left, ProductInput<T>(ctx, ctx.Input(0)));
    BERTH_ASSIGN_OR_RETURN(M * product, ProductOutput<T>(ctx, y));
    if constexpr (std::is_same_v<M, float>) {
      if (packed_b_.data() != nullptr) {
        WithPacked(call.size, left, product, ctx.pool());
        FinishProduct<T>(product, y);
        return Ok();
      }
    }
    BERTH_ASSIGN_OR_RETURN(const M* right, ProductInput<T>(ctx, ctx.Input(1)));
    MultiplyAll(call, left, right, product, ctx.pool());
    FinishProduct<T>(product, y);
    return Ok();
  }

  void WithPacked(ProductSize size, const float* left, float* product, ThreadPool* pool) const {
    GemmCall gemm;
    gemm.m = size.m;
    gemm.n = size.n;
    gemm.k = size.k;
    gemm.a = MatrixView::RowMajor(left, size.k);
    gemm.packed_b = packed_b_.data();
    gemm.c = product;
    gemm.c_step = size.n;
    Gemm(gemm, pool);
  }

  template <typename M>
  static void MultiplyAll(const StackedProduct& call, const M* left, const M* right, M* product, ThreadPool* pool) {
    const auto [m, n, k] = call.size;
    const BroadcastPlan plan({call.left_outer, call.right_outer}, call.outer);
    const auto multiply = [&, m = m, n = n, k = k](size_t begin, size_t end, ThreadPool* inner) {
      plan.ForRange(begin, end, [&](size_t at, const BroadcastPlan::Offsets& from, size_t count) {
        for (size_t i = 0; i < count; ++i) {
          const M* x = left + (from[0] + (plan.stays(0) ? 0 : i)) * m * k;
          const M* w = right + (from[1] + (plan.stays(1) ? 0 : i)) * k * n;
          MultiplyMatrices<M>(call.size, {x, k, 1}, {w, n, 1}, product + (at + i) * m * n, inner);
        }
      });
    };
    // Many small products are shared out whole, few large ones inside.
    constexpr size_t kSmall = 1'000'000;
    const size_t work = std::max<size_t>(m * n * k, 1);
    if (work > kSmall || plan.count() == 1) return multiply(0, plan.count(), pool);
    ParallelFor(pool, static_cast<std::ptrdiff_t>(plan.count()), static_cast<std::ptrdiff_t>(kSmall / 10 / work + 1),
                [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  multiply(static_cast<size_t>(begin), static_cast<size_t>(end), nullptr);
                });
  }

  PackedMatrix packed_b_;   // of a constant matrix
  Status (MatMul::*run_)(KernelContext& ctx, const StackedProduct& call, Tensor& y) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(matmul,
    {"", "MatMul", 1, kLatest, {{{"T", ProductTypes::kSet}}}, MatMul::Make})

}  // namespace berth
