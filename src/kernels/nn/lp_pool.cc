#include "kernels/kernel.h"
#include "kernels/nn/norm_power.h"
#include "kernels/nn/pool.h"

namespace berth {
namespace {

// The p-norm of each window. ONNX LpPool-1 (p is a float), -2, -11, -18 (ceil_mode, dilations), -22.
// x: [n, c, spatial...]; y: [n, c, out...]; sums of the small floats in float. Padding adds nothing.
class LpPool final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<LpPool>();
    BERTH_ASSIGN_OR_RETURN(kernel->window_, Window::FromAttributes(info, true));
    BERTH_ASSIGN_OR_RETURN(kernel->p_, NormPower(info));
    kernel->pool_ = SelectByType<FloatTypes>(info.input_type(0), []<typename T>() { return &Pool<T>; });
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(PlacedWindow placed, window_.Place(x.dims(), {}));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, placed.OutputDims(x.dims()[0], x.dims()[1])));
    if (y->element_count() > 0) pool_(x, PoolWindow(placed, false), p_, *y, ctx.pool());
    return Ok();
  }

 private:
  template <typename T>
  static void Pool(const Tensor& x, const PoolWindow& window, float p, Tensor& y, ThreadPool* pool) {
    WithNorm<MathType<T>>(p, [&](const auto& norm) {
      PoolMaps(x.span<T>().data(), x.dims()[0] * x.dims()[1], window, norm, y.mutable_span<T>().data(), pool);
    });
  }

  Window window_;
  float p_ = 2;
  void (*pool_)(const Tensor& x, const PoolWindow& window, float p, Tensor& y, ThreadPool* pool) = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(lp_pool,
    {"", "LpPool", 1, kLatest, {{{"T", FloatTypes::kSet}}}, LpPool::Make})

}  // namespace berth
