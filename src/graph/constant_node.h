// Constant nodes become initializers, so that nobody has to run them and EPs see their values.
#pragma once

#include "graph/graph.h"

namespace berth {

inline bool IsConstantNode(const Node& node) {
  return node.op_type == "Constant" && node.domain.empty() && node.schema != nullptr;
}

// The tensor that a Constant node makes, moved out of the first attribute that is a value: others are ignored. ORT_FAIL when
// there is none, or not one output.
StatusOr<onnx::TensorProto> TakeConstant(Node& node, const Graph& graph);

}  // namespace berth
