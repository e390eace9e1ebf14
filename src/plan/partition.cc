#include "plan/partition.h"

#include <algorithm>

#include "ep/guard.h"
#include "graph/custom_op.h"
#include "plan/claims.h"
#include "plan/expand.h"
#include "plan/fuse.h"
#include "plan/layout.h"

namespace berth {
namespace {

class Partitioner {
 public:
  Partitioner(Model& model, const PartitionOptions& options, const Logger& logger)
      : model_(model), options_(options), logger_(logger) {}

  StatusOr<PartitionResult> Run(std::span<const std::unique_ptr<EpInstance>> eps) {
    if (options_.early_inlining && !model_.functions.empty()) BERTH_RETURN_IF_ERROR(InlineEarly(eps));
    std::vector<FuseNames> names;
    for (const auto& ep : eps) names.emplace_back(*ep, model_);
    size_t expanded = 0;
    do {
      for (size_t i = 0; i < eps.size(); ++i) {
        if (i == options_.eps_before_cpu) TakeForCpu(model_.graph());
        BERTH_RETURN_IF_ERROR(AskLevel(*eps[i], model_.graph(), names[i]));
      }
      BERTH_ASSIGN_OR_RETURN(expanded, ExpandUnclaimed(model_.graph(), {}, logger_));
    } while (expanded > 0);
    BERTH_RETURN_IF_ERROR(LeaveToCpu(model_.graph()));
    // In the model's order, whoever asked first.
    std::stable_sort(assigned_.begin(), assigned_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [first_node, subgraph] : assigned_) result_.assignment.push_back(std::move(subgraph));
    return std::move(result_);
  }

 private:
  // Until nothing is left that no EP wants as it is.
  Status InlineEarly(std::span<const std::unique_ptr<EpInstance>> eps) {
    size_t expanded = 1;
    while (expanded > 0 && MayExpand(model_.graph())) {
      absl::flat_hash_set<const Node*> wanted;
      for (const auto& ep : eps) BERTH_RETURN_IF_ERROR(AskOnly(*ep, model_.graph(), wanted));
      BERTH_ASSIGN_OR_RETURN(expanded, ExpandUnclaimed(model_.graph(), wanted, logger_));
    }
    return Ok();
  }

  // What the EP would take of a level and its bodies.
  Status AskOnly(EpInstance& ep, Graph& graph, absl::flat_hash_set<const Node*>& wanted) {
    for (size_t id = 0; id < graph.node_bound(); ++id) {
      Node* node = graph.node(static_cast<NodeId>(id));
      if (node == nullptr) continue;
      for (Body& body : node->bodies) BERTH_RETURN_IF_ERROR(AskOnly(ep, *body.graph, wanted));
    }
    if (graph.node_count() == 0) return Ok();
    BERTH_ASSIGN_OR_RETURN(std::vector<ClaimGroup> claims, AskCapability(ep, graph));
    for (const ClaimGroup& group : claims) {
      for (NodeId id : group.nodes) wanted.insert(graph.node(id));
    }
    return Ok();
  }

  // Bodies first: a node around them may then be taken with what is in them.
  Status AskLevel(EpInstance& ep, Graph& graph, FuseNames& names) {
    for (size_t id = 0; id < graph.node_bound(); ++id) {
      Node* node = graph.node(static_cast<NodeId>(id));
      if (node == nullptr) continue;
      for (Body& body : node->bodies) BERTH_RETURN_IF_ERROR(AskLevel(ep, *body.graph, names));
    }
    if (graph.node_count() == 0) return Ok();
    BERTH_ASSIGN_OR_RETURN(std::vector<ClaimGroup> claims, AskCapability(ep, graph));
    if (claims.empty()) return Ok();
    BERTH_ASSIGN_OR_RETURN(const size_t converted, ConvertLayout(ep, graph, claims));
    if (converted > 0) { BERTH_ASSIGN_OR_RETURN(claims, AskCapability(ep, graph)); }
    ResolvedClaims resolved = ResolveClaims(graph, std::move(claims), ep.name());
    BERTH_RETURN_IF_ERROR(Report(ep, graph, resolved.dropped));
    for (const ClaimGroup& group : resolved.kept) BERTH_RETURN_IF_ERROR(Assign(ep, graph, group));
    if (converted > 0) BERTH_RETURN_IF_ERROR(CheckConverted(ep, graph));
    std::erase_if(resolved.kept, [](const ClaimGroup& group) { return !group.fuse; });
    return FuseGroups(ep, graph, std::move(resolved.kept), names, options_.disable_compile, result_);
  }

  // Nobody else has kernels for what was converted for an EP.
  Status CheckConverted(const EpInstance& ep, const Graph& graph) const {
    for (size_t id = 0; id < graph.node_bound(); ++id) {
      const Node* node = graph.node(static_cast<NodeId>(id));
      if (node == nullptr || node->domain != kNhwcDomain || !node->ep.empty()) continue;
      return Error(ORT_FAIL, Broken("EPC-032", ep.name(), "GetCapability"),
                   ": node \"", node->Label(graph), "\" (", node->op_type,
                   "): claimed before it was converted to NHWC, which the EP prefers, and not any more");
    }
    return Ok();
  }

  StatusOr<std::vector<ClaimGroup>> AskCapability(EpInstance& ep, Graph& graph) {
    BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtGraph> view, MakeGraphView(graph));
    OrtEpGraphSupportInfo info(*view, ep);
    Status status = ep.GetCapability(*view, info);
    if (!status.ok()) {
      if (options_.strict) return Status(ORT_EP_FAIL, std::string(status.message()));
      BERTH_LOG(logger_, kWarning, "plan") << status.message() << "; it gets no node of this graph";
      return std::vector<ClaimGroup>();
    }
    return std::move(info.groups);
  }

  Status Report(const EpInstance& ep, const Graph& graph, const std::vector<DroppedGroup>& dropped) {
    for (const DroppedGroup& drop : dropped) {
      std::string text = absl::StrCat(Broken(drop.rule, ep.name(), "GetCapability"), ": group ", drop.group, ": ", drop.reason);
      if (options_.strict) return Status(ORT_EP_FAIL, std::move(text));
      BERTH_LOG(logger_, kWarning, "plan") << text << "; the group is dropped";
      for (NodeId id : drop.nodes) {
        const Node& node = *graph.node(id);
        BERTH_LOG(logger_, kInfo, "plan") << "node \"" << node.Label(graph) << "\" (" << node.op_type << "): " << ep.name()
                                          << ": claimed, but the group is dropped: [" << drop.rule << "] " << drop.reason;
      }
    }
    return Ok();
  }

  Status Assign(EpInstance& ep, Graph& graph, const ClaimGroup& group) {
    for (NodeId id : group.nodes) {
      Node& node = *graph.node(id);
      if (!group.fuse) {
        const CustomOps* custom = graph.model().custom_ops.get();
        if (const auto* entry = FindRegistered(ep.kernel_registry(), ep.name(), graph, node)) {
          result_.registered.emplace(&node, RegisteredNode{&ep, entry});
        } else if (custom != nullptr && custom->Find(graph, node, ep.name()) != nullptr) {
          result_.single.emplace(&node, &ep);
        } else {
          return Error(ORT_NOT_IMPLEMENTED, Broken("EPC-017", ep.name(), "GetCapability"), ": node \"", node.Label(graph),
                       "\": claimed as a single node of operator ", node.op_type, ": Failed to find kernel in the EP's registry");
        }
      }
      node.ep = ep.name();
      BERTH_LOG(logger_, kInfo, "plan") << "node \"" << node.Label(graph) << "\" (" << node.op_type << "): "
                                        << ep.name() << ": claimed, "
                                        << (group.fuse ? absl::StrCat("one of a group of ", group.nodes.size()) : "alone");
    }
    Record(ep.name(), graph, group.nodes);
    return Ok();
  }

  Status LeaveToCpu(Graph& graph) {
    for (size_t id = 0; id < graph.node_bound(); ++id) {
      Node* node = graph.node(static_cast<NodeId>(id));
      if (node == nullptr) continue;
      for (Body& body : node->bodies) BERTH_RETURN_IF_ERROR(LeaveToCpu(*body.graph));
      if (!node->ep.empty()) continue;
      if (options_.disable_cpu_fallback && graph.parent() == nullptr) {
        return Error(ORT_FAIL, "Session: node \"", node->Label(graph), "\" (", node->op_type,
                     "): no EP claimed it, and session.disable_cpu_ep_fallback=1: fallback to the CPU is disabled");
      }
      GiveToCpu(graph, *node, "claimed by no EP");
    }
    return Ok();
  }

  void TakeForCpu(Graph& graph) {
    for (size_t id = 0; id < graph.node_bound(); ++id) {
      Node* node = graph.node(static_cast<NodeId>(id));
      if (node == nullptr) continue;
      for (Body& body : node->bodies) TakeForCpu(*body.graph);
      if (node->ep.empty() && HasCpuKernel(graph, *node)) GiveToCpu(graph, *node, "asked for before the EPs that follow");
    }
  }

  void GiveToCpu(const Graph& graph, Node& node, const char* reason) {
    node.ep = kCpuEpName;
    Record(node.ep, graph, {&node.id, 1});
    BERTH_LOG(logger_, kInfo, "plan") << "node \"" << node.Label(graph) << "\" (" << node.op_type << "): " << node.ep << ": "
                                      << reason;
  }

  void Record(const std::string& ep, const Graph& graph, std::span<const NodeId> nodes) {
    if (!options_.records_assignment) return;
    auto subgraph = std::make_unique<OrtEpAssignedSubgraph>();
    subgraph->ep_name = ep;
    for (NodeId id : nodes) {
      const Node& node = *graph.node(id);
      subgraph->Add(node.name, node.domain, node.op_type);
    }
    assigned_.emplace_back(*std::min_element(nodes.begin(), nodes.end()), std::move(subgraph));
  }

  Model& model_;
  const PartitionOptions& options_;
  const Logger& logger_;
  PartitionResult result_;
  std::vector<std::pair<NodeId, std::unique_ptr<OrtEpAssignedSubgraph>>> assigned_;   // by first node
};

}  // namespace

StatusOr<PartitionResult> Partition(Model& model, std::span<const std::unique_ptr<EpInstance>> eps,
                                    const PartitionOptions& options, const Logger& logger) {
  return Partitioner(model, options, logger).Run(eps);
}

}  // namespace berth
