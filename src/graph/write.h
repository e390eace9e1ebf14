// From a Model back to ONNX's messages.
#pragma once

#include "absl/functional/function_ref.h"
#include "graph/model.h"

namespace berth {

// What to write in place of things of the graph.
struct WriteRules {
  // The message for a node; null: the node as it is.
  absl::FunctionRef<StatusOr<const onnx::NodeProto*>(const Node&)> node;
  // Puts the numbers of an initializer, or where they are, into a message that has its name, type and dims.
  absl::FunctionRef<Status(const Value&, onnx::TensorProto&)> weight;
};

// The whole model, without functions: initializers that nobody names are left out. Errors: those of the rules;
// ORT_NOT_IMPLEMENTED for a node of another version of an operator than the model imports, which came out of a function's body,
// and for a call of a function.
StatusOr<onnx::ModelProto> WriteModel(const Model& model, const WriteRules& rules);

// Puts the numbers of `value` into the message.
Status EmbedWeight(const Value& value, onnx::TensorProto& tensor);

}  // namespace berth
