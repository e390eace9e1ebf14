#include "kernels/kernel.h"
#include "kernels/nn/pool.h"

namespace berth {
namespace {

// The mean of each window. ONNX AveragePool-1, -7 (count_include_pad), -10 (ceil_mode), -11, -19 (dilations), -22.
// x: [n, c, spatial...]; y: [n, c, out...]; sums of the small floats in float.
class AveragePool final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<AveragePool>();
    BERTH_ASSIGN_OR_RETURN(kernel->window_, Window::FromAttributes(info, true));
    BERTH_ASSIGN_OR_RETURN(int64_t counts_padding, info.Int("count_include_pad", 0));
    kernel->counts_padding_ = counts_padding != 0;
    kernel->pool_ = SelectByType<FloatTypes>(info.input_type(0), []<typename T>() { return &Pool<T>; });
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(PlacedWindow placed, window_.Place(x.dims(), {}));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, placed.OutputDims(x.dims()[0], x.dims()[1])));
    if (y->element_count() > 0) pool_(x, PoolWindow(placed, counts_padding_), *y, ctx.pool());
    return Ok();
  }

 private:
  template <typename T>
  static void Pool(const Tensor& x, const PoolWindow& window, Tensor& y, ThreadPool* pool) {
    PoolMaps(x.span<T>().data(), x.dims()[0] * x.dims()[1], window, MeanReduction<MathType<T>>(), y.mutable_span<T>().data(),
             pool);
  }

  Window window_;
  bool counts_padding_ = false;
  void (*pool_)(const Tensor& x, const PoolWindow& window, Tensor& y, ThreadPool* pool) = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(average_pool,
    {"", "AveragePool", 1, kLatest, {{{"T", FloatTypes::kSet}}}, AveragePool::Make})

}  // namespace berth
