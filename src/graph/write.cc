#include "graph/write.h"

#include "absl/container/flat_hash_set.h"
#include "graph/initializer.h"
#include "graph/schema.h"

namespace berth {
namespace {

// A value from around has the name that it has where it comes from.
const std::string& NameOf(const Graph& graph, ValueId id) {
  const Value* value = &graph.value(id);
  while (value->outer != nullptr) value = value->outer;
  return value->name;
}

class Writer {
 public:
  Writer(const Model& model, const WriteRules& rules) : model_(model), rules_(rules), opsets_(model.opsets) {}

  Status Write(onnx::ModelProto& proto) {
    BERTH_RETURN_IF_ERROR(WriteGraph(model_.graph(), *proto.mutable_graph()));
    for (const auto& [domain, version] : opsets_) {
      onnx::OperatorSetIdProto& import = *proto.add_opset_import();
      import.set_domain(domain);
      import.set_version(version);
    }
    return Ok();
  }

 private:
  Status WriteGraph(const Graph& graph, onnx::GraphProto& proto) {
    proto.set_name(graph.name);
    proto.set_doc_string(graph.doc);
    BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> order, graph.TopologicalOrder());
    for (NodeId id : order) BERTH_RETURN_IF_ERROR(WriteNode(graph, *graph.node(id), *proto.add_node()));
    for (ValueId id : graph.inputs) WriteValueInfo(graph.value(id), *proto.add_input());
    for (ValueId id : graph.outputs) {
      onnx::ValueInfoProto& output = *proto.add_output();
      WriteValueInfo(graph.value(id), output);
      output.set_name(NameOf(graph, id));
      named_.insert(output.name());
    }
    for (ValueId id : graph.initializers) {
      const Value& value = graph.value(id);
      if (value.initializer == nullptr || (!value.is_input && !named_.contains(value.name))) continue;
      onnx::TensorProto& tensor = *proto.add_initializer();
      tensor.set_name(value.name);
      tensor.set_data_type(value.initializer->proto.data_type());
      *tensor.mutable_dims() = value.initializer->proto.dims();
      BERTH_RETURN_IF_ERROR(rules_.weight(value, tensor));
    }
    for (size_t id = 0; id < graph.value_bound(); ++id) {
      const Value& value = graph.value(static_cast<ValueId>(id));
      const bool is_inner = value.producer != kNone && !value.is_output && named_.contains(value.name);
      if (is_inner && value.type.value_case() != onnx::TypeProto::VALUE_NOT_SET) WriteValueInfo(value, *proto.add_value_info());
    }
    return Ok();
  }

  static void WriteValueInfo(const Value& value, onnx::ValueInfoProto& proto) {
    proto.set_name(value.name);
    if (value.type.value_case() != onnx::TypeProto::VALUE_NOT_SET) *proto.mutable_type() = value.type;
  }

  Status WriteNode(const Graph& graph, const Node& node, onnx::NodeProto& proto) {
    BERTH_ASSIGN_OR_RETURN(const onnx::NodeProto* other, rules_.node(node));
    if (other != nullptr) {
      proto = *other;
      opsets_.emplace(proto.domain(), 1);
      for (const std::string& input : proto.input()) named_.insert(input);
      return Ok();
    }
    BERTH_RETURN_IF_ERROR(CheckImport(graph, node));
    proto.set_name(node.name);
    proto.set_op_type(node.op_type);
    proto.set_domain(node.domain);
    proto.set_doc_string(node.doc);
    for (ValueId id : node.inputs) {
      proto.add_input(id == kNone ? std::string() : NameOf(graph, id));
      named_.insert(*proto.mutable_input()->rbegin());
    }
    for (ValueId id : node.outputs) proto.add_output(std::string(graph.ValueName(id)));
    for (const onnx::AttributeProto& attribute : node.attributes) *proto.add_attribute() = attribute;
    for (const Body& body : node.bodies) {
      onnx::AttributeProto& attribute = *proto.add_attribute();
      attribute.set_name(body.attribute);
      attribute.set_type(onnx::AttributeProto::GRAPH);
      BERTH_RETURN_IF_ERROR(WriteGraph(*body.graph, *attribute.mutable_g()));
    }
    return Ok();
  }

  // A model has one version for each domain; nodes out of the bodies of functions may have been read under another one.
  Status CheckImport(const Graph& graph, const Node& node) {
    const auto fail = [&] {
      return Error(ORT_NOT_IMPLEMENTED, "node \"", node.Label(graph), "\" (", node.op_type,
                   "): it has another version than the model's opset, and cannot be written in one model with it");
    };
    if (node.function != nullptr) return fail();
    if (node.imports == nullptr || node.imports == &model_.opsets) return Ok();
    const auto own = node.imports->find(node.domain);
    if (own == node.imports->end()) return Ok();
    const auto [import, is_new] = opsets_.emplace(node.domain, own->second);
    if (is_new || import->second == own->second) return Ok();
    const onnx::OpSchema* schema = FindSchema(node.domain, node.op_type, import->second);
    return schema == node.schema ? Ok() : fail();
  }

  const Model& model_;
  const WriteRules& rules_;
  OpsetImports opsets_;
  absl::flat_hash_set<std::string> named_;   // by the nodes that were written, at any level
};

}  // namespace

StatusOr<onnx::ModelProto> WriteModel(const Model& model, const WriteRules& rules) {
  onnx::ModelProto proto;
  proto.set_ir_version(model.ir_version);
  proto.set_producer_name(model.producer_name);
  proto.set_producer_version(model.producer_version);
  proto.set_domain(model.domain);
  proto.set_doc_string(model.doc);
  if (model.model_version != Model().model_version) proto.set_model_version(model.model_version);
  for (const auto& [key, text] : model.metadata) {
    onnx::StringStringEntryProto& entry = *proto.add_metadata_props();
    entry.set_key(key);
    entry.set_value(text);
  }
  BERTH_RETURN_IF_ERROR(Writer(model, rules).Write(proto));
  return proto;
}

Status EmbedWeight(const Value& value, onnx::TensorProto& tensor) {
  if (value.initializer->proto.data_type() == onnx::TensorProto::STRING) {
    *tensor.mutable_string_data() = value.initializer->proto.string_data();
    return Ok();
  }
  BERTH_ASSIGN_OR_RETURN(const OrtValue* made, InitializerValue(value));
  tensor.set_raw_data(made->tensor.data(), made->tensor.bytes());
  return Ok();
}

}  // namespace berth
