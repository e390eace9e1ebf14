#include <cmath>

#include "kernels/kernel.h"
#include "kernels/nn/moments.h"
#include "kernels/nn/row_params.h"

namespace berth {
namespace {

// x / sqrt(mean of squares + epsilon) * scale over the axes from `axis` on. ONNX RMSNormalization-23.
// x, y: [outer..., row...]; scale: broadcasts to x. The small floats are computed in float, whatever stash_type says.
class RmsNormalization final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<RmsNormalization>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", -1));
    BERTH_ASSIGN_OR_RETURN(kernel->epsilon_, info.Float("epsilon", 1e-5f));
    const bool wide = info.input_type(0) == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
    kernel->run_ = wide ? &RmsNormalization::RunAs<double> : &RmsNormalization::RunAs<float>;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override { return (this->*run_)(ctx); }

 private:
  template <typename T>
  Status RunAs(KernelContext& ctx) const {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(int64_t first, NormalizeAxis(axis_, x.dims().size()));
    const auto axis = static_cast<size_t>(first);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    const auto rows = static_cast<int64_t>(ElementCountOf(x.dims().first(axis)));
    const auto count = static_cast<int64_t>(ElementCountOf(x.dims().subspan(axis)));
    BERTH_ASSIGN_OR_RETURN(const T* in, FloatsAs<T>(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const auto scale, RowParamsOf<T>(ctx, "scale", ctx.Input(1), x.dims(), axis));
    BERTH_ASSIGN_OR_RETURN(FloatResult<T> result, FloatResult<T>::For(ctx, *y));
    ParallelFor(ctx.pool(), rows, 16384 / (count + 1) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t row = begin; row < end; ++row) {
        Row(in + row * count, count, scale.data + row * scale.step, result.data() + row * count);
      }
    });
    result.Finish(ctx.pool());
    return Ok();
  }

  template <typename T>
  void Row(const T* x, int64_t count, const T* scale, T* y) const {
    const double mean = SumOfSquares(x, count, T(0)) / static_cast<double>(count);
    const T inverse = static_cast<T>(1.0 / std::sqrt(mean + static_cast<double>(epsilon_)));
    for (int64_t i = 0; i < count; ++i) y[i] = x[i] * inverse * scale[i];
  }

  int64_t axis_ = -1;
  float epsilon_ = 0;
  Status (RmsNormalization::*run_)(KernelContext& ctx) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(rms_normalization,
    {"", "RMSNormalization", 23, kLatest, {{{"T", kFloats}, {"V", kFloats}}}, RmsNormalization::Make})

}  // namespace berth
