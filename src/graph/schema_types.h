// Types of outputs that follow from a schema alone.
#pragma once

#include <vector>

#include "graph/graph.h"

namespace berth {

// Fills in the types (of tensors: the element types) that an operator's own inference has left open in `outputs`: an output has
// the one type that its schema allows, or the type of an input that shares its type parameter. Old versions of many operators
// have no inference. What the schema leaves open too stays open.
void FillTypesFromSchema(const Graph& graph, const Node& node, std::vector<onnx::TypeProto>& outputs);

}  // namespace berth
