#include <cmath>

#include "kernels/kernel.h"
#include "kernels/nn/moments.h"
#include "kernels/nn/row_params.h"

namespace berth {
namespace {

// (x - mean) / sqrt(variance + epsilon) * scale + b over the axes from `axis` on. ONNX LayerNormalization-17.
// x, y: [outer..., row...]; scale, b: broadcast to x; mean, inv_std_dev: [outer..., 1...]. The small floats are computed in
// float, whatever stash_type says: it only tells the type of mean and inv_std_dev.
class LayerNormalization final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<LayerNormalization>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", -1));
    BERTH_ASSIGN_OR_RETURN(kernel->epsilon_, info.Float("epsilon", 1e-5f));
    const bool wide = info.input_type(0) == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
    kernel->run_ = wide ? &LayerNormalization::RunAs<double> : &LayerNormalization::RunAs<float>;
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
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(static_cast<size_t>(rows) * 2 * sizeof(T)));
    T* means = static_cast<T*>(scratch);
    T* inverses = means + rows;
    BERTH_ASSIGN_OR_RETURN(const T* in, FloatsAs<T>(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const auto scale, RowParamsOf<T>(ctx, "Scale", ctx.Input(1), x.dims(), axis));
    RowParams<T> bias;
    if (const Tensor* b = ctx.OptionalInput(2); b != nullptr) {
      BERTH_ASSIGN_OR_RETURN(bias, RowParamsOf<T>(ctx, "B", *b, x.dims(), axis));
    }
    BERTH_ASSIGN_OR_RETURN(FloatResult<T> result, FloatResult<T>::For(ctx, *y));
    ParallelFor(ctx.pool(), rows, 16384 / (count + 1) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t row = begin; row < end; ++row) {
        const T* b = bias.data != nullptr ? bias.data + row * bias.step : nullptr;
        Row(in + row * count, count, scale.data + row * scale.step, b, result.data() + row * count, means[row], inverses[row]);
      }
    });
    result.Finish(ctx.pool());
    Dims dims(x.dims().begin(), x.dims().end());
    std::fill(dims.begin() + first, dims.end(), 1);
    BERTH_RETURN_IF_ERROR(Report(ctx, 1, dims, means));
    return Report(ctx, 2, dims, inverses);
  }

  template <typename T>
  void Row(const T* x, int64_t count, const T* scale, const T* bias, T* y, T& mean_out, T& inverse_out) const {
    const T mean = static_cast<T>(SumOf(x, count) / static_cast<double>(count));
    const double variance = SumOfSquares(x, count, mean) / static_cast<double>(count);
    const T inverse = static_cast<T>(1.0 / std::sqrt(variance + static_cast<double>(epsilon_)));
    if (bias != nullptr) {
      for (int64_t i = 0; i < count; ++i) y[i] = (x[i] - mean) * inverse * scale[i] + bias[i];
    } else {
      for (int64_t i = 0; i < count; ++i) y[i] = (x[i] - mean) * inverse * scale[i];
    }
    mean_out = mean;
    inverse_out = inverse;
  }

  template <typename T>
  static Status Report(KernelContext& ctx, size_t i, DimsView dims, const T* values) {
    if (!ctx.WantsOutput(i)) return Ok();
    BERTH_ASSIGN_OR_RETURN(Tensor * output, ctx.Output(i, dims));
    return WriteFloats(values, *output);
  }

  int64_t axis_ = -1;
  float epsilon_ = 0;
  Status (LayerNormalization::*run_)(KernelContext& ctx) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(layer_normalization,
    {"", "LayerNormalization", 17, kLatest, {{{"T", kFloats}, {"U", kFloats}}}, LayerNormalization::Make})

}  // namespace berth
