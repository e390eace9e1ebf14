// Tree ensembles packed for evaluation. Immutable.
#pragma once

#include "kernels/ml/rows.h"
#include "kernels/ml/tree_model.h"

namespace berth {

// T: of thresholds, features and sums, float or double.
template <typename T>
class Trees {
 public:
  // `model` is checked.
  Trees(const TreeModel& model, TreeAggregate aggregate);

  size_t targets() const { return targets_; }
  // scores[n, targets]: for each row what the leaves say, put together; 0 where they say nothing. Split between threads by rows.
  // Error: the rows have fewer features than the trees ask for.
  Status Score(const Rows<T>& x, T* scores, ThreadPool* pool) const;

 private:
  struct Node {
    T split;
    int32_t feature;
    int32_t next[2];   // for yes and no: a node, or ~ of a leaf
    TreeMode mode;
    bool nan_is_yes;
  };
  struct Weight {
    int32_t target;
    T value;
  };

  void ScoreBlock(const Rows<T>& x, size_t begin, size_t end, T* scores) const;
  template <typename HoldsFn>
  void WalkBlock(const Rows<T>& x, size_t begin, size_t end, int32_t root, int32_t* leaves, const HoldsFn& holds) const;
  void FindLeaves(const Rows<T>& x, size_t begin, size_t end, int32_t root, int32_t* leaves) const;
  bool Holds(const Node& node, T x) const;
  bool IsMember(const Node& node, T x) const;

  std::vector<Node> nodes_;
  std::vector<int32_t> roots_;
  std::vector<uint32_t> leaf_starts_;
  std::vector<Weight> weights_;
  std::vector<std::pair<uint32_t, uint32_t>> sets_;   // ranges of `members_`, by node; empty without kMember
  std::vector<T> members_;                            // sorted within a set
  TreeAggregate aggregate_;
  bool all_leq_ = true;                               // every node compares with <=, by far the most common
  size_t targets_ = 0, features_ = 0;
};

extern template class Trees<float>;
extern template class Trees<double>;

}  // namespace berth
