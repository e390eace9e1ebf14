// Putting other nodes in place of those that nobody runs: the body of their function, or what they are in a newer opset.
#pragma once

#include "absl/container/flat_hash_set.h"
#include "base/log.h"
#include "graph/graph.h"

namespace berth {

// Whether the node can run on the CPU as it is.
bool HasCpuKernel(const Graph& graph, const Node& node);

// Whether there is a node that no EP has, that has no CPU kernel and that may have a body, here or in the bodies of nodes.
bool MayExpand(const Graph& graph);

// Replaces every such node that is not in `wanted`. One level: what comes out of a body stays as it is. Gives the number of nodes replaced.
// Errors: of a body that is no legal graph; the graph is then half rewritten and must be thrown away.
StatusOr<size_t> ExpandUnclaimed(Graph& graph, const absl::flat_hash_set<const Node*>& wanted, const Logger& logger);

}  // namespace berth
