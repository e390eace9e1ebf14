// Nodes that onnx's inference does not come back from.
#pragma once

#include "graph/graph.h"

namespace berth {

// ORT_INVALID_GRAPH for a node on which the inference of onnx 1.23 loops for ever: an Einsum whose inputs' terms hold something
// else than letters, blanks and one ellipsis each.
Status CheckInferenceEnds(const Graph& graph, const Node& node);

}  // namespace berth
