#include "plan/fuse.h"

#include <algorithm>

#include "plan/partition.h"

namespace berth {
namespace {

// A group on its way to become a node.
struct Pending {
  ClaimGroup group;
  std::unique_ptr<Node> node;
  std::unique_ptr<OrtGraph> graph;
  FusedNodeView view;
};

Status CheckMayCompile(const EpInstance& ep, const Graph& graph, const ClaimGroup& group) {
  for (NodeId id : group.nodes) {
    const Node& node = *graph.node(id);
    if (node.op_type != "EPContext") {
      return Error(ORT_MODEL_REQUIRES_COMPILATION, "Session: node \"", node.Label(graph), "\" (", node.op_type, "): EP \"",
                   ep.name(), "\" would have to compile it, and session.disable_model_compile=1");
    }
  }
  return Ok();
}

StatusOr<Pending> Prepare(const EpInstance& ep, Graph& graph, ClaimGroup group, FuseNames& names) {
  Pending pending;
  for (NodeId id : group.nodes) graph.node(id)->ep.clear();   // it is the fused node that the EP has
  Boundary boundary = BoundaryOf(graph, group.nodes, !group.drop_constant_initializers);
  pending.node = std::make_unique<Node>();
  pending.node->op_type = names.NextMetadef();
  pending.node->name = names.NodeName(pending.node->op_type);
  pending.node->domain = ep.name();
  pending.node->since_version = 1;
  pending.node->ep = ep.name();
  BERTH_ASSIGN_OR_RETURN(pending.graph, MakeSubgraphView(graph, group.nodes, pending.node->op_type, boundary.inputs,
                                                         boundary.outputs));
  pending.node->inputs = std::move(boundary.inputs);
  pending.node->outputs = std::move(boundary.outputs);
  pending.view = MakeFusedNodeView(graph, *pending.node);
  pending.group = std::move(group);
  return pending;
}

// Whether an EP may hold on to what stands for a fused node in one of the node's bodies.
bool HoldsFused(const Node& node, const PartitionResult& result) {
  for (const Body& body : node.bodies) {
    for (size_t id = 0; id < body.graph->node_bound(); ++id) {
      const Node* inner = body.graph->node(static_cast<NodeId>(id));
      if (inner != nullptr && (result.fused.contains(inner) || HoldsFused(*inner, result))) return true;
    }
  }
  return false;
}

// A value that all of them use is gone through once, not once for each.
void RemoveNodes(Graph& graph, std::span<const NodeId> ids, PartitionResult& result) {
  std::vector<bool> is_going(graph.node_bound(), false), is_seen(graph.value_bound(), false);
  for (NodeId id : ids) is_going[static_cast<size_t>(id)] = true;
  auto forget = [&](auto& inputs) {
    for (ValueId id : inputs) {
      if (id == kNone || is_seen[static_cast<size_t>(id)]) continue;
      is_seen[static_cast<size_t>(id)] = true;
      auto& uses = graph.value(id).uses;
      const auto goes = [&](const Use& use) { return is_going[static_cast<size_t>(use.node)]; };
      uses.erase(std::remove_if(uses.begin(), uses.end(), goes), uses.end());
    }
    inputs.clear();
  };
  for (NodeId id : ids) {
    forget(graph.node(id)->inputs);
    forget(graph.node(id)->implicit_inputs);
    std::unique_ptr<Node> gone = graph.RemoveNode(id);
    if (HoldsFused(*gone, result)) result.swallowed.push_back(std::move(gone));
  }
}

}  // namespace

FuseNames::FuseNames(const EpInstance& ep, const Model& model) : ep_(ep.name()), hash_(model.content_hash) {}

std::string FuseNames::NextMetadef() { return absl::StrCat(ep_, "_", hash_, "_", next_metadef_++); }

std::string FuseNames::NodeName(const std::string& metadef) { return absl::StrCat(ep_, "_", metadef, "_", next_node_++); }

Status FuseGroups(EpInstance& ep, Graph& graph, std::vector<ClaimGroup> groups, FuseNames& names, bool disable_compile,
                  PartitionResult& result) {
  if (groups.empty()) return Ok();
  std::vector<Pending> pending;
  std::vector<const OrtGraph*> graphs;
  std::vector<const OrtNode*> nodes;
  pending.reserve(groups.size());
  for (ClaimGroup& group : groups) {
    if (disable_compile) BERTH_RETURN_IF_ERROR(CheckMayCompile(ep, graph, group));
    BERTH_ASSIGN_OR_RETURN(Pending one, Prepare(ep, graph, std::move(group), names));
    graphs.push_back(one.graph.get());
    nodes.push_back(one.view.node.get());
    pending.push_back(std::move(one));
  }
  BERTH_ASSIGN_OR_RETURN(std::vector<EpInstance::Compiled> compiled, ep.Compile(graphs, nodes));
  std::vector<NodeId> going;
  for (Pending& one : pending) {
    one.graph.reset();   // the view borrows nodes that go now
    going.insert(going.end(), one.group.nodes.begin(), one.group.nodes.end());
  }
  RemoveNodes(graph, going, result);
  for (size_t i = 0; i < pending.size(); ++i) {
    Node& node = graph.AddNode(std::move(pending[i].node));
    result.fused.emplace(&node, FusedNode{&ep, compiled[i].info, std::move(pending[i].view), std::move(compiled[i].context)});
  }
  return Ok();
}

}  // namespace berth
