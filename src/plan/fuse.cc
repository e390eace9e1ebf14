#include "plan/fuse.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
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

StatusOr<Pending> Prepare(const EpInstance& ep, const Graph& graph, ClaimGroup group, FuseNames& names) {
  Pending pending;
  Boundary boundary = BoundaryOf(graph, group.nodes, !group.drop_constant_initializers);
  pending.node = std::make_unique<Node>();
  pending.node->op_type = names.NextMetadef();
  pending.node->name = names.NodeName(pending.node->op_type);
  pending.node->domain = ep.name();
  pending.node->since_version = 1;
  pending.node->ep = ep.name();
  pending.node->inputs = boundary.inputs;
  pending.node->outputs = boundary.outputs;
  BERTH_ASSIGN_OR_RETURN(pending.graph, MakeSubgraphView(graph, group.nodes, pending.node->op_type, boundary.inputs,
                                                         boundary.outputs));
  pending.view = MakeFusedNodeView(graph, *pending.node);
  pending.group = std::move(group);
  return pending;
}

// A value that all of them use is gone through once, not once for each.
void RemoveNodes(Graph& graph, std::span<const NodeId> ids) {
  const absl::flat_hash_set<NodeId> going(ids.begin(), ids.end());
  absl::flat_hash_set<ValueId> seen;
  auto forget = [&](std::vector<ValueId>& inputs) {
    for (ValueId id : inputs) {
      if (id == kNone || !seen.insert(id).second) continue;
      auto& uses = graph.value(id).uses;
      uses.erase(std::remove_if(uses.begin(), uses.end(), [&](const Use& use) { return going.contains(use.node); }), uses.end());
    }
    inputs.clear();
  };
  for (NodeId id : ids) {
    forget(graph.node(id)->inputs);
    forget(graph.node(id)->implicit_inputs);
    graph.RemoveNode(id);
  }
}

}  // namespace

FuseNames::FuseNames(const EpInstance& ep, const Model& model) : ep_(ep.name()), hash_(model.content_hash) {}

std::string FuseNames::NextMetadef() { return absl::StrCat(ep_, "_", hash_, "_", next_metadef_++); }

std::string FuseNames::NodeName(const std::string& metadef) { return absl::StrCat(ep_, "_", metadef, "_", next_node_++); }

Status FuseGroups(EpInstance& ep, Graph& graph, std::vector<ClaimGroup> groups, FuseNames& names, bool disable_compile,
                  absl::flat_hash_map<const Node*, FusedNode>& fused) {
  if (groups.empty()) return Ok();
  std::vector<Pending> pending;
  std::vector<const OrtGraph*> graphs;
  std::vector<const OrtNode*> nodes;
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
  RemoveNodes(graph, going);
  for (size_t i = 0; i < pending.size(); ++i) {
    Node& node = graph.AddNode(std::move(pending[i].node));
    fused.emplace(&node, FusedNode{&ep, compiled[i].info, std::move(pending[i].view), std::move(compiled[i].context)});
  }
  return Ok();
}

}  // namespace berth
