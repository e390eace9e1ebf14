// Holding one node against its operator's schema.
#pragma once

#include "graph/model.h"

namespace berth {

// Sets the schema and since_version that the node's opset imports give, or else the function of the model that has the name.
// ORT_INVALID_GRAPH: no import for the domain, or no such operator.
Status FindOperator(Node& node, std::string_view overload, const Graph& graph);

// ORT_INVALID_GRAPH: counts of inputs and outputs, a required input left out, attributes that are unknown, of another type,
// or missing. A call of a function of the model may leave out what it wants, and attributes that it does not know are ignored.
Status CheckNode(const Node& node, const Graph& graph);

// Adds the schema's (or the function's) default of each attribute that the node leaves out, and sorts the attributes by name.
void FillDefaults(Node& node);

}  // namespace berth
