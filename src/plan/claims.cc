#include "plan/claims.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace berth {
namespace {

// The graph with some groups folded into one unit each; other nodes are units of their own. A unit goes by one of its nodes.
class FoldedGraph {
 public:
  explicit FoldedGraph(const Graph& graph) : graph_(graph), unit_of_(graph.node_bound()) {
    for (size_t id = 0; id < unit_of_.size(); ++id) unit_of_[id] = static_cast<NodeId>(id);
  }

  // `group` must stay where it is while it is folded.
  void Fold(const ClaimGroup& group) {
    for (NodeId id : group.nodes) unit_of_[id] = group.nodes[0];
    members_[group.nodes[0]] = group.nodes;
  }
  void Unfold(const ClaimGroup& group) {
    for (NodeId id : group.nodes) unit_of_[id] = id;
    members_.erase(group.nodes[0]);
  }
  NodeId UnitOf(const ClaimGroup& group) const { return unit_of_[group.nodes[0]]; }

  // Units that no topological order can place, those on a cycle or behind one; empty when there is no cycle.
  absl::flat_hash_set<NodeId> Unplaceable() const {
    absl::flat_hash_map<NodeId, int32_t> waiting;
    for (size_t id = 0; id < unit_of_.size(); ++id) {
      if (graph_.node(static_cast<NodeId>(id)) != nullptr) waiting.try_emplace(unit_of_[id], 0);
    }
    for (auto& [unit, count] : waiting) ForEachEdge(unit, [&](NodeId, NodeId to) { ++waiting.find(to)->second; });
    std::vector<NodeId> ready;
    for (auto& [unit, count] : waiting) {
      if (count == 0) ready.push_back(unit);
    }
    absl::flat_hash_set<NodeId> left;
    for (auto& [unit, count] : waiting) left.insert(unit);
    while (!ready.empty()) {
      const NodeId unit = ready.back();
      ready.pop_back();
      left.erase(unit);
      ForEachEdge(unit, [&](NodeId, NodeId to) {
        if (--waiting.find(to)->second == 0) ready.push_back(to);
      });
    }
    return left;
  }

  // A node outside of the unit on a path from it back to it, or kNone: the unit is then on no cycle.
  NodeId NodeOnCycleThrough(NodeId unit) const {
    NodeId found = kNone;
    absl::flat_hash_set<NodeId> seen{unit};
    std::vector<NodeId> open{unit};
    while (!open.empty() && found == kNone) {
      const NodeId at = open.back();
      open.pop_back();
      ForEachEdge(at, [&](NodeId from, NodeId to) {
        if (to == unit) found = from;
        if (seen.insert(to).second) open.push_back(to);
      });
    }
    return found;
  }

 private:
  // Calls edge(from, to) for every use of what the unit makes in another unit: a node of it, and that unit.
  template <typename Edge>
  void ForEachEdge(NodeId unit, Edge&& edge) const {
    auto members = members_.find(unit);
    const std::span<const NodeId> nodes = members != members_.end() ? members->second : std::span<const NodeId>(&unit, 1);
    for (NodeId id : nodes) {
      for (ValueId output : graph_.node(id)->outputs) {
        if (output == kNone) continue;
        for (const Use& use : graph_.value(output).uses) {
          if (unit_of_[use.node] != unit) edge(id, unit_of_[use.node]);
        }
      }
    }
  }

  const Graph& graph_;
  std::vector<NodeId> unit_of_;   // by node id
  absl::flat_hash_map<NodeId, std::span<const NodeId>> members_;   // of folded units
};

std::string Quoted(const Graph& graph, NodeId id) { return absl::StrCat("node \"", graph.node(id)->Label(graph), "\""); }

class Resolver {
 public:
  Resolver(const Graph& graph, std::vector<ClaimGroup> groups, std::string_view ep)
      : graph_(graph), groups_(std::move(groups)), ep_(ep), alive_(groups_.size(), true) {}

  ResolvedClaims Resolve() {
    DropForeignAndOverlapping();
    DropOnCycles();
    std::sort(result_.dropped.begin(), result_.dropped.end(),
              [](const DroppedGroup& a, const DroppedGroup& b) { return a.group < b.group; });
    for (size_t g = 0; g < groups_.size(); ++g) {
      if (alive_[g]) result_.kept.push_back(std::move(groups_[g]));
    }
    return std::move(result_);
  }

 private:
  void Drop(size_t group, const char* rule, std::string reason) {
    alive_[group] = false;
    result_.dropped.push_back({group, rule, std::move(reason), groups_[group].nodes});
  }

  void DropForeignAndOverlapping() {
    std::vector<int32_t> taken_by(graph_.node_bound(), -1);
    for (size_t g = 0; g < groups_.size(); ++g) {
      for (NodeId id : groups_[g].nodes) {
        const Node& node = *graph_.node(id);
        if (!node.ep.empty() && node.ep != ep_) {
          Drop(g, "EPC-012", absl::StrCat(Quoted(graph_, id), ": already assigned to a different EP, \"", node.ep, "\""));
          break;
        }
        if (taken_by[id] >= 0 || !node.ep.empty()) {
          Drop(g, "EPC-014", absl::StrCat(Quoted(graph_, id), ": already claimed",
                                          taken_by[id] >= 0 ? absl::StrCat(" by group ", taken_by[id]) : ""));
          break;
        }
      }
      if (!alive_[g]) continue;
      for (NodeId id : groups_[g].nodes) taken_by[id] = static_cast<int32_t>(g);
    }
  }

  // Groups are folded in order, and one that closes a cycle is dropped: a later group gives way to an earlier one, and only
  // to one that it cannot stand beside. Folding more never opens a cycle, so those that are on none with all folded stand.
  void DropOnCycles() {
    FoldedGraph all(graph_);
    for (size_t g = 0; g < groups_.size(); ++g) {
      if (alive_[g]) all.Fold(groups_[g]);
    }
    const auto unplaceable = all.Unplaceable();
    if (unplaceable.empty()) return;
    FoldedGraph folded(graph_);
    std::vector<size_t> suspects;
    for (size_t g = 0; g < groups_.size(); ++g) {
      if (!alive_[g] || groups_[g].nodes.size() == 1) continue;
      if (unplaceable.contains(all.UnitOf(groups_[g]))) suspects.push_back(g);
      else folded.Fold(groups_[g]);
    }
    for (size_t g : suspects) {
      folded.Fold(groups_[g]);
      const NodeId between = folded.NodeOnCycleThrough(folded.UnitOf(groups_[g]));
      if (between == kNone) continue;
      folded.Unfold(groups_[g]);
      Drop(g, "EPC-013", absl::StrCat("not convex: ", Quoted(graph_, between), " lies on a path between two members"));
    }
  }

  const Graph& graph_;
  std::vector<ClaimGroup> groups_;
  std::string_view ep_;
  std::vector<bool> alive_;
  ResolvedClaims result_;
};

}  // namespace

ResolvedClaims ResolveClaims(const Graph& graph, std::vector<ClaimGroup> groups, std::string_view ep) {
  return Resolver(graph, std::move(groups), ep).Resolve();
}

}  // namespace berth
