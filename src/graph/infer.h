// Type and shape inference of one graph level and its bodies by onnx's own functions.
#pragma once

#include "base/log.h"
#include "graph/graph.h"

namespace berth {

// Writes inferred types into values without one, and fills in dims that were open. Known values of shape-like inputs
// (initializers, and what onnx's data propagation says) are used.
// `strict`: a contradiction with a declared type is ORT_FAIL; else it is logged and the inferred type wins where the
// element type agrees. A contradiction of element types is always ORT_INVALID_GRAPH naming the node.
Status InferTypes(Graph& graph, bool strict, const Logger& logger);

}  // namespace berth
