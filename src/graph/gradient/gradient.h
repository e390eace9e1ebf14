// Gradient of ai.onnx.preview.training: ordinary nodes that compute it are put in its place when a model is loaded.
//
// The node names tensors of its graph: `y`, computed from `xs` and `zs`. What lies between them is differentiated in reverse
// mode, each operator by its rule (rules.h), operators without a rule by the body of their function, which then stands in the
// graph in their place. Inputs of the node that are other values than those of `xs` and `zs` are where the gradient is taken:
// the nodes in between are then there twice. For a `y` of several elements it is the gradient of their sum. The nodes that are
// made have rules too, so that `y` may depend on another Gradient.
#pragma once

#include "base/log.h"
#include "graph/graph.h"

namespace berth {

// For all Gradient nodes of a graph whose types are known, of its bodies and of the model's functions that it calls.
// Errors: ORT_INVALID_GRAPH for names that the graph does not have, counts that differ, or tensors that are no floats;
// ORT_NOT_IMPLEMENTED, naming node and operator, where something in between has no rule; ORT_FAIL when more than
// kMaxGradientNodes would be made. The graph is then half rewritten and must be thrown away.
Status ReplaceGradients(Graph& graph, const Logger& logger);

// Nodes that the gradients of one graph may come to: each level of gradients of gradients multiplies them.
inline constexpr size_t kMaxGradientNodes = 1 << 17;

inline constexpr char kTrainingDomain[] = "ai.onnx.preview.training";

inline bool IsGradient(const Node& node) { return node.op_type == "Gradient" && node.domain == kTrainingDomain; }

}  // namespace berth
