#include <algorithm>

#include "kernels/ml/scores.h"
#include "kernels/ml/tree_kernel.h"

namespace berth {
namespace {

StatusOr<TreeAggregate> ReadAggregate(const KernelInfo& info) {
  BERTH_ASSIGN_OR_RETURN(const std::string name, info.String("aggregate_function", "SUM"));
  constexpr std::string_view kNames[] = {"AVERAGE", "SUM", "MIN", "MAX"};
  const auto found = std::find(std::begin(kNames), std::end(kNames), name);
  if (found != std::end(kNames)) return static_cast<TreeAggregate>(found - std::begin(kNames));
  return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"aggregate_function\": \"", name,
               "\" seen, AVERAGE, SUM, MIN or MAX wanted");
}

// The sum, mean, least or most of what each tree's leaf gives each target, and base values. ONNX TreeEnsembleRegressor-1, -3.
// x: [N,F] or [F]; y: [N,n_targets].
class TreeEnsembleRegressor final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<TreeEnsembleRegressor>();
    BERTH_ASSIGN_OR_RETURN(kernel->transform_, ReadPostTransform(info));
    BERTH_ASSIGN_OR_RETURN(const TreeAggregate aggregate, ReadAggregate(info));
    BERTH_ASSIGN_OR_RETURN(const int64_t targets, info.Int("n_targets"));
    if (targets < 1) return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"n_targets\": ", targets, " seen");
    BERTH_ASSIGN_OR_RETURN(TreeModel model, ReadTreeModel(info, "target", static_cast<size_t>(targets)));
    BERTH_ASSIGN_OR_RETURN(kernel->base_, TreeNumbers(info, "base_values", model.is_double));
    if (!kernel->base_.empty() && kernel->base_.size() != model.targets) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"base_values\": ", kernel->base_.size(), " numbers seen, ",
                   targets, " wanted as for the targets, or none");
    }
    kernel->scorer_ = TreeScorer(info, model, aggregate);
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    return scorer_.Run(ctx, [&]<typename T>(size_t rows, T* scores) -> Status {
      const size_t targets = scorer_.targets();
      const Dims dims{static_cast<int64_t>(rows), static_cast<int64_t>(targets)};
      BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, ElementTypeOf<float>(), dims));
      float* out = y->mutable_span<float>().data();
      for (size_t row = 0; row < rows; ++row, out += targets) {
        for (size_t i = 0; i < targets; ++i) {
          const T score = scores[row * targets + i];
          out[i] = static_cast<float>(base_.empty() ? score : score + static_cast<T>(base_[i]));
        }
        if (targets > 1) {
          TransformScores<float>(transform_, {out, targets});
        } else {
          *out = TransformScore(transform_, *out);
        }
      }
      return Ok();
    });
  }

 private:
  TreeScorer scorer_;
  std::vector<double> base_;   // by target, or none
  PostTransform transform_ = PostTransform::kNone;
};

}  // namespace

BERTH_KERNEL_LIST(tree_ensemble_regressor,
    {"ai.onnx.ml", "TreeEnsembleRegressor", 1, kLatest, {{{"T", MlNumbers::kSet}}}, TreeEnsembleRegressor::Make})

}  // namespace berth
