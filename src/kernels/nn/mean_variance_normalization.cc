#include <cmath>

#include "kernels/ints.h"
#include "kernels/kernel.h"
#include "kernels/reduction/reduce_plan.h"
#include "kernels/types.h"

namespace berth {
namespace {

// (x - mean) / (standard deviation + 1e-9) over the axes that the attribute names, computed in double. ONNX
// MeanVarianceNormalization-9, -13. x, y: any shape that has the axes.
class MeanVarianceNormalization final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<MeanVarianceNormalization>();
    BERTH_ASSIGN_OR_RETURN(kernel->axes_, IntsAttribute(info, "axes"));
    kernel->run_ = SelectByType<FloatTypes>(info.input_type(0), []<typename T>() { return &Line<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(const Dims axes, NormalizeAxes(axes_, x.dims().size()));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    if (x.element_count() == 0) return Ok();
    const ReducePlan plan(x.dims(), axes);
    ParallelFor(ctx.pool(), static_cast<std::ptrdiff_t>(plan.outputs() / plan.inner()),
                static_cast<std::ptrdiff_t>(4096 / (plan.folded() * plan.inner()) + 1),
                [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  for (auto line = static_cast<size_t>(begin); line < static_cast<size_t>(end); ++line) {
                    for (size_t i = 0; i < plan.inner(); ++i) run_(x.data(), plan, plan.Start(line) + i, y->mutable_data());
                  }
                });
    return Ok();
  }

 private:
  // The elements that share a mean, of which `start` is the first.
  template <typename T>
  static void Line(const void* data, const ReducePlan& plan, size_t start, void* to) {
    const T* x = static_cast<const T*>(data);
    T* y = static_cast<T*>(to);
    const auto at = [x](size_t i) { return static_cast<double>(static_cast<MathType<T>>(x[i])); };
    const auto each = [&](auto visit) {
      for (size_t run : plan.runs()) {
        for (size_t i = 0; i < plan.run_length(); ++i) visit(start + run + i * plan.run_step());
      }
    };
    double sum = 0, squares = 0;
    each([&](size_t i) { sum += at(i); });
    const double count = static_cast<double>(plan.folded()), mean = sum / count;
    each([&](size_t i) { squares += (at(i) - mean) * (at(i) - mean); });
    const double deviation = std::sqrt(squares / count) + 1e-9;
    each([&](size_t i) { y[i] = static_cast<T>(static_cast<MathType<T>>((at(i) - mean) / deviation)); });
  }

  Dims axes_;
  void (*run_)(const void* data, const ReducePlan& plan, size_t start, void* to) = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(mean_variance_normalization,
    {"", "MeanVarianceNormalization", 9, kLatest, {{{"T", FloatTypes::kSet}}}, MeanVarianceNormalization::Make})

}  // namespace berth
