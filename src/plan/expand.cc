#include "plan/expand.h"

#include "ep/ep_device.h"
#include "graph/custom_op.h"
#include "graph/lift.h"
#include "kernels/registry.h"

namespace berth {
namespace {

// Nobody runs it as it is.
bool IsOpen(const Graph& graph, const Node& node) { return node.ep.empty() && !HasCpuKernel(graph, node); }

class Expander {
 public:
  Expander(const absl::flat_hash_set<const Node*>& wanted, const Logger& logger) : wanted_(wanted), logger_(logger) {}

  StatusOr<size_t> Level(Graph& graph) {
    size_t expanded = 0;
    const size_t bound = graph.node_bound();   // new nodes wait for the next call
    for (size_t i = 0; i < bound; ++i) {
      const auto id = static_cast<NodeId>(i);
      Node* node = graph.node(id);
      if (node == nullptr) continue;
      for (Body& body : node->bodies) {
        BERTH_ASSIGN_OR_RETURN(size_t inside, Level(*body.graph));
        expanded += inside;
      }
      if (wanted_.contains(node) || !IsOpen(graph, *node)) continue;
      BERTH_ASSIGN_OR_RETURN(std::optional<Substitute> found, Find(graph, *node));
      if (!found) continue;
      const std::string label = node->Label(graph), op_type = node->op_type;
      BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> made, ReplaceNode(graph, id, std::move(found->body), logger_));
      ++expanded;
      BERTH_LOG(logger_, kInfo, "plan") << "node \"" << label << "\" (" << op_type << "): claimed by no EP and no CPU kernel: "
                                        << found->what << " put in its place, nodes: " << made.size();
    }
    return expanded;
  }

 private:
  struct Substitute {
    FunctionBody body;
    std::string what;
  };

  StatusOr<std::optional<Substitute>> Find(Graph& graph, const Node& node) {
    BERTH_ASSIGN_OR_RETURN(std::optional<FunctionBody> body, BodyOf(graph, node));
    if (body) return std::optional(Substitute{std::move(*body), "the body of its function"});
    if (stuck_) return std::optional<Substitute>();
    for (int opset : LaterOpsets(node)) {
      std::optional<FunctionBody> lifted = LiftedBody(graph, node, opset, logger_);
      if (!lifted || !AllFit(*lifted, node, graph, HasCpuKernel, logger_)) continue;
      return std::optional(Substitute{std::move(*lifted), absl::StrCat("what it is in opset ", opset)});
    }
    stuck_ = true;
    return std::optional<Substitute>();
  }

  const absl::flat_hash_set<const Node*>& wanted_;
  const Logger& logger_;
  bool stuck_ = false;   // some node cannot run: converting others would be for nothing
};

}  // namespace

bool HasCpuKernel(const Graph& graph, const Node& node) {
  if (node.function != nullptr) return false;
  const CustomOps* custom = graph.model().custom_ops.get();
  return (custom != nullptr && custom->Find(graph, node, kCpuEpName) != nullptr) || FindKernel(graph, node).ok();
}

bool MayExpand(const Graph& graph) {
  for (size_t i = 0; i < graph.node_bound(); ++i) {
    const Node* node = graph.node(static_cast<NodeId>(i));
    if (node == nullptr) continue;
    if (MayHaveBody(*node) && IsOpen(graph, *node)) return true;
    for (const Body& body : node->bodies) {
      if (MayExpand(*body.graph)) return true;
    }
  }
  return false;
}

StatusOr<size_t> ExpandUnclaimed(Graph& graph, const absl::flat_hash_set<const Node*>& wanted, const Logger& logger) {
  return Expander(wanted, logger).Level(graph);
}

}  // namespace berth
