// Nodes that onnx's inference does not come back from.
#pragma once

#include "graph/graph.h"

namespace berth {

// ORT_INVALID_GRAPH for a node on which the inference of onnx 1.23 loops for ever or reads what is not there:
//   Split      another number of outputs in its attribute than it has
//   Einsum     a term of the inputs holds something else than letters, blanks and one ellipsis
//   GatherND   a number of batch dimensions that is negative, or overflows with the length of an index
//   LayerNormalization, RMSNormalization   an axis that the input does not have
Status CheckInferenceIsSafe(const Graph& graph, const Node& node);

}  // namespace berth
