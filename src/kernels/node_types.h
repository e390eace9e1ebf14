// The element types that a node binds to the type parameters of its schema.
#pragma once

#include "graph/graph.h"

namespace berth {

// The element type of parameter `param` ("T") at this node, or UNDEFINED when no slot tells or the node has no schema.
ElementType BoundType(const Graph& graph, const Node& node, std::string_view param);

}  // namespace berth
