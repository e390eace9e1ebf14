// Reading the nodes of one graph level: names to numbers, operators found and checked, defaults filled in.
#pragma once

#include "absl/container/flat_hash_set.h"
#include "graph/names.h"

namespace berth {

// What nodes are read under.
struct NodeSource {
  const OpsetImports* imports;       // live as long as the model
  const Node* call = nullptr;        // of the function that the nodes belong to; null for nodes of the model's graphs
};

class NodeReader {
 public:
  NodeReader(Names& names, const NodeSource& source) : names_(names), graph_(names.graph()), source_(source) {}

  // All at once and before Read, so that nodes may stand in any order. ORT_FAIL for a name that is taken, ORT_INVALID_GRAPH for
  // one that is taken by a graph around.
  Status DeclareOutputs(const google::protobuf::RepeatedPtrField<onnx::NodeProto>& nodes);

  // Allows DeclareOutputs one definition of a value whose name is known: an output of a function's call.
  void Open(ValueId output) { open_outputs_.insert(output); }
  // What was opened and is not defined.
  const absl::flat_hash_set<ValueId>& open_outputs() const { return open_outputs_; }

  // Adds a node, whose parts are moved out of `proto`; kNone for a Constant, which becomes an initializer. In the order in which
  // DeclareOutputs saw them.
  // Errors: ORT_INVALID_ARGUMENT (in bodies ORT_INVALID_GRAPH) for an input that nothing defines; ORT_FAIL for a node name that
  // another one has; ORT_INVALID_GRAPH from node_checks.h.
  StatusOr<NodeId> Read(onnx::NodeProto& proto);

 private:
  Status NameNode(onnx::NodeProto& proto, Node& node);
  // Attributes of Gradient name tensors: those of a function's body have other names in the graph.
  void RenameTensors(Node& node);
  Status ReadSlots(const onnx::NodeProto& proto, Node& node);
  Status ReadAttribute(onnx::AttributeProto& attribute, Node& node);
  Status ReadBody(onnx::AttributeProto& attribute, Node& node);

  Names& names_;
  Graph& graph_;
  const NodeSource source_;
  absl::flat_hash_set<ValueId> open_outputs_;
  absl::flat_hash_set<std::string> node_names_;
  std::vector<ValueId> declared_;   // outputs, in order
  size_t next_declared_ = 0;        // of the next node
};

// A name that is defined twice; `what` is the second definition.
Status DuplicateName(const Graph& graph, std::string_view name, std::string_view what);

// Makes `value` a constant, or the default of an input; the tensor is moved. The last one of several stands. `raw`: its bytes in the mapped file, or empty.
// ORT_FAIL when the value is declared with another type.
Status SetInitializer(onnx::TensorProto& tensor, std::span<const std::byte> raw, Value& value, Graph& graph);

// Reads the graph of an attribute, or the main one, into the graph of `names`.
Status ReadGraph(onnx::GraphProto& proto, std::span<const std::span<const std::byte>> raw, Names& names,
                 const NodeSource& source);

}  // namespace berth
