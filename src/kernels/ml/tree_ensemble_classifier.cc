#include <algorithm>

#include "kernels/ml/scores.h"
#include "kernels/ml/tree_kernel.h"

namespace berth {
namespace {

// The class that the leaves of all trees give most, and what they give each. Two classes of which the leaves speak about one
// alone are told apart by its score: above 1/2 it is the second where all weights are positive (a probability), else above 0.
// ONNX TreeEnsembleClassifier-1, -3. x: [N,F] or [F]; y: [N]; z: [N,E].
class TreeEnsembleClassifier final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<TreeEnsembleClassifier>();
    BERTH_ASSIGN_OR_RETURN(kernel->labels_, ClassLabels::Read(info, "classlabels_int64s", "classlabels_strings"));
    BERTH_ASSIGN_OR_RETURN(kernel->transform_, ReadPostTransform(info));
    const size_t classes = kernel->labels_.count();
    if (classes == 0) return Error(ORT_INVALID_GRAPH, info.label(), ": no class label seen, at least one wanted");
    BERTH_ASSIGN_OR_RETURN(TreeModel model, ReadTreeModel(info, "class", classes));
    BERTH_ASSIGN_OR_RETURN(kernel->base_, TreeNumbers(info, "base_values", model.is_double));
    // One base value for two classes is that of the first.
    if (kernel->base_.size() != classes && !(kernel->base_.size() == 1 && classes == 2) && !kernel->base_.empty()) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"base_values\": ", kernel->base_.size(), " numbers seen, ",
                   classes, " wanted as for the classes, or none");
    }
    kernel->base_.resize(classes, 0);
    BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> ids, info.Ints("class_ids"));
    const bool of_one = std::all_of(ids.begin(), ids.end(), [&](int64_t id) { return id == ids[0]; });
    kernel->speaks_of_one_ = classes == 2 && !ids.empty() && of_one;
    kernel->class_ = ids.empty() ? 0 : static_cast<size_t>(ids[0]);
    const auto is_positive = [](const TreeModel::Weight& weight) { return weight.value >= 0; };
    kernel->positive_ = std::all_of(model.weights.begin(), model.weights.end(), is_positive);
    kernel->scorer_ = TreeScorer(info, model, TreeAggregate::kSum);
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    return scorer_.Run(ctx, [&]<typename T>(size_t rows, T* scores) -> Status {
      const size_t classes = labels_.count();
      BERTH_ASSIGN_OR_RETURN(Tensor * y, labels_.Output(ctx, 0, rows));
      BERTH_ASSIGN_OR_RETURN(Tensor * z, ScoresOutput(ctx, 1, rows, classes));
      BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(classes * sizeof(float)));
      auto* out = static_cast<float*>(scratch);
      for (size_t row = 0; row < rows; ++row) {
        if (z != nullptr) out = z->mutable_span<float>().data() + row * classes;
        const T* given = scores + row * classes;
        for (size_t i = 0; i < classes; ++i) out[i] = static_cast<float>(given[i] + static_cast<T>(base_[i]));
        labels_.Write(y, row, TopClass({out, classes}));
        Transform({out, classes});
      }
      return Ok();
    });
  }

 private:
  size_t TopClass(std::span<const float> scores) const {
    if (speaks_of_one_) return scores[class_] > (positive_ ? 0.5f : 0.0f) ? 1 : 0;
    return static_cast<size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
  }

  void Transform(std::span<float> scores) const {
    if (scores.size() == 1) {
      scores[0] = TransformScore(transform_, scores[0]);
    } else if (speaks_of_one_ && class_ == 0) {
      MakePair(transform_, positive_ ? PairRule::kComplement : PairRule::kNegative, scores[0], scores.data());
    } else {
      TransformScores(transform_, scores);
    }
  }

  TreeScorer scorer_;
  ClassLabels labels_;
  PostTransform transform_ = PostTransform::kNone;
  std::vector<double> base_;    // by class
  bool speaks_of_one_ = false;  // two classes, and all weights are for `class_`
  size_t class_ = 0;
  bool positive_ = false;       // no weight is negative
};

}  // namespace

BERTH_KERNEL_LIST(tree_ensemble_classifier,
    {"ai.onnx.ml", "TreeEnsembleClassifier", 1, kLatest, {{{"T1", MlNumbers::kSet}}}, TreeEnsembleClassifier::Make})

}  // namespace berth
