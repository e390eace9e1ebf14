#include "kernels/ml/linear.h"
#include "kernels/ml/scores.h"

namespace berth {
namespace {

// A linear function of the features for each target. ONNX LinearRegressor-1. x: [N,F] or [F]; y: [N,targets].
class LinearRegressor final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<LinearRegressor>();
    BERTH_ASSIGN_OR_RETURN(const int64_t targets, info.Int("targets", 1));
    BERTH_RETURN_IF_ERROR(kernel->model_.Read(info, targets));
    BERTH_ASSIGN_OR_RETURN(kernel->transform_, ReadPostTransform(info));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const Rows<float> x, RowsOf<float>(ctx, ctx.Input(0)));
    const size_t targets = model_.targets();
    const Dims dims{static_cast<int64_t>(x.rows), static_cast<int64_t>(targets)};
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, ElementTypeOf<float>(), dims));
    float* scores = y->mutable_span<float>().data();
    BERTH_RETURN_IF_ERROR(model_.Score(x, scores, ctx.pool()));
    for (size_t row = 0; row < x.rows; ++row) {
      float* of_row = scores + row * targets;
      if (targets > 1) {
        TransformScores<float>(transform_, {of_row, targets});
      } else {
        *of_row = TransformScore(transform_, *of_row);
      }
    }
    return Ok();
  }

 private:
  LinearModel model_;
  PostTransform transform_ = PostTransform::kNone;
};

}  // namespace

BERTH_KERNEL_LIST(linear_regressor,
    {"ai.onnx.ml", "LinearRegressor", 1, kLatest, {{{"T", MlNumbers::kSet}}}, LinearRegressor::Make})

}  // namespace berth
