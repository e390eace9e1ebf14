#include "graph/graph_builder.h"

#include <algorithm>
#include <utility>

#include "graph/external_data.h"
#include "graph/node_checks.h"
#include "graph/onnx_type.h"
#include "graph/schema.h"

namespace berth {
namespace {

class Builder {
 public:
  Builder(onnx::GraphProto& proto, std::span<const std::span<const std::byte>> raw, Graph& graph)
      : proto_(proto), raw_(raw), graph_(graph) {}

  Status Build() {
    graph_.name = proto_.name();
    graph_.doc = proto_.doc_string();
    BERTH_RETURN_IF_ERROR(AddInputs());
    BERTH_RETURN_IF_ERROR(AddInitializers());
    BERTH_RETURN_IF_ERROR(DeclareOutputsOfNodes());
    for (auto& type : *proto_.mutable_value_info()) {
      const ValueId id = graph_.FindValue(type.name());
      if (id != kNone && graph_.value(id).type.value_case() == onnx::TypeProto::VALUE_NOT_SET) {
        graph_.value(id).type.Swap(type.mutable_type());
      }
    }
    for (auto& node : *proto_.mutable_node()) BERTH_RETURN_IF_ERROR(AddNode(node));
    return AddOutputs();
  }

 private:
  Status Duplicate(const std::string& name, const char* what) const {
    return Error(ORT_FAIL, "graph \"", graph_.name, "\": This is an invalid model. Error: Duplicate definition of name (",
                 name, "): ", what);
  }

  Status AddInputs() {
    for (auto& input : *proto_.mutable_input()) {
      if (graph_.FindValue(input.name()) != kNone) return Duplicate(input.name(), "two graph inputs");
      Value& value = graph_.AddValue(input.name());
      value.type.Swap(input.mutable_type());
      value.is_input = true;
      graph_.inputs.push_back(value.id);
    }
    return Ok();
  }

  Status AddInitializers() {
    if (proto_.sparse_initializer_size() > 0) {
      return Error(ORT_NOT_IMPLEMENTED, "graph \"", graph_.name, "\": sparse initializers are not supported by this build");
    }
    for (int i = 0; i < proto_.initializer_size(); ++i) {
      onnx::TensorProto& tensor = *proto_.mutable_initializer(i);
      ValueId id = graph_.FindValue(tensor.name());
      if (id != kNone && graph_.value(id).initializer != nullptr) return Duplicate(tensor.name(), "two initializers");
      Value& value = id == kNone ? graph_.AddValue(tensor.name()) : graph_.value(id);
      // Before IR version 4 every initializer had to be an input; such inputs are not meant to be overridden.
      if (value.is_input && graph_.model().ir_version < 4) {
        value.is_input = false;
        std::erase(graph_.inputs, value.id);
      }
      BERTH_RETURN_IF_ERROR(AddInitializer(tensor, static_cast<size_t>(i), value));
      graph_.initializers.push_back(value.id);
    }
    return Ok();
  }

  Status AddInitializer(onnx::TensorProto& tensor, size_t index, Value& value) {
    auto initializer = std::make_unique<Initializer>();
    if (tensor.data_location() == onnx::TensorProto::EXTERNAL) {
      BERTH_ASSIGN_OR_RETURN(initializer->external, ParseExternalData(tensor));
      initializer->folder = graph_.model().data_folder;
    } else if (index < raw_.size()) {
      initializer->raw = raw_[index];
    }
    auto& type = *value.type.mutable_tensor_type();
    if (type.elem_type() != 0 && type.elem_type() != tensor.data_type()) {
      return Error(ORT_FAIL, "graph \"", graph_.name, "\": Type Error: initializer \"", tensor.name(), "\": element type ",
                   ElementTypeName(ElementTypeFromOnnx(tensor.data_type())), " seen, the graph input says ",
                   ElementTypeName(ElementTypeFromOnnx(type.elem_type())));
    }
    type.set_elem_type(tensor.data_type());
    // What can be replaced at run time keeps the shape that the input declares.
    if (!value.is_input || !type.has_shape()) {
      type.mutable_shape()->clear_dim();
      for (int64_t dim : tensor.dims()) type.mutable_shape()->add_dim()->set_dim_value(dim);
    }
    initializer->proto.Swap(&tensor);
    value.initializer = std::move(initializer);
    return Ok();
  }

  // All at once, so that nodes may stand in any order.
  Status DeclareOutputsOfNodes() {
    for (const auto& node : proto_.node()) {
      for (const std::string& name : node.output()) {
        if (name.empty()) continue;
        if (graph_.FindValue(name) != kNone) return Duplicate(name, "an output of a node");
        graph_.AddValue(name);
      }
    }
    return Ok();
  }

  // A name of this graph, or of one around it: that gets a value here which points there.
  ValueId Resolve(std::string_view name) {
    const ValueId here = graph_.FindValue(name);
    if (here != kNone || graph_.parent() == nullptr) return here;
    const Value* origin = FindOuter(*graph_.parent(), name);
    if (origin == nullptr) return kNone;
    Value& value = graph_.AddValue(std::string(name));
    value.outer = origin;
    value.type = origin->type;
    return value.id;
  }

  static const Value* FindOuter(Graph& graph, std::string_view name) {
    const ValueId here = graph.FindValue(name);
    if (here != kNone) return &graph.value(here);
    if (graph.parent() == nullptr) return nullptr;
    const Value* origin = FindOuter(*graph.parent(), name);
    if (origin == nullptr) return nullptr;
    // Every level in between uses the value too.
    Value& value = graph.AddValue(std::string(name));
    value.outer = origin;
    value.type = origin->type;
    return &value;
  }

  Status AddNode(onnx::NodeProto& proto) {
    auto node = std::make_unique<Node>();
    node->name.swap(*proto.mutable_name());
    node->op_type.swap(*proto.mutable_op_type());
    node->domain = proto.domain() == "ai.onnx" ? "" : proto.domain();
    node->doc.swap(*proto.mutable_doc_string());
    for (const std::string& input : proto.input()) {
      const ValueId id = input.empty() ? kNone : Resolve(input);
      if (id == kNone && !input.empty()) {
        return InvalidArgument("Invalid model. Node input '", input, "' of node \"", node->name, "\" (", node->op_type,
                               ") is not a graph input, initializer, or output of a previous node.");
      }
      node->inputs.push_back(id);
    }
    for (const std::string& output : proto.output()) {
      node->outputs.push_back(output.empty() ? kNone : graph_.FindValue(output));
    }
    BERTH_RETURN_IF_ERROR(FindNodeSchema(*node, graph_));
    for (auto& attribute : *proto.mutable_attribute()) BERTH_RETURN_IF_ERROR(AddAttribute(attribute, *node));
    BERTH_RETURN_IF_ERROR(CheckNode(*node, graph_));
    FillDefaults(*node);
    graph_.AddNode(std::move(node));
    return Ok();
  }

  Status AddAttribute(onnx::AttributeProto& attribute, Node& node) {
    if (attribute.type() == onnx::AttributeProto::GRAPH) {
      auto body = std::make_unique<Graph>(graph_.model(), &graph_, &node);
      BERTH_RETURN_IF_ERROR(BuildGraph(*attribute.mutable_g(), {}, *body));
      for (size_t id = 0; id < body->value_bound(); ++id) {
        const Value& value = body->value(static_cast<ValueId>(id));
        if (value.outer == nullptr) continue;
        const ValueId used = graph_.FindValue(value.name);
        if (std::find(node.implicit_inputs.begin(), node.implicit_inputs.end(), used) == node.implicit_inputs.end()) {
          node.implicit_inputs.push_back(used);
        }
      }
      node.bodies.push_back({attribute.name(), std::move(body)});
      return Ok();
    }
    node.attributes.emplace_back().Swap(&attribute);
    return Ok();
  }

  Status AddOutputs() {
    for (auto& output : *proto_.mutable_output()) {
      const ValueId id = Resolve(output.name());
      if (id == kNone) {
        return Error(ORT_FAIL, "graph \"", graph_.name, "\": This is an invalid model. Graph output (", output.name(),
                     ") does not exist in the graph.");
      }
      Value& value = graph_.value(id);
      value.is_output = true;
      if (value.type.value_case() == onnx::TypeProto::VALUE_NOT_SET) value.type.Swap(output.mutable_type());
      graph_.outputs.push_back(id);
    }
    return Ok();
  }

  onnx::GraphProto& proto_;
  std::span<const std::span<const std::byte>> raw_;
  Graph& graph_;
};

}  // namespace

Status BuildGraph(onnx::GraphProto& proto, std::span<const std::span<const std::byte>> raw, Graph& graph) {
  return Builder(proto, raw, graph).Build();
}

}  // namespace berth
