// Tree ensembles as models describe them, whichever operator it is.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/kernel.h"
#include "values/small_float.h"

namespace berth {

enum class TreeMode : uint8_t { kLeq, kLt, kGte, kGt, kEq, kNeq, kMember };   // numbered as TreeEnsemble does
enum class TreeAggregate { kAverage, kSum, kMin, kMax };                      // likewise

struct TreeModel {
  struct Node {
    double split = 0;
    int64_t feature = 0;
    int64_t yes = 0, no = 0;   // a node, or ~ of a leaf
    TreeMode mode = TreeMode::kLeq;
    bool nan_is_yes = false;
    int32_t set = -1;          // kMember: which of `sets`
  };
  struct Weight {
    int64_t target = 0;
    double value = 0;
  };

  std::vector<Node> nodes;
  std::vector<int64_t> roots;              // like Node::yes
  std::vector<size_t> leaf_starts{0};      // where the weights of each leaf begin, and at the end their number
  std::vector<Weight> weights;
  std::vector<std::vector<double>> sets;
  size_t targets = 0;
  bool is_double = false;                  // numbers came as double

  // Error: an index that leads nowhere, a negative feature, a node below itself, more than 2^31 of something.
  Status Check() const;
};

// The attributes nodes_* and <weights>_* ("class" or "target") of TreeEnsembleClassifier and TreeEnsembleRegressor for so many
// targets; checked.
StatusOr<TreeModel> ReadTreeModel(const KernelInfo& info, const std::string& weights, size_t targets);

// The numbers of <name>_as_tensor or else of <name>; none when both are absent. Sets `is_double` if they are.
StatusOr<std::vector<double>> TreeNumbers(const KernelInfo& info, const std::string& name, bool& is_double);

// Those of a tensor attribute.
StatusOr<std::vector<double>> TensorNumbers(const KernelInfo& info, const std::string& name, bool& is_double);

}  // namespace berth
