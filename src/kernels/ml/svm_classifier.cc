#include <algorithm>

#include "kernels/ml/scores.h"
#include "kernels/ml/svm.h"
#include "kernels/ml/svm_votes.h"

namespace berth {
namespace {

// The class that most machines for pairs of classes vote for, and their scores or the classes' probabilities; without support
// vectors a linear function for each class. ONNX SVMClassifier-1. x: [N,F] or [F]; y: [N]; z: [N,scores].
class SvmClassifier final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<SvmClassifier>();
    BERTH_ASSIGN_OR_RETURN(kernel->labels_, ClassLabels::Read(info, "classlabels_ints", "classlabels_strings"));
    BERTH_ASSIGN_OR_RETURN(kernel->transform_, ReadPostTransform(info));
    BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> counts, info.Ints("vectors_per_class"));
    kernel->linear_ = std::all_of(counts.begin(), counts.end(), [](int64_t count) { return count == 0; });
    BERTH_RETURN_IF_ERROR(kernel->kernel_.Read(info, kernel->linear_));
    const size_t classes = kernel->labels_.count();
    BERTH_ASSIGN_OR_RETURN(kernel->vectors_, info.Floats(kernel->linear_ ? "coefficients" : "support_vectors"));
    size_t count = classes;
    if (kernel->linear_) {
      BERTH_ASSIGN_OR_RETURN(const std::vector<float> rho, info.Floats("rho"));
      if (rho.empty()) return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"rho\": no number seen, one wanted");
      kernel->rho_ = rho[0];
    } else {
      BERTH_RETURN_IF_ERROR(kernel->pairs_.Read(info, classes));
      count = kernel->pairs_.vectors();
    }
    const size_t numbers = kernel->vectors_.size();
    if (count == 0 || numbers == 0 || numbers % count != 0) {
      const char* name = kernel->linear_ ? "coefficients" : "support_vectors";
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"", name, "\": ", numbers, " numbers for ", count,
                   kernel->linear_ ? " classes" : " vectors", " seen, as many for each wanted");
    }
    kernel->count_ = count;
    kernel->positive_ = std::all_of(kernel->vectors_.begin(), kernel->vectors_.end(), [](float c) { return c >= 0; });
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const Rows<float> x, RowsOf<float>(ctx, ctx.Input(0)));
    if (x.columns != vectors_.size() / count_) {
      return InvalidArgument("input: ", x.columns, " features seen, ", vectors_.size() / count_, " wanted");
    }
    const size_t classes = labels_.count();
    const bool by_class = linear_ || pairs_.has_probabilities() || classes == 2;
    const size_t columns = by_class ? classes : pairs_.pairs();
    const size_t width = count_ + (linear_ ? 0 : pairs_.pairs()) + classes + columns;
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(x.rows * width * sizeof(float)));
    auto* near = static_cast<float*>(scratch);
    kernel_.Apply(x, vectors_.data(), count_, near, ctx.pool());
    BERTH_ASSIGN_OR_RETURN(Tensor * y, labels_.Output(ctx, 0, x.rows));
    BERTH_ASSIGN_OR_RETURN(Tensor * z, ScoresOutput(ctx, 1, x.rows, columns));
    float* more = near + x.rows * count_;
    const auto rows = static_cast<std::ptrdiff_t>(x.rows);
    ParallelFor(ctx.pool(), rows, RowGrain(count_ * classes), [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (auto row = static_cast<size_t>(begin); row < static_cast<size_t>(end); ++row) {
        float* of_row = more + row * (width - count_);
        float* out = z != nullptr ? z->mutable_span<float>().data() + row * columns : of_row + (width - count_ - columns);
        labels_.Write(y, row, linear_ ? FinishLinear(near + row * count_, out) : FinishPairs(near + row * count_, of_row, out));
      }
    });
    return Ok();
  }

 private:
  size_t FinishLinear(const float* products, float* out) const {
    std::transform(products, products + count_, out, [&](float product) { return product + rho_; });
    const auto top = static_cast<size_t>(std::max_element(out, out + count_) - out);
    const float score = out[top];
    if (count_ == 1) {
      out[0] = TransformScore(transform_, score);
      return 0;
    }
    TransformScores<float>(transform_, {out, count_});
    // Of two classes the second one wins whenever any score says so.
    return count_ == 2 && (positive_ ? score >= 0.5f : score > 0) ? 1 : top;
  }

  size_t FinishPairs(const float* near, float* scores, float* out) const {
    const size_t top = pairs_.Vote(near, scores), classes = labels_.count();
    if (pairs_.has_probabilities()) {
      pairs_.Probabilities(scores, out);
      TransformScores<float>(transform_, {out, classes});
    } else if (classes == 2) {
      MakePair(transform_, transform_ == PostTransform::kNone ? PairRule::kNegative : PairRule::kComplement, scores[0], out);
    } else {
      TransformScores<float>(transform_, {std::copy_n(scores, pairs_.pairs(), out) - pairs_.pairs(), pairs_.pairs()});
    }
    return top;
  }

  SvmKernel kernel_;
  SvmPairs pairs_;                // unless linear
  ClassLabels labels_;
  PostTransform transform_ = PostTransform::kNone;
  std::vector<float> vectors_;    // [count, features]: support vectors, or the coefficients of each class
  size_t count_ = 0;
  bool linear_ = false, positive_ = false;
  float rho_ = 0;                 // of a linear model
};

}  // namespace

BERTH_KERNEL_LIST(svm_classifier,
    {"ai.onnx.ml", "SVMClassifier", 1, kLatest, {{{"T1", MlNumbers::kSet}}}, SvmClassifier::Make})

}  // namespace berth
