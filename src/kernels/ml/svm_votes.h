// Machines for pairs of classes, and what they say together.
#pragma once

#include <span>
#include <vector>

#include "kernels/kernel.h"

namespace berth {

// A machine for each pair of classes i < j, in the order (0,1), (0,2), ..., (1,2), ...
class SvmPairs {
 public:
  // The attributes `vectors_per_class`, `coefficients`, `rho`, `prob_a` and `prob_b` for `classes` classes, two or more.
  Status Read(const KernelInfo& info, size_t classes);

  size_t pairs() const { return classes_ * (classes_ - 1) / 2; }
  size_t vectors() const { return starts_.back(); }
  bool has_probabilities() const { return !prob_a_.empty(); }

  // From the nearness to each support vector: scores[pairs()], above 0 for the first class of the pair. Gives the class with the
  // most votes, of several the first.
  size_t Vote(const float* near, float* scores) const;
  // The probability of each class by those scores.
  void Probabilities(const float* scores, float* probabilities) const;

 private:
  size_t classes_ = 0;
  std::vector<size_t> starts_;         // where the vectors of a class begin, and at the end their number
  std::vector<float> coefficients_;    // [classes - 1, vectors]
  std::vector<float> rho_, prob_a_, prob_b_;   // by pair
};

}  // namespace berth
