#include "plan/claims.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace berth {
namespace {

// The graph with some groups folded into one unit each; other nodes are units of their own. A unit goes by one of its nodes.
class FoldedGraph {
 public:
  explicit FoldedGraph(const Graph& graph)
      : graph_(graph), unit_of_(graph.node_bound()), members_(graph.node_bound()), seen_(graph.node_bound(), 0) {
    for (size_t id = 0; id < unit_of_.size(); ++id) unit_of_[id] = static_cast<NodeId>(id);
  }

  // `group` must stay where it is from then on.
  void Fold(const ClaimGroup& group) {
    for (NodeId id : group.nodes) unit_of_[id] = group.nodes[0];
    members_[group.nodes[0]] = group.nodes;
  }
  NodeId UnitOf(const ClaimGroup& group) const { return unit_of_[group.nodes[0]]; }

  // Puts the units into an order in which every edge goes forward, near the model's. Those on a cycle or behind one stay out.
  void Sort() {
    std::vector<int32_t> waiting(unit_of_.size(), 0);
    ForEachUnit([&](NodeId unit) { ForEachEdge(unit, [&](NodeId, NodeId to) { ++waiting[to]; }); });
    std::priority_queue<NodeId, std::vector<NodeId>, std::greater<>> ready;
    ForEachUnit([&](NodeId unit) {
      if (waiting[unit] == 0) ready.push(unit);
    });
    order_.clear();
    position_.assign(unit_of_.size(), kNone);
    while (!ready.empty()) {
      const NodeId unit = ready.top();
      ready.pop();
      position_[unit] = static_cast<int32_t>(order_.size());
      order_.push_back(unit);
      ForEachEdge(unit, [&](NodeId, NodeId to) {
        if (--waiting[to] == 0) ready.push(to);
      });
    }
  }
  bool IsPlaced(NodeId unit) const { return position_[unit] != kNone; }

  // Folds a group and keeps the order right, or finds a node outside of the group on a path between two members. Looks at no
  // more than the units between its first and its last member. Sort() has placed all.
  NodeId FoldUnlessCyclic(const ClaimGroup& group) {
    int32_t first = position_[group.nodes[0]], last = first;
    for (NodeId id : group.nodes) {
      first = std::min(first, position_[id]);
      last = std::max(last, position_[id]);
    }
    const NodeId between = MarkBehind(group, last);
    if (between != kNone) return between;
    Fold(group);
    std::vector<NodeId> before, behind;
    for (int32_t at = first; at <= last; ++at) {
      const NodeId unit = order_[at];
      if (unit == kNone || unit_of_[unit] == group.nodes[0]) continue;
      (seen_[unit] == round_ ? behind : before).push_back(unit);
    }
    std::fill(order_.begin() + first, order_.begin() + last + 1, kNone);
    for (NodeId unit : before) Place(unit, first++);
    Place(group.nodes[0], first++);
    for (NodeId unit : behind) Place(unit, first++);
    return kNone;
  }

 private:
  template <typename Visit>
  void ForEachUnit(Visit&& visit) const {
    for (size_t id = 0; id < unit_of_.size(); ++id) {
      if (graph_.node(static_cast<NodeId>(id)) != nullptr && unit_of_[id] == static_cast<NodeId>(id)) visit(unit_of_[id]);
    }
  }

  // Calls edge(from, to) for every use of what the unit makes in another unit: a node of it, and that unit.
  template <typename Edge>
  void ForEachEdge(NodeId unit, Edge&& edge) const {
    const std::span<const NodeId> nodes = members_[unit].empty() ? std::span<const NodeId>(&unit, 1) : members_[unit];
    for (NodeId id : nodes) {
      for (ValueId output : graph_.node(id)->outputs) {
        if (output == kNone) continue;
        for (const Use& use : graph_.value(output).uses) {
          if (unit_of_[use.node] != unit) edge(id, unit_of_[use.node]);
        }
      }
    }
  }

  // Gives this round's mark to what can be reached from members and comes before place `last`. A node outside of the group
  // that reaches a member again, else kNone.
  NodeId MarkBehind(const ClaimGroup& group, int32_t last) {
    const uint32_t member = ++round_;
    ++round_;
    for (NodeId id : group.nodes) seen_[id] = member;
    std::vector<NodeId> open = group.nodes;
    NodeId between = kNone;
    while (!open.empty() && between == kNone) {
      const NodeId at = open.back();
      open.pop_back();
      ForEachEdge(at, [&](NodeId from, NodeId to) {
        if (seen_[to] == member && seen_[at] != member) between = from;
        if (seen_[to] == member || seen_[to] == round_ || position_[to] > last) return;
        seen_[to] = round_;
        open.push_back(to);
      });
    }
    return between;
  }

  void Place(NodeId unit, int32_t at) {
    order_[at] = unit;
    position_[unit] = at;
  }

  const Graph& graph_;
  std::vector<NodeId> unit_of_;                      // by node id
  std::vector<std::span<const NodeId>> members_;     // by unit; empty where nothing is folded
  std::vector<NodeId> order_;                        // units; kNone where folding has left a gap
  std::vector<int32_t> position_;                    // by unit: where it is in the order
  std::vector<uint32_t> seen_;                       // by unit: the last round that marked it
  uint32_t round_ = 0;
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
    all.Sort();
    FoldedGraph folded(graph_);
    std::vector<size_t> suspects;
    for (size_t g = 0; g < groups_.size(); ++g) {
      if (!alive_[g] || groups_[g].nodes.size() == 1) continue;
      if (all.IsPlaced(all.UnitOf(groups_[g]))) folded.Fold(groups_[g]);
      else suspects.push_back(g);
    }
    if (suspects.empty()) return;
    folded.Sort();
    for (size_t g : suspects) {
      const NodeId between = folded.FoldUnlessCyclic(groups_[g]);
      if (between == kNone) continue;
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
