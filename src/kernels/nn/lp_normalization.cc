#include <cmath>

#include "kernels/kernel.h"
#include "kernels/types.h"

namespace berth {
namespace {

// x / norm along an axis, the norm being the sum of magnitudes (p = 1) or the root of the sum of squares (p = 2); a line whose norm
// is 0 stays 0. ONNX LpNormalization-1, -22.
class LpNormalization final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<LpNormalization>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", -1));
    BERTH_ASSIGN_OR_RETURN(kernel->p_, info.Int("p", 2));
    if (kernel->p_ != 1 && kernel->p_ != 2) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"p\": ", kernel->p_, " seen, 1 or 2 wanted");
    }
    kernel->run_ = SelectByType<FloatTypes>(info.input_type(0), []<typename T>() { return &LpNormalization::Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(int64_t axis, NormalizeAxis(axis_, x.dims().size()));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    const auto at = static_cast<size_t>(axis);
    if (x.element_count() > 0) (this->*run_)(x, *y, static_cast<size_t>(x.dims()[at]), ElementCountOf(x.dims().subspan(at + 1)));
    return Ok();
  }

 private:
  template <typename T>
  void Typed(const Tensor& x, Tensor& y, size_t count, size_t inner) const {
    using M = MathType<T>;
    const T* in = x.span<T>().data();
    T* out = static_cast<T*>(y.mutable_data());
    for (size_t line = 0; line < x.element_count() / count; ++line) {
      const size_t start = line / inner * count * inner + line % inner;
      double norm = 0;
      for (size_t i = 0; i < count; ++i) {
        const auto value = static_cast<double>(static_cast<M>(in[start + i * inner]));
        norm += p_ == 1 ? std::abs(value) : value * value;
      }
      if (p_ == 2) norm = std::sqrt(norm);
      for (size_t i = 0; i < count; ++i) {
        const auto value = static_cast<double>(static_cast<M>(in[start + i * inner]));
        out[start + i * inner] = static_cast<T>(static_cast<M>(norm == 0 ? 0 : value / norm));
      }
    }
  }

  int64_t axis_ = -1, p_ = 2;
  void (LpNormalization::*run_)(const Tensor& x, Tensor& y, size_t count, size_t inner) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(lp_normalization,
    {"", "LpNormalization", 1, kLatest, {{{"T", kFloats}}}, LpNormalization::Make})

}  // namespace berth
