#include "plan/support_info.h"

#include "absl/container/flat_hash_set.h"
#include "ep/guard.h"
#include "ep/slots.h"

using berth::Status;
using berth::StatusOr;

StatusOr<berth::NodeId> OrtEpGraphSupportInfo::IdOf(const OrtNode* node) const {
  BERTH_RETURN_IF_ERROR(berth::CheckHandle(node, "node"));
  if (node->graph != &graph || node->node == nullptr) {
    return berth::InvalidArgument(berth::Broken("EPC-047", ep.name(), "GetCapability"), ": node \"", node->name(),
                                  "\": not of the graph that was shown");
  }
  return node->node->id;
}

Status OrtEpGraphSupportInfo::AddNodesToFuse(std::span<const OrtNode* const> nodes,
                                             const OrtNodeFusionOptions* options) {
  if (nodes.data() == nullptr || nodes.empty()) {
    return berth::InvalidArgument(berth::Broken("EPC-047", ep.name(), "GetCapability"),
                                  ": a group without nodes seen, at least one wanted");
  }
  berth::ClaimGroup group;
  absl::flat_hash_set<berth::NodeId> seen;
  for (const OrtNode* node : nodes) {
    BERTH_ASSIGN_OR_RETURN(berth::NodeId id, IdOf(node));
    if (!seen.insert(id).second) {
      return berth::InvalidArgument(berth::Broken("EPC-047", ep.name(), "GetCapability"), ": node \"", node->name(),
                                    "\": twice in one group");
    }
    group.nodes.push_back(id);
  }
  if (options != nullptr) group.drop_constant_initializers = options->drop_constant_initializers;
  groups.push_back(std::move(group));
  return berth::Ok();
}

Status OrtEpGraphSupportInfo::AddSingleNode(const OrtNode* node) {
  BERTH_ASSIGN_OR_RETURN(berth::NodeId id, IdOf(node));
  groups.push_back({{id}, false, false});
  return berth::Ok();
}

StatusOr<const OrtKernelDef*> OrtEpGraphSupportInfo::LookUpKernel(const OrtNode* node) const {
  BERTH_RETURN_IF_ERROR(IdOf(node).status());
  const auto* entry = berth::FindRegistered(ep.kernel_registry(), ep.name(), *graph.source, *node->node);
  return entry != nullptr ? &entry->def : nullptr;
}
