// Holding one node against its operator's schema.
#pragma once

#include "graph/model.h"

namespace berth {

// Sets schema and since_version by the model's opset imports. ORT_INVALID_GRAPH: no import for the domain, or no such
// operator.
Status FindNodeSchema(Node& node, const Graph& graph);

// ORT_INVALID_GRAPH: counts of inputs and outputs, a required input left out, attributes that are unknown, of another type,
// or missing.
Status CheckNode(const Node& node, const Graph& graph);

// Adds the schema's default of each attribute that the node leaves out, and sorts the attributes by name.
void FillDefaults(Node& node);

}  // namespace berth
