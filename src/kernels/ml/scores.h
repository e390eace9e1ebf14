// What classifiers and regressors share: transforms of scores, and labels.
#pragma once

#include <string>
#include <vector>

#include "kernels/kernel.h"

namespace berth {

// Numbered as TreeEnsemble does.
enum class PostTransform { kNone, kSoftmax, kLogistic, kSoftmaxZero, kProbit };

// The attribute `post_transform` as a text. Error: another text.
StatusOr<PostTransform> ReadPostTransform(const KernelInfo& info);

// The scores of one row, two or more. SOFTMAX_ZERO leaves zeros out of the sum; PROBIT is the approximation that ONNX's reference
// has. T: float or double.
template <typename T>
void TransformScores(PostTransform transform, std::span<T> scores);

// The one score of a regressor: PROBIT alone changes it, as the others tell several apart.
template <typename T>
T TransformScore(PostTransform transform, T score);

// How the one score of a classifier of two classes becomes two.
enum class PairRule {
  kComplement,   // 1 - score and score
  kNegative,     // -score and score
};
// pair = the two of `score`. LOGISTIC takes both from the score itself, PROBIT transforms 1 - score and score.
void MakePair(PostTransform transform, PairRule rule, float score, float* pair);

// Output i as float [rows, columns], null when nobody wants it.
StatusOr<Tensor*> ScoresOutput(KernelContext& ctx, size_t i, size_t rows, size_t columns);

// Class labels, texts or numbers.
class ClassLabels {
 public:
  // From the attributes with these names. Error: labels of both kinds.
  static StatusOr<ClassLabels> Read(const KernelInfo& info, std::string_view ints, std::string_view texts);

  size_t count() const { return texts_.empty() ? ints_.size() : texts_.size(); }
  // Output i as a list of `rows` labels, null when nobody wants it.
  StatusOr<Tensor*> Output(KernelContext& ctx, size_t i, size_t rows) const;
  // Writes label `label` unless there is no list; a node without labels has the numbers themselves.
  void Write(Tensor* y, size_t row, size_t label) const;

 private:
  std::vector<int64_t> ints_;
  std::vector<std::string> texts_;
};

extern template void TransformScores<float>(PostTransform transform, std::span<float> scores);
extern template void TransformScores<double>(PostTransform transform, std::span<double> scores);
extern template float TransformScore<float>(PostTransform transform, float score);
extern template double TransformScore<double>(PostTransform transform, double score);

}  // namespace berth
