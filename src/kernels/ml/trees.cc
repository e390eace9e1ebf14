#include "kernels/ml/trees.h"

#include <algorithm>
#include <cmath>

namespace berth {
namespace {

// Rows that go through one tree before the next tree is taken, so that the tree stays in the cache.
constexpr size_t kBlock = 64;
// Rows that walk down a tree side by side: each waits for its next node, and the waiting is shared.
constexpr size_t kLanes = 8;

}  // namespace

template <typename T>
Trees<T>::Trees(const TreeModel& model, TreeAggregate aggregate)
    : leaf_starts_(model.leaf_starts.begin(), model.leaf_starts.end()), aggregate_(aggregate), targets_(model.targets) {
  std::vector<std::pair<uint32_t, uint32_t>> sets;
  for (const std::vector<double>& set : model.sets) {
    const auto begin = static_cast<uint32_t>(members_.size());
    for (const double member : set) members_.push_back(static_cast<T>(member));
    std::sort(members_.begin() + begin, members_.end());
    sets.emplace_back(begin, static_cast<uint32_t>(members_.size()));
  }
  for (const TreeModel::Node& node : model.nodes) {
    nodes_.push_back({static_cast<T>(node.split), static_cast<int32_t>(node.feature),
                      {static_cast<int32_t>(node.yes), static_cast<int32_t>(node.no)}, node.mode, node.nan_is_yes});
    all_leq_ = all_leq_ && node.mode == TreeMode::kLeq;
    features_ = std::max(features_, static_cast<size_t>(node.feature) + 1);
    if (!sets.empty()) sets_.push_back(node.set >= 0 ? sets[static_cast<size_t>(node.set)] : std::pair<uint32_t, uint32_t>());
  }
  for (const int64_t root : model.roots) roots_.push_back(static_cast<int32_t>(root));
  for (const TreeModel::Weight& weight : model.weights) {
    weights_.push_back({static_cast<int32_t>(weight.target), static_cast<T>(weight.value)});
  }
}

template <typename T>
bool Trees<T>::IsMember(const Node& node, T x) const {
  if (sets_.empty()) return false;
  const auto [begin, end] = sets_[static_cast<size_t>(&node - nodes_.data())];
  return std::binary_search(members_.begin() + begin, members_.begin() + end, x);
}

// Of not-a-number the node decides, whatever it compares.
template <typename T>
bool Trees<T>::Holds(const Node& node, T x) const {
  if (std::isnan(x)) return node.nan_is_yes;
  switch (node.mode) {
    case TreeMode::kLeq: return x <= node.split;
    case TreeMode::kLt: return x < node.split;
    case TreeMode::kGte: return x >= node.split;
    case TreeMode::kGt: return x > node.split;
    case TreeMode::kEq: return x == node.split;
    case TreeMode::kNeq: return x != node.split;
    case TreeMode::kMember: return IsMember(node, x);
  }
  return false;
}

template <typename T>
template <typename HoldsFn>
void Trees<T>::WalkBlock(const Rows<T>& x, size_t begin, size_t end, int32_t root, int32_t* leaves, const HoldsFn& holds) const {
  const Node* nodes = nodes_.data();
  for (size_t row = begin; row < end; row += kLanes) {
    const size_t lanes = std::min(kLanes, end - row);
    int32_t* at = leaves + (row - begin);
    std::fill_n(at, lanes, root);
    for (bool walks = root >= 0; walks;) {
      walks = false;
      for (size_t lane = 0; lane < lanes; ++lane) {
        if (at[lane] < 0) continue;
        const Node& node = nodes[at[lane]];
        at[lane] = node.next[holds(node, x.row(row + lane)[node.feature]) ? 0 : 1];
        walks = walks || at[lane] >= 0;
      }
    }
    for (size_t lane = 0; lane < lanes; ++lane) at[lane] = ~at[lane];
  }
}

template <typename T>
void Trees<T>::FindLeaves(const Rows<T>& x, size_t begin, size_t end, int32_t root, int32_t* leaves) const {
  if (!all_leq_) {
    return WalkBlock(x, begin, end, root, leaves, [this](const Node& node, T value) { return Holds(node, value); });
  }
  // Without branches of its own: not-a-number is less than nothing.
  WalkBlock(x, begin, end, root, leaves, [](const Node& node, T value) {
    return static_cast<bool>((value <= node.split) | ((value != value) & node.nan_is_yes));
  });
}

template <typename T>
void Trees<T>::ScoreBlock(const Rows<T>& x, size_t begin, size_t end, T* scores) const {
  const bool adds = aggregate_ == TreeAggregate::kSum || aggregate_ == TreeAggregate::kAverage;
  const size_t count = (end - begin) * targets_;
  std::fill_n(scores, count, T(0));
  std::vector<uint8_t> said(adds ? 0 : count, 0);   // by score: whether a leaf has said something
  int32_t leaves[kBlock];
  for (const int32_t root : roots_) {
    FindLeaves(x, begin, end, root, leaves);
    for (size_t row = 0; row < end - begin; ++row) {
      const auto leaf = static_cast<size_t>(leaves[row]);
      for (uint32_t i = leaf_starts_[leaf]; i < leaf_starts_[leaf + 1]; ++i) {
        const Weight& weight = weights_[i];
        const size_t at = row * targets_ + static_cast<size_t>(weight.target);
        if (adds) {
          scores[at] += weight.value;
        } else if (said[at] == 0 || (aggregate_ == TreeAggregate::kMin ? weight.value < scores[at] : weight.value > scores[at])) {
          scores[at] = weight.value;
          said[at] = 1;
        }
      }
    }
  }
  if (aggregate_ == TreeAggregate::kAverage) {
    for (size_t i = 0; i < count; ++i) scores[i] /= static_cast<T>(roots_.size());
  }
}

template <typename T>
Status Trees<T>::Score(const Rows<T>& x, T* scores, ThreadPool* pool) const {
  if (x.columns < features_) return InvalidArgument("input: ", x.columns, " features seen, at least ", features_, " wanted");
  const auto blocks = static_cast<std::ptrdiff_t>((x.rows + kBlock - 1) / kBlock);
  // A thread of its own pays for some thousand walks.
  const auto grain = static_cast<std::ptrdiff_t>(2048 / (kBlock * (roots_.size() + 1)) + 1);
  ParallelFor(pool, blocks, grain, [&](std::ptrdiff_t first, std::ptrdiff_t last) {
    for (auto block = static_cast<size_t>(first); block < static_cast<size_t>(last); ++block) {
      const size_t begin = block * kBlock, end = std::min(begin + kBlock, x.rows);
      ScoreBlock(x, begin, end, scores + begin * targets_);
    }
  });
  return Ok();
}

template class Trees<float>;
template class Trees<double>;

}  // namespace berth
