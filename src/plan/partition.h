// Asking the EPs for nodes, and giving them what they get.
//
// EPs are asked in order of priority, each for nested bodies before the graph around them; what one has taken the next
// sees as taken. The CPU stands at its place among them when it was asked for by name. Groups that stand are compiled and replaced by one node each. A node that nobody takes and that the CPU has
// no kernel for is replaced by the body of its function, if it has one, and all EPs are asked again. What is left belongs to
// the CPU. In a model with functions of its own the EPs are asked once more before, only to learn which of its nodes to keep:
// so an EP may take a whole function, and sees the nodes of all others in one picture.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ep/instance.h"
#include "graph/model.h"
#include "graph/view.h"
#include "plan/assignment.h"

namespace berth {

struct PartitionOptions {
  bool strict = false;              // berth.ep_strict: a broken answer of an EP fails the session
  bool disable_compile = false;     // session.disable_model_compile
  bool disable_cpu_fallback = false;  // session.disable_cpu_ep_fallback
  size_t eps_before_cpu = SIZE_MAX;   // how many EPs are asked before the CPU takes what it has kernels for
  bool early_inlining = true;       // session.disable_aot_function_inlining=0: the question before
  bool records_assignment = true;   // session.record_ep_graph_assignment_info: who gets which nodes is written down
};

// A node that stands for a group that an EP compiled.
struct FusedNode {
  EpInstance* ep;
  OrtNodeComputeInfo* info;         // the EP instance's
  FusedNodeView view;               // what the EP may keep pointing to
  std::unique_ptr<OrtNode> context; // the EPContext node that stands for it in a compiled model; null: none
};

// A node that an EP claimed alone.
struct RegisteredNode {
  EpInstance* ep;
  const OrtKernelRegistry::Entry* entry;   // of the EP instance's registry
};

struct PartitionResult {
  absl::flat_hash_map<const Node*, FusedNode> fused;   // by the new node of the graph
  absl::flat_hash_map<const Node*, EpInstance*> single; // nodes that an EP runs with a custom operator's kernel
  absl::flat_hash_map<const Node*, RegisteredNode> registered;
  std::vector<std::unique_ptr<OrtEpAssignedSubgraph>> assignment;   // empty when it is not recorded
  std::vector<std::unique_ptr<Node>> swallowed;         // nodes that went into a group together with a fused node in a body
};

// Rewrites the model's graph. Errors: the EP's code from Compile; ORT_EP_FAIL for a broken answer under `strict`;
// ORT_NOT_IMPLEMENTED for a single node that the EP has no kernel for; ORT_MODEL_REQUIRES_COMPILATION; ORT_FAIL when nodes
// are left to the CPU under `disable_cpu_fallback`. After an error the graph is half rewritten and must be thrown away.
StatusOr<PartitionResult> Partition(Model& model, std::span<const std::unique_ptr<EpInstance>> eps,
                                    const PartitionOptions& options, const Logger& logger);

}  // namespace berth
