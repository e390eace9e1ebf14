#include "graph/boundary.h"

#include <algorithm>
#include <functional>
#include <queue>

#include "absl/container/flat_hash_set.h"

namespace berth {

Boundary BoundaryOf(const Graph& graph, std::span<const NodeId> nodes, bool constants) {
  Boundary boundary;
  const absl::flat_hash_set<NodeId> members(nodes.begin(), nodes.end());
  absl::flat_hash_set<ValueId> seen;
  auto use = [&](ValueId id) {
    if (id == kNone || !seen.insert(id).second) return;
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
