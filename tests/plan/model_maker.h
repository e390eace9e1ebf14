// Small models for tests, written as messages and loaded like any model.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "graph/model.h"

namespace berth {

class ModelMaker {
 public:
  ModelMaker() {
    proto_.set_ir_version(8);
    proto_.add_opset_import()->set_version(17);
    graph().set_name("test");
  }
  ModelMaker& Import(const std::string& domain, int version) {
    auto& import = *proto_.add_opset_import();
    import.set_domain(domain);
    import.set_version(version);
    return *this;
  }
  onnx::GraphProto& graph() { return *proto_.mutable_graph(); }

  // Float tensors; a dimension below 0 is the name "N".
  ModelMaker& Input(const std::string& name, std::initializer_list<int64_t> dims = {2}) {
    Describe(*graph().add_input(), name, dims);
    return *this;
  }
  ModelMaker& Output(const std::string& name, std::initializer_list<int64_t> dims = {2}) {
    Describe(*graph().add_output(), name, dims);
    return *this;
  }
  ModelMaker& Constant(const std::string& name, const std::vector<float>& values = {1, 2}) {
    onnx::TensorProto& tensor = *graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    tensor.add_dims(static_cast<int64_t>(values.size()));
    for (float value : values) tensor.add_float_data(value);
    return *this;
  }
  ModelMaker& Node(const std::string& op_type, const std::vector<std::string>& inputs, const std::vector<std::string>& outputs,
                   const std::string& name = "") {
    AddNode(graph(), op_type, inputs, outputs, name);
    return *this;
  }
  // `out` = If(cond) of two bodies that each apply `op_type` to `captured`, a value of this graph.
  ModelMaker& If(const std::string& condition, const std::string& op_type, const std::string& captured, const std::string& out,
                 const std::string& name) {
    onnx::NodeProto& node = AddNode(graph(), "If", {condition}, {out}, name);
    for (const char* branch : {"then_branch", "else_branch"}) {
      onnx::AttributeProto& attribute = *node.add_attribute();
      attribute.set_name(branch);
      attribute.set_type(onnx::AttributeProto::GRAPH);
      onnx::GraphProto& body = *attribute.mutable_g();
      body.set_name(branch);
      AddNode(body, op_type, {captured}, {std::string(branch) + "_out"}, std::string(branch) + "_node");
      Describe(*body.add_output(), std::string(branch) + "_out", {2});
    }
    return *this;
  }
  ModelMaker& BoolInput(const std::string& name) {
    auto& type = *graph().add_input();
    type.set_name(name);
    type.mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::BOOL);
    type.mutable_type()->mutable_tensor_type()->mutable_shape();
    return *this;
  }

  std::unique_ptr<Model> Load() const {
    const std::string bytes = proto_.SerializeAsString();
    auto model = LoadModelBytes({reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()}, {}, SilentLogger());
    EXPECT_TRUE(model.ok()) << model.status().message();
    return model.ok() ? *std::move(model) : nullptr;
  }

 private:
  static void Describe(onnx::ValueInfoProto& value, const std::string& name, std::initializer_list<int64_t> dims) {
    value.set_name(name);
    auto& type = *value.mutable_type()->mutable_tensor_type();
    type.set_elem_type(onnx::TensorProto::FLOAT);
    type.mutable_shape();
    for (int64_t dim : dims) {
      auto& added = *type.mutable_shape()->add_dim();
      if (dim < 0) added.set_dim_param("N");
      else added.set_dim_value(dim);
    }
  }
  static onnx::NodeProto& AddNode(onnx::GraphProto& graph, const std::string& op_type, const std::vector<std::string>& inputs,
                                  const std::vector<std::string>& outputs, const std::string& name) {
    onnx::NodeProto& node = *graph.add_node();
    node.set_op_type(op_type);
    node.set_name(name);
    for (const std::string& input : inputs) node.add_input(input);
    for (const std::string& output : outputs) node.add_output(output);
    return node;
  }

  onnx::ModelProto proto_;
};

// The node that makes a value.
inline NodeId Maker(const Graph& graph, std::string_view value) { return graph.value(graph.FindValue(value)).producer; }

// What live nodes make, in topological order: "a b c".
inline std::string Order(const Graph& graph) {
  std::string text;
  const std::vector<NodeId> order = *graph.TopologicalOrder();
  for (NodeId id : order) {
    if (!text.empty()) text += ' ';
    text += graph.ValueName(graph.node(id)->outputs[0]);
  }
  return text;
}

}  // namespace berth
