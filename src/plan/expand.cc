#include "plan/expand.h"

#include "graph/function_body.h"
#include "kernels/registry.h"

namespace berth {
namespace {

// No EP has it, the CPU has no kernel for it, and there may be a body to put in its place.
bool IsOpen(const Graph& graph, const Node& node) {
  if (!node.ep.empty() || !MayHaveBody(node)) return false;
  return node.function != nullptr || !FindKernel(graph, node).ok();
}

}  // namespace

bool MayExpand(const Graph& graph) {
  for (size_t i = 0; i < graph.node_bound(); ++i) {
    const Node* node = graph.node(static_cast<NodeId>(i));
    if (node == nullptr) continue;
    if (IsOpen(graph, *node)) return true;
    for (const Body& body : node->bodies) {
      if (MayExpand(*body.graph)) return true;
    }
  }
  return false;
}

StatusOr<size_t> ExpandUnclaimed(Graph& graph, const absl::flat_hash_set<const Node*>& wanted, const Logger& logger) {
  size_t expanded = 0;
  const size_t bound = graph.node_bound();   // new nodes wait for the next call
  for (size_t i = 0; i < bound; ++i) {
    const auto id = static_cast<NodeId>(i);
    Node* node = graph.node(id);
    if (node == nullptr) continue;
    for (Body& body : node->bodies) {
      BERTH_ASSIGN_OR_RETURN(size_t inside, ExpandUnclaimed(*body.graph, wanted, logger));
      expanded += inside;
    }
    if (wanted.contains(node) || !IsOpen(graph, *node)) continue;
    const std::string label = node->Label(graph), op_type = node->op_type;
    BERTH_ASSIGN_OR_RETURN(auto made, ExpandNode(graph, id, logger));
    if (!made) continue;
    ++expanded;
    BERTH_LOG(logger, kInfo, "plan") << "node \"" << label << "\" (" << op_type << "): claimed by no EP and no CPU kernel: "
                                     << made->size() << " nodes of its function's body put in its place";
  }
  return expanded;
}

}  // namespace berth
