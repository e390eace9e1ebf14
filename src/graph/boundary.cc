#include "graph/boundary.h"

#include <algorithm>
#include <functional>
#include <queue>

#include "absl/container/flat_hash_set.h"

namespace berth {

namespace {

// Numbers, mostly few: those are looked through, many are hashed.
class NumberSet {
 public:
  bool contains(int32_t number) const {
    return many_.empty() ? std::find(few_.begin(), few_.end(), number) != few_.end() : many_.contains(number);
  }
  // Whether it is new.
  bool insert(int32_t number) {
    if (contains(number)) return false;
    if (many_.empty() && few_.size() == kFew) many_.insert(few_.begin(), few_.end());
    if (many_.empty()) few_.push_back(number);
    else many_.insert(number);
    return true;
  }

 private:
  static constexpr size_t kFew = 12;
  absl::InlinedVector<int32_t, kFew> few_;
  absl::flat_hash_set<int32_t> many_;
};

}  // namespace

Boundary BoundaryOf(const Graph& graph, std::span<const NodeId> nodes, bool constants) {
  Boundary boundary;
  NumberSet members, seen;
  for (NodeId id : nodes) members.insert(id);
  auto use = [&](ValueId id) {
    if (id == kNone || !seen.insert(id)) return;
    const Value& value = graph.value(id);
    if (value.producer != kNone && members.contains(value.producer)) return;
    if (!value.is_constant() || constants) boundary.inputs.push_back(id);
  };
  auto leaves = [&](ValueId id) {
    const Value& value = graph.value(id);
    return value.is_output ||
           std::any_of(value.uses.begin(), value.uses.end(), [&](const Use& u) { return !members.contains(u.node); });
  };
  for (NodeId id : nodes) {
    const Node& node = *graph.node(id);
    for (ValueId input : node.inputs) use(input);
    for (ValueId input : node.implicit_inputs) use(input);
    for (ValueId output : node.outputs) {
      if (output != kNone && leaves(output)) boundary.outputs.push_back(output);
    }
  }
  return boundary;
}

StatusOr<std::vector<NodeId>> OrderOf(const Graph& graph, std::span<const NodeId> nodes) {
  absl::flat_hash_map<NodeId, int32_t> waiting;
  for (NodeId id : nodes) waiting[id] = 0;
  for (NodeId id : nodes) {
    for (ValueId made : graph.node(id)->outputs) {
      if (made == kNone) continue;
      for (const Use& use : graph.value(made).uses) {
        if (auto consumer = waiting.find(use.node); consumer != waiting.end()) ++consumer->second;
      }
    }
  }
  std::priority_queue<NodeId, std::vector<NodeId>, std::greater<>> ready;
  for (const auto& [id, count] : waiting) {
    if (count == 0) ready.push(id);
  }
  std::vector<NodeId> order;
  while (!ready.empty()) {
    const NodeId id = ready.top();
    ready.pop();
    order.push_back(id);
    for (ValueId made : graph.node(id)->outputs) {
      if (made == kNone) continue;
      for (const Use& use : graph.value(made).uses) {
        if (auto consumer = waiting.find(use.node); consumer != waiting.end() && --consumer->second == 0) ready.push(use.node);
      }
    }
  }
  if (order.size() != waiting.size()) return Status(ORT_FAIL, "graph: a group of nodes forms a cycle");
  return order;
}

}  // namespace berth
