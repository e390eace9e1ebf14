#include <cmath>

#include "kernels/kernel.h"
#include "kernels/nn/as_floats.h"

namespace berth {
namespace {

// x / (bias + alpha / size * sum of squares)^beta, the sum over `size` neighbouring channels. ONNX LRN-1, -13.
// x, y: [n, c, spatial...]; the small floats are computed in float.
class Lrn final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Lrn>();
    BERTH_ASSIGN_OR_RETURN(kernel->alpha_, info.Float("alpha", 1e-4f));
    BERTH_ASSIGN_OR_RETURN(kernel->beta_, info.Float("beta", 0.75f));
    BERTH_ASSIGN_OR_RETURN(kernel->bias_, info.Float("bias", 1.0f));
    BERTH_ASSIGN_OR_RETURN(kernel->size_, info.Int("size"));
    if (kernel->size_ < 1) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"size\": ", kernel->size_, " seen, at least 1 wanted");
    }
    const bool wide = info.input_type(0) == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
    kernel->run_ = wide ? &Lrn::RunAs<double> : &Lrn::RunAs<float>;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override { return (this->*run_)(ctx); }

 private:
  template <typename T>
  Status RunAs(KernelContext& ctx) const {
    const Tensor& x = ctx.Input(0);
    if (x.dims().size() < 2) return InvalidArgument("input X: shape ", ShapeText(x.dims()), " seen, [n, c, ...] wanted");
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    if (y->element_count() == 0) return Ok();
    BERTH_ASSIGN_OR_RETURN(const T* in, FloatsAs<T>(ctx, x));
    BERTH_ASSIGN_OR_RETURN(FloatResult<T> result, FloatResult<T>::For(ctx, *y));
    const int64_t channels = x.dims()[1], plane = static_cast<int64_t>(ElementCountOf(x.dims().subspan(2)));
    const int64_t reach = std::min(size_, channels);
    ParallelFor(ctx.pool(), x.dims()[0] * channels, 8192 / (plane * reach + 1) + 1,
                [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  for (std::ptrdiff_t map = begin; map < end; ++map) {
                    const int64_t image = map / channels * channels;
                    Map(in + image * plane, map - image, channels, plane, result.data() + map * plane);
                  }
                });
    result.Finish(ctx.pool());
    return Ok();
  }

  // Channel `c` of one image.
  template <typename T>
  void Map(const T* image, int64_t c, int64_t channels, int64_t plane, T* out) const {
    const int64_t before = std::min(c, (size_ - 1) / 2);
    const int64_t first = c - before, last = c + std::min(channels - 1 - c, size_ / 2);
    std::fill_n(out, plane, T(0));
    for (int64_t other = first; other <= last; ++other) {
      const T* x = image + other * plane;
      for (int64_t i = 0; i < plane; ++i) out[i] += x[i] * x[i];
    }
    const T* x = image + c * plane;
    const T bias = static_cast<T>(bias_), factor = static_cast<T>(alpha_) / static_cast<T>(size_);
    if (beta_ == 0.75f) {
      for (int64_t i = 0; i < plane; ++i) {
        const T root = std::sqrt(bias + factor * out[i]);
        out[i] = x[i] / (root * std::sqrt(root));
      }
    } else {
      for (int64_t i = 0; i < plane; ++i) out[i] = x[i] / std::pow(bias + factor * out[i], static_cast<T>(beta_));
    }
  }

  float alpha_ = 0, beta_ = 0, bias_ = 0;
  int64_t size_ = 0;
  Status (Lrn::*run_)(KernelContext& ctx) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(lrn,
    {"", "LRN", 1, kLatest, {{{"T", kFloats}}}, Lrn::Make})

}  // namespace berth
