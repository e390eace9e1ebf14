#include <algorithm>

#include "kernels/ml/linear.h"
#include "kernels/ml/scores.h"

namespace berth {
namespace {

// The class with the highest of the linear functions, and their values. One function for two classes is that of the second.
// ONNX LinearClassifier-1. x: [N,F] or [F]; y: [N]; z: [N,E].
class LinearClassifier final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<LinearClassifier>();
    BERTH_ASSIGN_OR_RETURN(kernel->labels_, ClassLabels::Read(info, "classlabels_ints", "classlabels_strings"));
    BERTH_ASSIGN_OR_RETURN(const std::vector<float> intercepts, info.Floats("intercepts"));
    const size_t labels = kernel->labels_.count();
    const size_t targets = intercepts.empty() ? std::max<size_t>(labels, 1) : intercepts.size();
    BERTH_RETURN_IF_ERROR(kernel->model_.Read(info, static_cast<int64_t>(targets)));
    BERTH_ASSIGN_OR_RETURN(kernel->transform_, ReadPostTransform(info));
    kernel->pairs_ = targets == 1 && labels == 2;
    if (labels == 0 || labels == targets || kernel->pairs_) return kernel;
    return Error(ORT_INVALID_GRAPH, info.label(), ": ", labels, " class labels seen for ", targets, " intercepts");
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const Rows<float> x, RowsOf<float>(ctx, ctx.Input(0)));
    const size_t targets = model_.targets(), columns = pairs_ ? 2 : targets;
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(x.rows * targets * sizeof(float)));
    auto* scores = static_cast<float*>(scratch);
    BERTH_RETURN_IF_ERROR(model_.Score(x, scores, ctx.pool()));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, labels_.Output(ctx, 0, x.rows));
    BERTH_ASSIGN_OR_RETURN(Tensor * z, ScoresOutput(ctx, 1, x.rows, columns));
    for (size_t row = 0; row < x.rows; ++row) {
      const std::span<float> of_row(scores + row * targets, targets);
      labels_.Write(y, row, TopClass(of_row));
      if (z != nullptr) Finish(of_row, z->mutable_span<float>().data() + row * columns);
    }
    return Ok();
  }

 private:
  size_t TopClass(std::span<const float> scores) const {
    if (scores.size() == 1) return scores[0] > 0 && labels_.count() != 1 ? 1 : 0;
    return static_cast<size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
  }

  void Finish(std::span<float> scores, float* out) const {
    if (pairs_) return MakePair(transform_, PairRule::kComplement, scores[0], out);
    if (scores.size() > 1) TransformScores(transform_, scores);
    if (scores.size() == 1) scores[0] = TransformScore(transform_, scores[0]);
    std::copy(scores.begin(), scores.end(), out);
  }

  LinearModel model_;
  ClassLabels labels_;
  PostTransform transform_ = PostTransform::kNone;
  bool pairs_ = false;   // one function for two classes
};

}  // namespace

BERTH_KERNEL_LIST(linear_classifier,
    {"ai.onnx.ml", "LinearClassifier", 1, kLatest, {{{"T1", MlNumbers::kSet}}}, LinearClassifier::Make})

}  // namespace berth
