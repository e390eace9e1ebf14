#include "kernels/ml/svm_votes.h"

#include <algorithm>
#include <cmath>

#include "base/checked_math.h"

namespace berth {
namespace {

// The probabilities p of the classes that agree best with those of the pairs: r[i,j] that it is i, if it is i or j. Wu, Lin and
// Weng's second method: p minimizes p'Qp, found by one class after the other.
void Couple(size_t classes, std::span<const double> r, std::span<double> p) {
  std::vector<double> q(classes * classes, 0.0), qp(classes);
  for (size_t i = 0; i < classes; ++i) {
    for (size_t j = 0; j < classes; ++j) {
      if (j == i) continue;
      q[i * classes + i] += r[j * classes + i] * r[j * classes + i];
      q[i * classes + j] = -r[j * classes + i] * r[i * classes + j];
    }
  }
  std::fill(p.begin(), p.end(), 1.0 / static_cast<double>(classes));
  constexpr int kRounds = 100;
  for (int round = 0; round < kRounds; ++round) {
    double pqp = 0, error = 0;
    for (size_t i = 0; i < classes; ++i) {
      qp[i] = 0;
      for (size_t j = 0; j < classes; ++j) qp[i] += q[i * classes + j] * p[j];
      pqp += p[i] * qp[i];
    }
    for (const double value : qp) error = std::max(error, std::abs(value - pqp));
    if (error < 0.005 / static_cast<double>(classes)) return;
    for (size_t i = 0; i < classes; ++i) {
      const double own = q[i * classes + i], step = (pqp - qp[i]) / own;
      p[i] += step;
      pqp = (pqp + step * (step * own + 2 * qp[i])) / ((1 + step) * (1 + step));
      for (size_t j = 0; j < classes; ++j) {
        qp[j] = (qp[j] + step * q[i * classes + j]) / (1 + step);
        p[j] /= 1 + step;
      }
    }
  }
}

}  // namespace

Status SvmPairs::Read(const KernelInfo& info, size_t classes) {
  BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> counts, info.Ints("vectors_per_class"));
  BERTH_ASSIGN_OR_RETURN(coefficients_, info.Floats("coefficients"));
  BERTH_ASSIGN_OR_RETURN(rho_, info.Floats("rho"));
  BERTH_ASSIGN_OR_RETURN(prob_a_, info.Floats("prob_a"));
  BERTH_ASSIGN_OR_RETURN(prob_b_, info.Floats("prob_b"));
  classes_ = classes;
  // So few that the number of pairs, and of them times anything here, is no overflow.
  constexpr size_t kMostClasses = 65535;
  if (classes < 2 || classes > kMostClasses || counts.size() != classes) {
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"vectors_per_class\": ", counts.size(), " numbers seen, ",
                 classes, " wanted, one for each of 2 to ", kMostClasses, " classes");
  }
  starts_ = {0};
  for (const int64_t count : counts) {
    const auto end = CheckedAdd(starts_.back(), static_cast<size_t>(count));
    if (count < 0 || !end || *end > coefficients_.size()) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"vectors_per_class\": ", count, " seen");
    }
    starts_.push_back(*end);
  }
  if (coefficients_.size() < (classes - 1) * vectors() || rho_.size() < pairs()) {
    return Error(ORT_INVALID_GRAPH, info.label(), ": attributes \"coefficients\" of ", coefficients_.size(), " and \"rho\" of ",
                 rho_.size(), " numbers seen, ", (classes - 1) * vectors(), " and ", pairs(), " wanted");
  }
  if (prob_a_.size() == prob_b_.size() && (prob_a_.empty() || prob_a_.size() >= pairs())) return Ok();
  return Error(ORT_INVALID_GRAPH, info.label(), ": attributes \"prob_a\" of ", prob_a_.size(), " and \"prob_b\" of ",
               prob_b_.size(), " numbers seen, ", pairs(), " each wanted, or none");
}

size_t SvmPairs::Vote(const float* near, float* scores) const {
  std::vector<size_t> votes(classes_, 0);
  size_t pair = 0;
  for (size_t i = 0; i < classes_; ++i) {
    for (size_t j = i + 1; j < classes_; ++j, ++pair) {
      const float* against_j = coefficients_.data() + (j - 1) * vectors();
      const float* against_i = coefficients_.data() + i * vectors();
      double sum = rho_[pair];
      for (size_t v = starts_[i]; v < starts_[i + 1]; ++v) sum += static_cast<double>(against_j[v]) * near[v];
      for (size_t v = starts_[j]; v < starts_[j + 1]; ++v) sum += static_cast<double>(against_i[v]) * near[v];
      scores[pair] = static_cast<float>(sum);
      ++votes[sum > 0 ? i : j];
    }
  }
  return static_cast<size_t>(std::max_element(votes.begin(), votes.end()) - votes.begin());
}

void SvmPairs::Probabilities(const float* scores, float* probabilities) const {
  constexpr double kLeast = 1e-7;
  std::vector<double> r(classes_ * classes_, 0.0), p(classes_);
  size_t pair = 0;
  for (size_t i = 0; i < classes_; ++i) {
    for (size_t j = i + 1; j < classes_; ++j, ++pair) {
      const double odds = static_cast<double>(scores[pair]) * prob_a_[pair] + prob_b_[pair];
      const double first = std::clamp(1 / (1 + std::exp(odds)), kLeast, 1 - kLeast);
      r[i * classes_ + j] = first;
      r[j * classes_ + i] = 1 - first;
    }
  }
  Couple(classes_, r, p);
  std::copy(p.begin(), p.end(), probabilities);
}

}  // namespace berth
