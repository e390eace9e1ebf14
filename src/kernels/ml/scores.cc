#include "kernels/ml/scores.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace berth {
namespace {

template <typename T>
T Logistic(T x) {
  const T v = 1 / (1 + std::exp(-std::abs(x)));
  return x < 0 ? 1 - v : v;
}

// By Winitzki's approximation of the inverse of erf.
template <typename T>
T Probit(T x) {
  constexpr T kA = T(0.147);
  const T y = 2 * x - 1;
  const T log = std::log((1 - y) * (1 + y));
  const T v = 2 / (std::numbers::pi_v<T> * kA) + log / 2;
  const T root = std::sqrt(std::sqrt(v * v - log / kA) - v);
  return std::numbers::sqrt2_v<T> * (y < 0 ? -root : root);
}

template <typename T>
void Softmax(std::span<T> scores, bool skips_zero) {
  constexpr T kZero = T(1e-7);
  const T most = *std::max_element(scores.begin(), scores.end());
  T sum = 0;
  for (T& score : scores) {
    if (skips_zero && std::abs(score) <= kZero) {
      score *= std::exp(-most);
    } else {
      score = std::exp(score - most);
      sum += score;
    }
  }
  for (T& score : scores) score /= sum;
}

}  // namespace

StatusOr<PostTransform> ReadPostTransform(const KernelInfo& info) {
  BERTH_ASSIGN_OR_RETURN(const std::string name, info.String("post_transform", "NONE"));
  constexpr std::string_view kNames[] = {"NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"};
  const auto found = std::find(std::begin(kNames), std::end(kNames), name);
  if (found != std::end(kNames)) return static_cast<PostTransform>(found - std::begin(kNames));
  return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"post_transform\": \"", name,
               "\" seen, NONE, SOFTMAX, LOGISTIC, SOFTMAX_ZERO or PROBIT wanted");
}

template <typename T>
void TransformScores(PostTransform transform, std::span<T> scores) {
  switch (transform) {
    case PostTransform::kNone: return;
    case PostTransform::kSoftmax: return Softmax(scores, false);
    case PostTransform::kSoftmaxZero: return Softmax(scores, true);
    case PostTransform::kLogistic: std::transform(scores.begin(), scores.end(), scores.begin(), Logistic<T>); return;
    case PostTransform::kProbit: std::transform(scores.begin(), scores.end(), scores.begin(), Probit<T>); return;
  }
}

template <typename T>
T TransformScore(PostTransform transform, T score) {
  return transform == PostTransform::kProbit ? Probit(score) : score;
}

void MakePair(PostTransform transform, PairRule rule, float score, float* pair) {
  const bool plain = transform != PostTransform::kLogistic && transform != PostTransform::kProbit;
  const bool negates = transform == PostTransform::kLogistic || (plain && rule == PairRule::kNegative);
  pair[0] = negates ? -score : 1.0f - score;
  pair[1] = score;
  if (!plain) TransformScores<float>(transform, {pair, 2});
}

StatusOr<Tensor*> ScoresOutput(KernelContext& ctx, size_t i, size_t rows, size_t columns) {
  if (!ctx.WantsOutput(i)) return static_cast<Tensor*>(nullptr);
  return ctx.Output(i, ElementTypeOf<float>(), Dims{static_cast<int64_t>(rows), static_cast<int64_t>(columns)});
}

StatusOr<ClassLabels> ClassLabels::Read(const KernelInfo& info, std::string_view ints, std::string_view texts) {
  ClassLabels labels;
  BERTH_ASSIGN_OR_RETURN(labels.ints_, info.Ints(ints));
  BERTH_ASSIGN_OR_RETURN(labels.texts_, info.Strings(texts));
  if (labels.ints_.empty() || labels.texts_.empty()) return labels;
  return Error(ORT_INVALID_GRAPH, info.label(), ": attributes \"", ints, "\" of ", labels.ints_.size(), " and \"", texts,
               "\" of ", labels.texts_.size(), " labels seen, one of them wanted");
}

StatusOr<Tensor*> ClassLabels::Output(KernelContext& ctx, size_t i, size_t rows) const {
  if (!ctx.WantsOutput(i)) return static_cast<Tensor*>(nullptr);
  const ElementType type = texts_.empty() ? ElementTypeOf<int64_t>() : ElementTypeOf<std::string>();
  return ctx.Output(i, type, Dims{static_cast<int64_t>(rows)});
}

void ClassLabels::Write(Tensor* y, size_t row, size_t label) const {
  if (y == nullptr) return;
  if (texts_.empty()) {
    y->mutable_span<int64_t>()[row] = ints_.empty() ? static_cast<int64_t>(label) : ints_[label];
  } else {
    y->mutable_strings()[row] = texts_[label];
  }
}

template void TransformScores<float>(PostTransform transform, std::span<float> scores);
template void TransformScores<double>(PostTransform transform, std::span<double> scores);
template float TransformScore<float>(PostTransform transform, float score);
template double TransformScore<double>(PostTransform transform, double score);

}  // namespace berth
