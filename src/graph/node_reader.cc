#include "graph/node_reader.h"

#include <algorithm>
#include <utility>

#include "graph/constant_node.h"
#include "graph/external_data.h"
#include "graph/gradient/gradient.h"
#include "graph/initializer.h"
#include "graph/model.h"
#include "graph/node_checks.h"
#include "graph/onnx_type.h"
#include "onnx/defs/schema.h"

namespace berth {

using onnx::AttributeProto;

namespace {

// Whether a value declared with `shape` may hold the tensor.
bool Admits(const onnx::TensorShapeProto& shape, const onnx::TensorProto& tensor) {
  return std::equal(shape.dim().begin(), shape.dim().end(), tensor.dims().begin(), tensor.dims().end(),
                    [](const auto& dim, int64_t seen) { return !dim.has_dim_value() || dim.dim_value() == seen; });
}

}  // namespace

Status DuplicateName(const Graph& graph, std::string_view name, std::string_view what) {
  return Error(ORT_FAIL, "graph \"", graph.name, "\": This is an invalid model. Error: Duplicate definition of name (", name,
               "): ", what);
}

Status SetInitializer(onnx::TensorProto& tensor, std::span<const std::byte> raw, Value& value, Graph& graph) {
  auto initializer = std::make_unique<Initializer>();
  if (tensor.data_location() == onnx::TensorProto::EXTERNAL) {
    BERTH_ASSIGN_OR_RETURN(initializer->external, ParseExternalData(tensor));
    initializer->folder = &graph.model().data_folder;
  } else {
    initializer->raw = raw;
    if (!raw.empty()) initializer->file = graph.model().file;
  }
  if (value.initializer != nullptr && !value.is_input) value.type.Clear();   // was that of the one before
  const bool is_tensor = value.type.value_case() == onnx::TypeProto::VALUE_NOT_SET || value.type.has_tensor_type();
  const int declared = is_tensor ? value.type.tensor_type().elem_type() : 0;
  if (!is_tensor || (declared != 0 && declared != tensor.data_type())) {
    return Error(ORT_FAIL, "graph \"", graph.name, "\": Type Error: initializer \"", value.name, "\": a tensor of ",
                 ElementTypeName(ElementTypeFromOnnx(tensor.data_type())), " seen, ", TypeText(TypeFromProto(value.type)),
                 " wanted");
  }
  if (value.initializer == nullptr) graph.initializers.push_back(value.id);
  auto& type = *value.type.mutable_tensor_type();
  type.set_elem_type(tensor.data_type());
  if (value.is_input && type.has_shape() && !Admits(type.shape(), tensor)) {
    return Error(ORT_FAIL, "graph \"", graph.name, "\": Type Error: initializer \"", value.name, "\": shape ",
                 ShapeText(Dims(tensor.dims().begin(), tensor.dims().end())), " seen, ", TypeText(TypeFromProto(value.type)),
                 " wanted");
  }
  // What can be replaced at run time keeps the shape that the input declares.
  if (!value.is_input || !type.has_shape()) {
    type.mutable_shape()->clear_dim();
    for (int64_t dim : tensor.dims()) type.mutable_shape()->add_dim()->set_dim_value(dim);
  }
  initializer->proto.Swap(&tensor);
  value.initializer = std::move(initializer);
  return Ok();
}

// Whether a graph around this one gives the name to a value that is there before the node whose body this is.
bool IsDefinedAround(const Graph& graph, std::string_view name) {
  for (const Graph* around = graph.parent(); around != nullptr; around = around->parent()) {
    const ValueId id = around->FindValue(name);
    if (id == kNone) continue;
    const Value& value = around->value(id);
    if (value.producer != kNone || value.is_input || value.initializer != nullptr) return true;
  }
  return false;
}

Status NodeReader::DeclareOutputs(const google::protobuf::RepeatedPtrField<onnx::NodeProto>& nodes) {
  const auto count = static_cast<size_t>(nodes.size());
  node_names_.reserve(node_names_.size() + count);
  declared_.reserve(declared_.size() + count);
  for (const onnx::NodeProto& node : nodes) {
    for (const std::string& name : node.output()) {
      if (name.empty()) continue;
      if (names_.IsLeftOut(name)) return DuplicateName(graph_, name, "an output of a node, and an input of its function");
      const ValueId known = names_.Find(name);
      if (known != kNone && open_outputs_.erase(known) == 0) return DuplicateName(graph_, name, "an output of a node");
      if (!names_.is_instance() && IsDefinedAround(graph_, name)) {
        return Error(ORT_INVALID_GRAPH, "graph \"", graph_.name, "\": This is an invalid model. Graph must be in single static ",
                     "assignment (SSA) form, however '", name, "' has been used in a graph around it");
      }
      declared_.push_back(known == kNone ? names_.Define(name).id : known);
    }
  }
  return Ok();
}

Status NodeReader::NameNode(onnx::NodeProto& proto, Node& node) {
  if (names_.is_instance()) {
    // Nodes of a body get names of their own, whatever the function calls them.
    node.name = names_.prefix() + (proto.name().empty() ? proto.op_type() : proto.name());
    if (!node_names_.insert(node.name).second) absl::StrAppend(&node.name, "_", graph_.model().NextNumber());
    return Ok();
  }
  node.name.swap(*proto.mutable_name());
  if (node.name.empty() || node_names_.insert(node.name).second) return Ok();
  return Error(ORT_FAIL, "graph \"", graph_.name, "\": This is an invalid model. Error: two nodes with same node name (",
               node.name, ").");
}

StatusOr<NodeId> NodeReader::Read(onnx::NodeProto& proto) {
  auto node = std::make_unique<Node>();
  BERTH_RETURN_IF_ERROR(NameNode(proto, *node));
  node->op_type.swap(*proto.mutable_op_type());
  node->domain = DomainName(proto.domain());
  node->doc.swap(*proto.mutable_doc_string());
  node->imports = source_.imports;
  BERTH_RETURN_IF_ERROR(ReadSlots(proto, *node));
  BERTH_RETURN_IF_ERROR(FindOperator(*node, proto.overload(), graph_));
  for (auto& attribute : *proto.mutable_attribute()) BERTH_RETURN_IF_ERROR(ReadAttribute(attribute, *node));
  if (names_.is_instance() && IsGradient(*node)) RenameTensors(*node);
  if (IsConstantNode(*node)) {
    BERTH_ASSIGN_OR_RETURN(onnx::TensorProto tensor, TakeConstant(*node, graph_));
    BERTH_RETURN_IF_ERROR(SetInitializer(tensor, {}, graph_.value(node->outputs[0]), graph_));
    return kNone;
  }
  BERTH_RETURN_IF_ERROR(CheckNode(*node, graph_));
  FillDefaults(*node);
  return graph_.AddNode(std::move(node)).id;
}

void NodeReader::RenameTensors(Node& node) {
  const auto rename = [this](std::string& name) {
    if (const ValueId id = names_.Resolve(name); id != kNone) name = graph_.value(id).name;
  };
  for (AttributeProto& attribute : node.attributes) {
    for (std::string& name : *attribute.mutable_strings()) rename(name);
    if (attribute.type() == AttributeProto::STRING) rename(*attribute.mutable_s());
  }
}

Status NodeReader::ReadSlots(const onnx::NodeProto& proto, Node& node) {
  for (const std::string& input : proto.input()) {
    const ValueId id = input.empty() ? kNone : names_.Resolve(input);
    // An input of a function may have been left out by its call.
    if (id == kNone && !input.empty() && !names_.IsLeftOut(input)) {
      const bool in_body = graph_.parent() != nullptr && !names_.is_instance();
      return Error(in_body ? ORT_INVALID_GRAPH : ORT_INVALID_ARGUMENT, "Invalid model. Node input '", input,
                   "' of node \"", node.name, "\" (", node.op_type,
                   ") is not a graph input, initializer, or output of a previous node.");
    }
    node.inputs.push_back(id);
  }
  for (const std::string& output : proto.output()) {
    node.outputs.push_back(output.empty() ? kNone : declared_[next_declared_++]);
  }
  return Ok();
}

Status NodeReader::ReadAttribute(AttributeProto& attribute, Node& node) {
  if (!attribute.ref_attr_name().empty() && source_.call != nullptr) {
    // What the call of the function gives; without that the attribute is left out.
    const AttributeProto* given = source_.call->FindAttribute(attribute.ref_attr_name());
    if (given == nullptr) return Ok();
    node.attributes.push_back(*given);
    node.attributes.back().set_name(attribute.name());
    return Ok();
  }
  if (attribute.type() == AttributeProto::GRAPH) return ReadBody(attribute, node);
  node.attributes.emplace_back().Swap(&attribute);
  return Ok();
}

Status NodeReader::ReadBody(AttributeProto& attribute, Node& node) {
  if (node.function != nullptr) {
    return Error(ORT_NOT_IMPLEMENTED, "node \"", node.Label(graph_), "\": a call of the model's function \"", node.op_type,
                 "\": attribute \"", attribute.name(), "\": graphs are not passed to functions by this build");
  }
  std::unique_ptr<AttributeProto> kept;
  if (node.schema != nullptr && node.schema->HasContextDependentFunction()) kept = std::make_unique<AttributeProto>(attribute);
  auto body = std::make_unique<Graph>(graph_.model(), &graph_, &node);
  Names names = names_.is_instance() ? Names(*body, names_.prefix(), &names_) : Names(*body);
  BERTH_RETURN_IF_ERROR(ReadGraph(*attribute.mutable_g(), {}, names, source_));
  absl::flat_hash_set<ValueId> known(node.implicit_inputs.begin(), node.implicit_inputs.end());   // of another body
  for (size_t id = 0; id < body->value_bound(); ++id) {
    const Value& value = body->value(static_cast<ValueId>(id));
    if (value.outer != nullptr && known.insert(value.outer->id).second) node.implicit_inputs.push_back(value.outer->id);
  }
  node.bodies.push_back({attribute.name(), std::move(body), std::move(kept)});
  return Ok();
}

}  // namespace berth
