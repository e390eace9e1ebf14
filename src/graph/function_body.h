// Operators that are made of others: functions of the model, and operators whose schema comes with a body.
//
// A body is always read under the opset that it is written for, so that its nodes mean what its author meant; nodes of one
// graph may therefore have been read under different imports (Node::imports). Bodies come from onnx's schemas without its
// check of versions, which reads onnx's global registry: that one stays empty.
#pragma once

#include <optional>
#include <vector>

#include "base/log.h"
#include "graph/model.h"

namespace berth {

struct FunctionBody {
  onnx::FunctionProto proto;
  const OpsetImports* imports;    // of the body; live as long as the model
};

// Whether BodyOf may give something: for operators whose body depends on the node, it may still say no.
bool MayHaveBody(const Node& node);

// The body of the function that the node calls, or that defines its operator for its opset and types. Nothing when there is
// none: the opset is older than every body of the operator, or types are not known or not those that a body is for.
// ORT_FAIL when onnx cannot build the body.
StatusOr<std::optional<FunctionBody>> BodyOf(const Graph& graph, const Node& node);

// Puts the nodes of `body` into `graph` in place of `call`, which was removed from it: inputs and outputs are those of the
// call, references to attributes are bound to its attributes, whatever the body defines gets a new name that starts with the
// call's. Gives the new nodes; their outputs have no types yet (infer.h).
// Errors: as for a graph of the model; ORT_FAIL for a call with more inputs or outputs than the function has;
// ORT_INVALID_ARGUMENT for an output that the body does not make.
StatusOr<std::vector<NodeId>> Instantiate(FunctionBody body, const Node& call, Graph& graph);

// Replaces a node by its body, types inferred; nested calls stay calls. Gives the new nodes, or nothing (and leaves the graph
// as it is) when the node has no body. After an error the graph is half rewritten and must be thrown away.
StatusOr<std::optional<std::vector<NodeId>>> ExpandNode(Graph& graph, NodeId id, const Logger& logger);

}  // namespace berth
