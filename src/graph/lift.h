// Nodes of an old opset, put in the operators of a newer one.
//
// onnx's version converter does it, one node at a time. It reads onnx's global registry, which is filled at the first call:
// some 20 ms and 7 MB that only models pay which need it.
#pragma once

#include "graph/function_body.h"

namespace berth {

// The newer opsets in which the node's operator changed, oldest first; none for operators of other domains and for nodes with
// bodies, which are not converted.
std::vector<int> LaterOpsets(const Node& node);

// What the node is under `opset`, as a body to put in its place (Instantiate). Nothing when onnx cannot say; the reason goes to
// the log as verbose.
std::optional<FunctionBody> LiftedBody(const Graph& graph, const Node& node, int opset, const Logger& logger);

}  // namespace berth
