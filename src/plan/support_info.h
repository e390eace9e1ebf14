// What an EP answers in GetCapability: groups of nodes that it wants.
#pragma once

#include <vector>

#include <onnxruntime_c_api.h>

#include "base/handle.h"
#include "ep/instance.h"
#include "graph/view.h"

namespace berth {

struct ClaimGroup {
  std::vector<NodeId> nodes;              // of the graph level that was shown, in the order the EP gave
  bool fuse = true;                       // false: AddSingleNode
  bool drop_constant_initializers = false;
};

}  // namespace berth

// Lives during one GetCapability call; filled through OrtEpApi.
struct OrtEpGraphSupportInfo : berth::Tagged<berth::HandleKind::kGraphSupportInfo> {
  OrtEpGraphSupportInfo(const OrtGraph& shown_graph, const berth::EpInstance& asked_ep)
      : graph(shown_graph), ep(asked_ep) {}

  // OrtEpApi::EpGraphSupportInfo_AddNodesToFuse. Errors: ORT_INVALID_ARGUMENT for no nodes, a null node, a node named
  // twice, a node that is not of the graph shown.
  berth::Status AddNodesToFuse(std::span<const OrtNode* const> nodes, const OrtNodeFusionOptions* options);
  // OrtEpApi::EpGraphSupportInfo_AddSingleNode.
  berth::Status AddSingleNode(const OrtNode* node);

  // OrtEpApi::EpGraphSupportInfo_LookUpKernel: the definition in the EP's registry that fits, or null.
  berth::StatusOr<const OrtKernelDef*> LookUpKernel(const OrtNode* node) const;

  const OrtGraph& graph;
  const berth::EpInstance& ep;
  std::vector<berth::ClaimGroup> groups;

 private:
  berth::StatusOr<berth::NodeId> IdOf(const OrtNode* node) const;
};
