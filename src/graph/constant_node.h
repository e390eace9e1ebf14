// Constant nodes become initializers, so that nobody has to run them and EPs see their values.
#pragma once

#include "graph/graph.h"

namespace berth {

inline bool IsConstantNode(const Node& node) {
  return node.op_type == "Constant" && node.domain.empty() && node.schema != nullptr;
}

// The tensor that a Constant node makes, moved out of its attributes. ORT_INVALID_GRAPH when it does not have exactly one.
StatusOr<onnx::TensorProto> TakeConstant(Node& node, const Graph& graph);

}  // namespace berth
