#include "plan/claims.h"

#include <algorithm>

namespace berth {
namespace {

constexpr int32_t kDroppedUnit = -1;

// The graph with every group folded into one unit; other nodes are units of their own.
class FoldedGraph {
 public:
  FoldedGraph(const Graph& graph, const std::vector<ClaimGroup>& groups, const std::vector<bool>& alive)
      : graph_(graph), unit_of_(graph.node_bound(), kDroppedUnit) {
    unit_count_ = static_cast<int32_t>(groups.size());
    for (size_t g = 0; g < groups.size(); ++g) {
      if (!alive[g]) continue;
      for (NodeId id : groups[g].nodes) unit_of_[id] = static_cast<int32_t>(g);
    }
    for (size_t id = 0; id < unit_of_.size(); ++id) {
      if (graph.node(static_cast<NodeId>(id)) != nullptr && unit_of_[id] < 0) unit_of_[id] = unit_count_++;
    }
  }

  // Calls edge(from, to) for every use of a value between two different units.
  template <typename Edge>
  void ForEachEdge(Edge&& edge) const {
    for (size_t id = 0; id < unit_of_.size(); ++id) {
      const Node* node = graph_.node(static_cast<NodeId>(id));
      if (node == nullptr) continue;
      for (ValueId output : node->outputs) {
        if (output == kNone) continue;
        for (const Use& use : graph_.value(output).uses) {
          if (unit_of_[use.node] != unit_of_[id]) edge(unit_of_[id], unit_of_[use.node]);
        }
      }
    }
  }

  // Units that no topological order can place: those on a cycle or behind one. Empty when there is no cycle.
  std::vector<bool> Unplaceable(bool* any) const {
    std::vector<int32_t> waiting(unit_count_, 0);
    std::vector<std::vector<int32_t>> next(unit_count_);
    ForEachEdge([&](int32_t from, int32_t to) {
      next[from].push_back(to);
      ++waiting[to];
    });
    std::vector<int32_t> ready;
    for (int32_t u = 0; u < unit_count_; ++u) {
      if (waiting[u] == 0) ready.push_back(u);
    }
    int32_t placed = 0;
    while (!ready.empty()) {
      int32_t unit = ready.back();
      ready.pop_back();
      ++placed;
      for (int32_t to : next[unit]) {
        if (--waiting[to] == 0) ready.push_back(to);
      }
    }
    *any = placed != unit_count_;
    std::vector<bool> left(unit_count_);
    for (int32_t u = 0; u < unit_count_; ++u) left[u] = waiting[u] != 0;
    return left;
  }

  // A node outside of group `unit` that lies on a path from it back to it, or kNone when there is none: the group is
  // then on no cycle.
  NodeId NodeOnCycleThrough(int32_t unit) const {
    std::vector<std::vector<int32_t>> next(unit_count_);
    ForEachEdge([&](int32_t from, int32_t to) { next[from].push_back(to); });
    std::vector<bool> seen(unit_count_, false);
    std::vector<int32_t> open{unit};
    while (!open.empty()) {
      int32_t at = open.back();
      open.pop_back();
      for (int32_t to : next[at]) {
        if (to == unit) return FirstNodeOf(at);
        if (!seen[to]) {
          seen[to] = true;
          open.push_back(to);
        }
      }
    }
    return kNone;
  }

 private:
  NodeId FirstNodeOf(int32_t unit) const {
    auto it = std::find(unit_of_.begin(), unit_of_.end(), unit);
    return it == unit_of_.end() ? kNone : static_cast<NodeId>(it - unit_of_.begin());
  }

  const Graph& graph_;
  std::vector<int32_t> unit_of_;   // by node id
  int32_t unit_count_;
};

std::string Quoted(const Graph& graph, NodeId id) { return absl::StrCat("node \"", graph.node(id)->Label(graph), "\""); }

class Resolver {
 public:
  Resolver(const Graph& graph, std::vector<ClaimGroup> groups, std::string_view ep)
      : graph_(graph), groups_(std::move(groups)), ep_(ep), alive_(groups_.size(), true) {}

  ResolvedClaims Resolve() {
    DropForeignAndOverlapping();
    while (DropOneOnCycle()) {
    }
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
    result_.dropped.push_back({group, rule, std::move(reason)});
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

  // Later groups give way to earlier ones.
  bool DropOneOnCycle() {
    FoldedGraph folded(graph_, groups_, alive_);
    bool any = false;
    std::vector<bool> suspects = folded.Unplaceable(&any);
    if (!any) return false;
    for (size_t g = groups_.size(); g-- > 0;) {
      if (!alive_[g] || !suspects[g]) continue;
      NodeId between = folded.NodeOnCycleThrough(static_cast<int32_t>(g));
      if (between == kNone) continue;
      Drop(g, "EPC-013", absl::StrCat("not convex: ", Quoted(graph_, between), " lies on a path between two members"));
      return true;
    }
    return false;
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
