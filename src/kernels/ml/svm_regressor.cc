#include "kernels/ml/svm.h"
#include "kernels/ml/scores.h"

namespace berth {
namespace {

// A weighted sum of the nearness to support vectors, or without any a linear function; with `one_class` its sign. ONNX
// SVMRegressor-1. x: [N,F] or [F]; y: [N,1].
class SvmRegressor final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<SvmRegressor>();
    BERTH_ASSIGN_OR_RETURN(const int64_t supports, info.Int("n_supports", 0));
    BERTH_ASSIGN_OR_RETURN(const int64_t one_class, info.Int("one_class", 0));
    BERTH_ASSIGN_OR_RETURN(kernel->vectors_, info.Floats("support_vectors"));
    BERTH_ASSIGN_OR_RETURN(kernel->coefficients_, info.Floats("coefficients"));
    BERTH_ASSIGN_OR_RETURN(const std::vector<float> rho, info.Floats("rho"));
    BERTH_ASSIGN_OR_RETURN(kernel->transform_, ReadPostTransform(info));
    BERTH_RETURN_IF_ERROR(kernel->kernel_.Read(info, supports == 0));
    kernel->one_class_ = one_class != 0;
    const size_t weights = kernel->coefficients_.size(), numbers = kernel->vectors_.size();
    if (supports < 0 || weights == 0 || rho.empty()) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": ", supports, " support vectors, ", weights, " coefficients and ",
                   rho.size(), " numbers rho seen");
    }
    kernel->rho_ = rho[0];
    if (supports == 0) {
      kernel->vectors_ = std::exchange(kernel->coefficients_, {1.0f});
      kernel->features_ = weights;
      return kernel;
    }
    const auto count = static_cast<size_t>(supports);
    if (weights < count || numbers == 0 || numbers % count != 0) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": ", weights, " coefficients and ", numbers, " numbers in ", count,
                   " support vectors seen, as many in each wanted");
    }
    kernel->coefficients_.resize(count);
    kernel->features_ = numbers / count;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const Rows<float> x, RowsOf<float>(ctx, ctx.Input(0)));
    if (x.columns != features_) return InvalidArgument("input: ", x.columns, " features seen, ", features_, " wanted");
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, ElementTypeOf<float>(), Dims{static_cast<int64_t>(x.rows), 1}));
    const size_t count = coefficients_.size();
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(x.rows * count * sizeof(float)));
    auto* near = static_cast<float*>(scratch);
    kernel_.Apply(x, vectors_.data(), count, near, ctx.pool());
    for (size_t row = 0; row < x.rows; ++row) {
      double sum = 0;
      for (size_t i = 0; i < count; ++i) sum += static_cast<double>(coefficients_[i]) * near[row * count + i];
      const auto score = static_cast<float>(sum + rho_);
      const float sign = score > 0 ? 1.0f : -1.0f;
      y->mutable_span<float>()[row] = one_class_ ? sign : TransformScore(transform_, score);
    }
    return Ok();
  }

 private:
  SvmKernel kernel_;
  std::vector<float> vectors_, coefficients_;   // a linear model is one vector with the coefficient 1
  size_t features_ = 0;
  float rho_ = 0;
  bool one_class_ = false;
  PostTransform transform_ = PostTransform::kNone;
};

}  // namespace

BERTH_KERNEL_LIST(svm_regressor,
    {"ai.onnx.ml", "SVMRegressor", 1, kLatest, {{{"T", MlNumbers::kSet}}}, SvmRegressor::Make})

}  // namespace berth
