// Operators that are made of others: functions of the model, and operators whose schema comes with a body.
//
// A body is always read under the opset that it is written for, so that its nodes mean what its author meant; nodes of one
// graph may therefore have been read under different imports (Node::imports). Bodies come from onnx's schemas without its
// check of versions, which reads onnx's global registry: that one stays empty.
#pragma once

#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
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

// The same beside the graph, which stays as it is: in a graph of its own, whose values for the node's inputs point to those of
// `graph`.
struct Trial {
  std::unique_ptr<Graph> graph;
  std::vector<ValueId> outputs;   // of the trial graph, by output of the node; kNone where it leaves one out
};
StatusOr<Trial> TryOut(FunctionBody body, const Node& node, Graph& graph);

// Whether `fits` says yes to every node of the body, were it put in place of `node`. No for a body that is no legal graph.
bool AllFit(FunctionBody body, const Node& node, Graph& graph,
            absl::FunctionRef<bool(const Graph&, const Node&)> fits, const Logger& logger);

// Replaces a node by a body, types inferred; calls inside stay calls. Gives the new nodes. After an error the graph is half
// rewritten and must be thrown away.
StatusOr<std::vector<NodeId>> ReplaceNode(Graph& graph, NodeId id, FunctionBody body, const Logger& logger);

// The same with the node's own body; nothing when it has none.
StatusOr<std::optional<std::vector<NodeId>>> ExpandNode(Graph& graph, NodeId id, const Logger& logger);

}  // namespace berth
