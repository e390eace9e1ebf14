// Where a set of nodes meets the rest of its graph.
#pragma once

#include <span>
#include <vector>

#include "graph/graph.h"

namespace berth {

// Values that come from outside in order of first use (implicit uses included; constant initializers only if asked for), and
// values that are used outside or are graph outputs.
struct Boundary {
  std::vector<ValueId> inputs;
  std::vector<ValueId> outputs;
};
Boundary BoundaryOf(const Graph& graph, std::span<const NodeId> nodes, bool constants);

// The nodes so that producers come first; among ready ones the lower id. Linear in the nodes and their values, not in the
// graph. ORT_FAIL when they form a cycle among themselves.
StatusOr<std::vector<NodeId>> OrderOf(const Graph& graph, std::span<const NodeId> nodes);

}  // namespace berth
