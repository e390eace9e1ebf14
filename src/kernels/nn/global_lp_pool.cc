#include "kernels/nn/global_pool.h"
#include "kernels/nn/norm_power.h"

namespace berth {
namespace {

// The p-norm of each map. ONNX GlobalLpPool-1 (p is a float), -2, -22.
// x: [n, c, spatial...]; y: [n, c, 1...]; sums of the small floats in float.
class GlobalLpPool final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<GlobalLpPool>();
    BERTH_ASSIGN_OR_RETURN(kernel->p_, NormPower(info));
    kernel->pool_ = SelectByType<FloatTypes>(info.input_type(0), []<typename T>() { return &Pool<T>; });
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Dims dims, GlobalPoolDims(x));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    pool_(x, p_, *y, ctx.pool());
    return Ok();
  }

 private:
  template <typename T>
  static void Pool(const Tensor& x, float p, Tensor& y, ThreadPool* pool) {
    WithNorm<MathType<T>>(p, [&](const auto& norm) { PoolWholeMaps<T>(x, norm, y, pool); });
  }

  float p_ = 2;
  void (*pool_)(const Tensor& x, float p, Tensor& y, ThreadPool* pool) = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(global_lp_pool,
    {"", "GlobalLpPool", 1, kLatest, {{{"T", FloatTypes::kSet}}}, GlobalLpPool::Make})

}  // namespace berth
