// Adding the nodes of a gradient to a graph.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "onnx/defs/attr_proto_util.h"

namespace berth {

using Attributes = std::vector<onnx::AttributeProto>;

Status TooManyGradientNodes();

// Values made are named by a prefix. After an error, which status() tells, every function gives kNone. Types are for the caller
// to infer.
class GradientWriter {
 public:
  // `left`: nodes that may still be made, counted down.
  GradientWriter(Graph& graph, std::string prefix, size_t& left) : graph_(graph), prefix_(std::move(prefix)), left_(left) {}

  Graph& graph() const { return graph_; }
  const Status& status() const { return status_; }
  // The nodes since the last call.
  StatusOr<std::vector<NodeId>> TakeMade();

  // Of what follows: the opset of `node`, or a newer one that has what the functions below need.
  void WriteFor(const Node& node);

  // The outputs of a new node of ai.onnx.
  std::vector<ValueId> Nodes(const char* op_type, std::vector<ValueId> inputs, size_t outputs, Attributes attributes = {});
  ValueId Op(const char* op_type, std::initializer_list<ValueId> inputs, Attributes attributes = {}) {
    return Nodes(op_type, inputs, 1, std::move(attributes)).front();
  }
  // The first output of a node like `node`, with other inputs; attributes are added or replaced.
  ValueId Like(const Node& node, std::vector<ValueId> inputs, Attributes attributes = {});
  // A copy of a node without bodies, its outputs new ones.
  std::vector<ValueId> Copy(const Node& node, std::vector<ValueId> inputs);
  // Makes `output`, which has no producer, the same as `value`.
  void Into(ValueId output, ValueId value);

  ValueId Add(ValueId a, ValueId b) { return Op("Add", {a, b}); }
  ValueId Sub(ValueId a, ValueId b) { return Op("Sub", {a, b}); }
  ValueId Mul(ValueId a, ValueId b) { return Op("Mul", {a, b}); }
  ValueId Div(ValueId a, ValueId b) { return Op("Div", {a, b}); }
  ValueId Neg(ValueId a) { return Op("Neg", {a}); }
  ValueId Square(ValueId a) { return Op("Mul", {a, a}); }
  ValueId Where(ValueId condition, ValueId a, ValueId b) { return Op("Where", {condition, a, b}); }
  ValueId ShapeOf(ValueId a) { return Op("Shape", {a}); }
  ValueId Cast(ValueId a, int32_t element_type);
  ValueId ReshapeTo(ValueId a, ValueId shape);
  // With the two last axes swapped; `rank` is that of `a`.
  ValueId SwapLast(ValueId a, size_t rank);

  // Constants. A number has the element type of `like`.
  ValueId Number(double value, ValueId like);
  ValueId Int(int64_t value);
  ValueId Ints(std::span<const int64_t> values);
  ValueId Ints(std::initializer_list<int64_t> values) { return Ints(std::span(values.begin(), values.size())); }

  ValueId Filled(double value, ValueId like);   // of the shape of `like`
  // `a`, which has the shape of `whole`, summed where `part` was broadcast to that shape.
  ValueId SumTo(ValueId a, ValueId part, ValueId whole);
  // The same where only `a` tells its shape.
  ValueId SumTo(ValueId a, ValueId part);

 private:
  void Write(std::unique_ptr<Node> node);
  std::vector<ValueId> WriteWith(size_t outputs, std::unique_ptr<Node> node);
  ValueId Constant(onnx::TensorProto tensor);
  Value& NewValue(std::string_view what);

  Graph& graph_;
  const std::string prefix_;
  size_t& left_;
  const OpsetImports* imports_ = nullptr;
  std::vector<NodeId> made_;
  Status status_;
};

// Of a value's type; what is not known is 0, or nothing.
int32_t ElementTypeOf(const Graph& graph, ValueId id);
std::optional<size_t> RankOf(const Graph& graph, ValueId id);
std::optional<std::vector<int64_t>> DimsOf(const Graph& graph, ValueId id);   // where all are known

}  // namespace berth
