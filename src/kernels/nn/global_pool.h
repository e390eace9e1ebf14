// Pooling of whole maps: GlobalAveragePool, GlobalMaxPool, GlobalLpPool.
#pragma once

#include "kernels/kernel.h"
#include "kernels/nn/pool.h"

namespace berth {

// The shape [n, c, 1...] of what becomes of `x`. Error: `x` has no channels.
inline StatusOr<Dims> GlobalPoolDims(const Tensor& x) {
  if (x.dims().size() < 2) return InvalidArgument("input X: shape ", ShapeText(x.dims()), " seen, [n, c, spatial...] wanted");
  Dims dims(x.dims().begin(), x.dims().end());
  std::fill(dims.begin() + 2, dims.end(), 1);
  return dims;
}

// y: one element for each map of x, which has `y.element_count()` of them.
template <typename T, typename Reduction>
void PoolWholeMaps(const Tensor& x, const Reduction& reduction, Tensor& y, ThreadPool* pool) {
  const auto size = static_cast<int64_t>(ElementCountOf(x.dims().subspan(2)));
  const T* in = x.span<T>().data();
  T* out = y.mutable_span<T>().data();
  ParallelFor(pool, static_cast<std::ptrdiff_t>(y.element_count()), 16384 / (size + 1) + 1,
              [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                for (std::ptrdiff_t i = begin; i < end; ++i) {
                  out[i] = T(reduction.Finish(ReduceRun(in + i * size, size, reduction, reduction.Start()), size));
                }
              });
}

// x: [n, c, spatial...]; y: [n, c, 1...]. `Reduction`: a template over the accumulator's type that needs no parameter.
template <template <typename> typename Reduction>
class GlobalPoolKernel final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<GlobalPoolKernel>();
    kernel->pool_ = SelectByType<FloatTypes>(info.input_type(0), []<typename T>() { return &Pool<T>; });
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Dims dims, GlobalPoolDims(x));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    pool_(x, *y, ctx.pool());
    return Ok();
  }

 private:
  template <typename T>
  static void Pool(const Tensor& x, Tensor& y, ThreadPool* pool) {
    PoolWholeMaps<T>(x, Reduction<MathType<T>>(), y, pool);
  }

  void (*pool_)(const Tensor& x, Tensor& y, ThreadPool* pool) = nullptr;
};

}  // namespace berth
