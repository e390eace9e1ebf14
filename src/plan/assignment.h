// Which EP got which nodes of the model as it was before fusing: what Session_GetEpGraphAssignmentInfo tells.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <onnxruntime_c_api.h>

#include "base/handle.h"

struct OrtEpAssignedNode : berth::Tagged<berth::HandleKind::kAssignedNode> {
  std::string name;
  std::string domain;      // "" for ai.onnx
  std::string op_type;
};

// One claimed group, or one node that went to the CPU.
struct OrtEpAssignedSubgraph : berth::Tagged<berth::HandleKind::kAssignedSubgraph> {
  void Add(std::string name, std::string domain, std::string op_type) {
    auto node = std::make_unique<OrtEpAssignedNode>();
    node->name = std::move(name);
    node->domain = std::move(domain);
    node->op_type = std::move(op_type);
    node_pointers.push_back(node.get());
    nodes.push_back(std::move(node));
  }
  std::string ep_name;
  std::vector<std::unique_ptr<OrtEpAssignedNode>> nodes;
  std::vector<const OrtEpAssignedNode*> node_pointers;   // the same, as the ABI hands them out
};
