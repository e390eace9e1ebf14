#include "graph/editor.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "graph/gradient/gradient.h"
#include "graph/infer.h"
#include "graph/load.h"
#include "graph/node_reader.h"
#include "graph/onnx_type.h"

namespace berth {
namespace {

// External data is for large weights: ORT draws the line here.
constexpr size_t kLeastExternalBytes = 128;

onnx::TypeProto TypeToProto(const ValueType& type) {
  onnx::TypeProto proto;
  onnx::TypeProto_Tensor& tensor = *proto.mutable_tensor_type();
  tensor.set_elem_type(ElementTypeToOnnx(type.tensor.element_type));
  if (!type.tensor.has_shape) return proto;
  tensor.mutable_shape();
  for (size_t i = 0; i < type.tensor.dims.size(); ++i) {
    onnx::TensorShapeProto_Dimension* dim = tensor.mutable_shape()->add_dim();
    if (type.tensor.dims[i] >= 0) dim->set_dim_value(type.tensor.dims[i]);
    else if (i < type.tensor.symbols.size() && !type.tensor.symbols[i].empty()) dim->set_dim_param(type.tensor.symbols[i]);
  }
  return proto;
}

// A weight as a message without its numbers, which stay where they are.
struct WeightMessage {
  onnx::TensorProto proto;
  std::span<const std::byte> raw;
};
WeightMessage Describe(const EditedGraph::Weight& weight) {
  const Tensor& tensor = weight.value->tensor;
  WeightMessage message;
  message.proto.set_name(weight.name);
  message.proto.set_data_type(ElementTypeToOnnx(tensor.type()));
  for (int64_t dim : tensor.dims()) message.proto.add_dims(dim);
  if (tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    for (const std::string& text : tensor.strings()) message.proto.add_string_data(text);
  } else {
    message.raw = {static_cast<const std::byte*>(tensor.data()), tensor.bytes()};
  }
  return message;
}

void AddValueInfos(const std::vector<std::unique_ptr<OrtValueInfo>>& infos,
                   google::protobuf::RepeatedPtrField<onnx::ValueInfoProto>& list) {
  for (const auto& info : infos) {
    onnx::ValueInfoProto& proto = *list.Add();
    proto.set_name(info->name());
    *proto.mutable_type() = TypeToProto(info->type());
  }
}

Status CheckHasGraph(const OrtModel& edited, const char* who) {
  if (edited.graph != nullptr) return Ok();
  return InvalidArgument(who, ": a model without a graph seen: AddGraphToModel comes first");
}

// Adds to a graph that was read before.
class Addition {
 public:
  Addition(const EditedGraph& edited, Model& model, const Logger& logger, SharedValues& kept)
      : edited_(edited), graph_(model.graph()), logger_(logger), kept_(kept), names_(graph_), nodes_(names_, {&model.opsets}) {}

  Status Apply() {
    BERTH_RETURN_IF_ERROR(SetInputs());
    BERTH_RETURN_IF_ERROR(AddWeights());
    BERTH_RETURN_IF_ERROR(AddNodes());
    BERTH_RETURN_IF_ERROR(SetOutputs());
    BERTH_RETURN_IF_ERROR(CheckUses());
    BERTH_RETURN_IF_ERROR(InferTypes(graph_, false, logger_));
    return ReplaceGradients(graph_, logger_);
  }

 private:
  static bool IsDefined(const Value& value) {
    return value.producer != kNone || value.is_input || value.initializer != nullptr || value.outer != nullptr;
  }

  Status SetInputs() {
    if (edited_.inputs.empty()) return Ok();
    for (ValueId id : graph_.inputs) graph_.value(id).is_input = false;
    graph_.inputs.clear();
    for (const auto& input : edited_.inputs) {
      const ValueId known = names_.Find(input->name());
      Value& value = known == kNone ? names_.Define(input->name()) : graph_.value(known);
      if (value.is_input || value.producer != kNone) return DuplicateName(graph_, input->name(), "a graph input");
      value.is_input = true;
      value.type = TypeToProto(input->type());
      graph_.inputs.push_back(value.id);
    }
    return Ok();
  }

  Status AddWeights() {
    for (const EditedGraph::Weight& weight : edited_.weights) {
      const ValueId known = names_.Find(weight.name);
      if (known != kNone && graph_.value(known).initializer != nullptr) {
        BERTH_LOG(logger_, kWarning, "graph") << "ApplyModelToModelEditorSession: initializer \"" << weight.name
                                              << "\": the model has one of that name, which stays";
        continue;
      }
      if (known != kNone && graph_.value(known).producer != kNone) return DuplicateName(graph_, weight.name, "an initializer");
      WeightMessage message = Describe(weight);
      Value& value = known == kNone ? names_.Define(weight.name) : graph_.value(known);
      BERTH_RETURN_IF_ERROR(SetInitializer(message.proto, message.raw, value, graph_));
      kept_.push_back(weight.value);
    }
    return Ok();
  }

  Status AddNodes() {
    absl::flat_hash_set<std::string_view> taken;
    for (size_t id = 0; id < graph_.node_bound(); ++id) {
      if (const Node* node = graph_.node(static_cast<NodeId>(id))) taken.insert(node->name);
    }
    // What was an input may become a node's output.
    for (size_t id = 0; id < graph_.value_bound(); ++id) {
      const Value& value = graph_.value(static_cast<ValueId>(id));
      if (!IsDefined(value)) nodes_.Open(value.id);
    }
    google::protobuf::RepeatedPtrField<onnx::NodeProto> protos;
    for (const auto& node : edited_.nodes) {
      if (!node->name().empty() && taken.contains(node->name())) {
        return Error(ORT_FAIL, "This is an invalid model. Error: two nodes with same node name (", node->name(), ").");
      }
      *protos.Add() = *node->edited;
    }
    BERTH_RETURN_IF_ERROR(nodes_.DeclareOutputs(protos));
    for (onnx::NodeProto& proto : protos) {
      BERTH_ASSIGN_OR_RETURN([[maybe_unused]] NodeId id, nodes_.Read(proto));
    }
    return Ok();
  }

  Status SetOutputs() {
    if (edited_.outputs.empty()) return Ok();
    for (ValueId id : graph_.outputs) graph_.value(id).is_output = false;
    graph_.outputs.clear();
    for (const auto& output : edited_.outputs) {
      const ValueId id = names_.Find(output->name());
      if (id == kNone) {
        return Error(ORT_FAIL, "This is an invalid model. Graph output (", output->name(), ") does not exist in the graph.");
      }
      Value& value = graph_.value(id);
      value.is_output = true;
      if (value.type.value_case() == onnx::TypeProto::VALUE_NOT_SET) value.type = TypeToProto(output->type());
      graph_.outputs.push_back(id);
    }
    return Ok();
  }

  // An input that was taken away may be missed.
  Status CheckUses() const {
    for (size_t id = 0; id < graph_.value_bound(); ++id) {
      const Value& value = graph_.value(static_cast<ValueId>(id));
      if (IsDefined(value) || (value.uses.empty() && !value.is_output)) continue;
      return InvalidArgument("Invalid model. Node input '", value.name,
                             "' is not a graph input, initializer, or output of a previous node.");
    }
    return Ok();
  }

  const EditedGraph& edited_;
  Graph& graph_;
  const Logger& logger_;
  SharedValues& kept_;
  Names names_;
  NodeReader nodes_;
};

}  // namespace

std::unique_ptr<OrtNode> MakeEditedNode(onnx::NodeProto proto) {
  auto node = std::make_unique<OrtNode>();
  node->edited = std::make_unique<onnx::NodeProto>(std::move(proto));
  for (const onnx::AttributeProto& attribute : node->edited->attribute()) node->attributes.emplace_back().proto = &attribute;
  return node;
}

Status AddWeight(EditedGraph& graph, const char* name, OrtValue* tensor, bool external) {
  if (!tensor->is_tensor()) return InvalidArgument("AddInitializerToGraph: \"", name, "\": no tensor seen, a tensor wanted");
  if (tensor->tensor.memory_info().device != CpuMemoryInfo().device) {
    return InvalidArgument("AddInitializerToGraph: \"", name, "\": memory \"", tensor->tensor.memory_info().name,
                           "\" seen, memory of the CPU wanted");
  }
  if (external && tensor->tensor.bytes() < kLeastExternalBytes) {
    return InvalidArgument("AddInitializerToGraph: \"", name, "\": data_is_external=true requires the tensor to be larger than ",
                           kLeastExternalBytes - 1, " bytes: ", tensor->tensor.bytes(), " seen");
  }
  const auto same = [&](const EditedGraph::Weight& weight) { return weight.name == name; };
  if (std::any_of(graph.weights.begin(), graph.weights.end(), same)) {
    return InvalidArgument("AddInitializerToGraph: An initializer with this name has already been added to the graph: \"", name,
                           "\"");
  }
  graph.weights.push_back({name, nullptr});
  graph.weights.back().value.reset(tensor);
  return Ok();
}

StatusOr<std::unique_ptr<Model>> LoadEditedModel(const OrtModel& edited, const LoadOptions& options, const Logger& logger,
                                                 SharedValues& kept) {
  BERTH_RETURN_IF_ERROR(CheckHasGraph(edited, "CreateSessionFromModel"));
  const EditedGraph& graph = *edited.graph->edited;
  onnx::ModelProto proto;
  proto.set_ir_version(onnx::IR_VERSION);
  bool has_onnx = false;
  for (const auto& [domain, version] : edited.opsets) {
    onnx::OperatorSetIdProto& import = *proto.add_opset_import();
    import.set_domain(domain);
    import.set_version(version);
    has_onnx = has_onnx || domain.empty() || domain == "ai.onnx";
  }
  if (!has_onnx) return InvalidArgument("The opset for the ONNX domain must be explicitly specified.");
  onnx::GraphProto& body = *proto.mutable_graph();
  body.set_name(edited.graph->name);
  AddValueInfos(graph.inputs, *body.mutable_input());
  AddValueInfos(graph.outputs, *body.mutable_output());
  for (const auto& node : graph.nodes) *body.add_node() = *node->edited;
  std::vector<std::span<const std::byte>> raw;
  for (const EditedGraph::Weight& weight : graph.weights) {
    WeightMessage message = Describe(weight);
    body.add_initializer()->Swap(&message.proto);
    raw.push_back(message.raw);
    kept.push_back(weight.value);
  }
  auto model = std::make_unique<Model>();
  model->data_folder.path = options.data_folder;
  model->content_hash = HashOf(proto.SerializeAsString());
  BERTH_RETURN_IF_ERROR(FillModel(proto, raw, options, logger, *model));
  return model;
}

Status CheckAddition(const OrtModel& edited, const Model& model) {
  BERTH_RETURN_IF_ERROR(CheckHasGraph(edited, "ApplyModelToModelEditorSession"));
  for (const auto& [domain, version] : edited.opsets) {
    const auto known = model.opsets.find(DomainName(domain));
    if (known == model.opsets.end() || known->second == version) continue;
    return InvalidArgument("ApplyModelToModelEditorSession: Domain version can not be changed for '", domain,
                           "'. Current version: ", known->second, ", ", version, " seen");
  }
  return Ok();
}

Status ApplyEditedModel(const OrtModel& edited, Model& model, const Logger& logger, SharedValues& kept) {
  for (const auto& [domain, version] : edited.opsets) model.opsets.emplace(DomainName(domain), version);
  return Addition(*edited.graph->edited, model, logger, kept).Apply();
}

}  // namespace berth
