// Type and shape inference of one graph level and its bodies by onnx's own functions.
#pragma once

#include "base/log.h"
#include "graph/graph.h"

namespace berth {

// Writes inferred types into values without one, and fills in dims that were open. Known values of shape-like inputs
// (initializers, and what onnx's data propagation says) are used.
// `strict`: a contradiction with a declared shape is ORT_FAIL; else it is logged and the inferred shape wins where the
// element type agrees. A contradiction of element types is always ORT_FAIL naming the node; an input type that the operator
// does not take is ORT_INVALID_GRAPH.
Status InferTypes(Graph& graph, bool strict, const Logger& logger);

// The same for some nodes of a level that was inferred before, in their order of data. Not strict.
Status InferNodes(Graph& graph, std::span<const NodeId> nodes, const Logger& logger);

}  // namespace berth
