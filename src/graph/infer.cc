#include "graph/infer.h"

#include <algorithm>
#include <map>

#include "graph/boundary.h"
#include "graph/function_body.h"
#include "graph/inference_hazards.h"
#include "graph/initializer.h"
#include "graph/negative_dims.h"
#include "graph/onnx_type.h"
#include "graph/schema.h"
#include "graph/schema_types.h"
#include "onnx/defs/data_type_utils.h"
#include "onnx/defs/schema.h"
#include "onnx/defs/shape_inference.h"

namespace berth {
namespace {

using onnx::TensorProto;
using onnx::TensorShapeProto;
using onnx::TypeProto;

// Tensors that inference may want to look at: shapes, axes, sizes. Larger ones never are.
constexpr size_t kMaxKnownElements = 1024;

// Values that are known before any run: constants, and what onnx's data propagation adds.
class Knowledge {
 public:
  Knowledge() = default;
  // For a graph that lives shorter than what `around` is about.
  explicit Knowledge(const Knowledge* around) : around_(around) {}

  const TensorProto* Constant(const Graph& graph, ValueId id) {
    const Value* value = &graph.value(id);
    while (value->outer != nullptr) value = value->outer;
    if (!value->is_constant()) return nullptr;
    auto [entry, added] = constants_.try_emplace(value);
    if (added) entry->second = Describe(*value);
    return entry->second.get();
  }
  const TensorShapeProto* Propagated(const Value& value) const {
    for (const Value* at = &value; at != nullptr; at = at->outer) {
      for (const Knowledge* known = this; known != nullptr; known = known->around_) {
        auto found = known->propagated_.find(at);
        if (found != known->propagated_.end()) return &found->second;
      }
    }
    return nullptr;
  }
  void Propagate(const Value& value, TensorShapeProto shape) { propagated_[&value] = std::move(shape); }

 private:
  // The initializer as a message with raw data, for small tensors alone.
  static std::unique_ptr<TensorProto> Describe(const Value& value) {
    size_t count = 1;
    for (int64_t dim : value.initializer->proto.dims()) {
      if (dim < 0 || dim > static_cast<int64_t>(kMaxKnownElements)) return nullptr;
      count *= static_cast<size_t>(dim);
      if (count > kMaxKnownElements) return nullptr;
    }
    if (value.initializer->proto.data_type() == TensorProto::STRING) {
      return std::make_unique<TensorProto>(value.initializer->proto);
    }
    auto tensor = InitializerValue(value);
    if (!tensor.ok()) return nullptr;
    auto proto = std::make_unique<TensorProto>();
    proto->set_data_type(value.initializer->proto.data_type());
    *proto->mutable_dims() = value.initializer->proto.dims();
    const Tensor& data = (*tensor)->tensor;
    proto->set_raw_data(data.data(), data.bytes());
    return proto;
  }

  const Knowledge* around_ = nullptr;
  std::map<const Value*, std::unique_ptr<TensorProto>> constants_;
  std::map<const Value*, TensorShapeProto> propagated_;
};

Status InferLevel(Graph& graph, bool strict, const Logger& logger, Knowledge& knowledge);

// Whether two types that are set are of one kind and, for tensors, of one element type where both are known.
bool AreAlike(const TypeProto& a, const TypeProto& b) {
  if (a.value_case() != b.value_case()) return false;
  const int32_t of_a = a.tensor_type().elem_type(), of_b = b.tensor_type().elem_type();   // 0 but for tensors
  return of_a == 0 || of_b == 0 || of_a == of_b;
}

// Infers a body with the types that its node gives to its inputs.
class BodyInferencer final : public onnx::GraphInferencer {
 public:
  BodyInferencer(Graph& body, bool strict, const Logger& logger, Knowledge& knowledge)
      : body_(body), strict_(strict), logger_(logger), knowledge_(knowledge) {}

  std::vector<const TypeProto*> doInferencing(const std::vector<const TypeProto*>& input_types,
                                              const std::vector<const TensorProto*>&) override {
    const auto required = std::count_if(body_.inputs.begin(), body_.inputs.end(),
                                        [&](ValueId id) { return body_.value(id).initializer == nullptr; });
    if (input_types.size() > body_.inputs.size() || input_types.size() < static_cast<size_t>(required)) {
      fail_type_inference("Size mismatch validating subgraph inputs. Got ", input_types.size(), " inputs but subgraph has ",
                          body_.inputs.size(), " inputs");
    }
    for (size_t i = 0; i < input_types.size(); ++i) {
      TypeProto& type = body_.value(body_.inputs[i]).type;
      if (input_types[i] == nullptr || input_types[i]->value_case() == TypeProto::VALUE_NOT_SET) continue;
      if (type.value_case() == TypeProto::VALUE_NOT_SET) type = *input_types[i];
      if (!AreAlike(*input_types[i], type)) {
        fail_type_inference("subgraph input \"", body_.value(body_.inputs[i]).name, "\": ",
                            TypeText(TypeFromProto(*input_types[i])), " seen, ", TypeText(TypeFromProto(type)), " wanted");
      }
    }
    // Values of the graph around may have got their types meanwhile.
    for (size_t id = 0; id < body_.value_bound(); ++id) {
      Value& value = body_.value(static_cast<ValueId>(id));
      if (value.outer != nullptr) value.type = value.outer->type;
    }
    Status status = InferLevel(body_, strict_, logger_, knowledge_);
    if (!status.ok()) fail_type_inference(std::string(status.message()));
    std::vector<const TypeProto*> types;
    for (ValueId id : body_.outputs) types.push_back(&body_.value(id).type);
    return types;
  }

 private:
  Graph& body_;
  bool strict_;
  const Logger& logger_;
  Knowledge& knowledge_;
};

class NodeContext final : public onnx::InferenceContext {
 public:
  NodeContext(Graph& graph, Node& node, bool strict, const Logger& logger, Knowledge& knowledge)
      : graph_(graph), node_(node), strict_(strict), logger_(logger), knowledge_(knowledge), outputs_(node.outputs.size()) {}

  const onnx::AttributeProto* getAttribute(const std::string& name) const override { return node_.FindAttribute(name); }
  size_t getNumInputs() const override { return node_.inputs.size(); }
  const TypeProto* getInputType(size_t i) const override {
    if (!hasInput(i)) return nullptr;
    const TypeProto& type = graph_.value(node_.inputs[i]).type;
    return type.value_case() == TypeProto::VALUE_NOT_SET ? nullptr : &type;
  }
  bool hasInput(size_t i) const override { return i < node_.inputs.size() && node_.inputs[i] != kNone; }
  const TensorProto* getInputData(size_t i) const override {
    return hasInput(i) ? knowledge_.Constant(graph_, node_.inputs[i]) : nullptr;
  }
  size_t getNumOutputs() const override { return outputs_.size(); }
  TypeProto* getOutputType(size_t i) override { return i < outputs_.size() ? &outputs_[i] : nullptr; }
  bool hasOutput(size_t i) override { return i < outputs_.size() && node_.outputs[i] != kNone; }
  onnx::GraphInferencer* getGraphAttributeInferencer(const std::string& name) override {
    for (Body& body : node_.bodies) {
      if (body.attribute != name) continue;
      auto& inferencer = bodies_[name];
      if (inferencer == nullptr) inferencer = std::make_unique<BodyInferencer>(*body.graph, strict_, logger_, knowledge_);
      return inferencer.get();
    }
    return nullptr;
  }
  const onnx::SparseTensorProto* getInputSparseData(size_t) const override { return nullptr; }
  const TensorShapeProto* getSymbolicInput(size_t i) const override {
    return hasInput(i) ? knowledge_.Propagated(graph_.value(node_.inputs[i])) : nullptr;
  }
  std::string getDisplayName() const override { return node_.Label(graph_); }

  std::vector<TypeProto>& outputs() { return outputs_; }

 private:
  Graph& graph_;
  Node& node_;
  bool strict_;
  const Logger& logger_;
  Knowledge& knowledge_;
  std::vector<TypeProto> outputs_;
  std::map<std::string, std::unique_ptr<BodyInferencer>> bodies_;
};

class PropagationContext final : public onnx::DataPropagationContext {
 public:
  PropagationContext(const Graph& graph, const Node& node, Knowledge& knowledge)
      : graph_(graph), node_(node), knowledge_(knowledge) {}

  const onnx::AttributeProto* getAttribute(const std::string& name) const override { return node_.FindAttribute(name); }
  size_t getNumInputs() const override { return node_.inputs.size(); }
  const TypeProto* getInputType(size_t i) const override {
    return i < node_.inputs.size() && node_.inputs[i] != kNone ? &graph_.value(node_.inputs[i]).type : nullptr;
  }
  size_t getNumOutputs() const override { return node_.outputs.size(); }
  const TypeProto* getOutputType(size_t i) const override {
    return i < node_.outputs.size() && node_.outputs[i] != kNone ? &graph_.value(node_.outputs[i]).type : nullptr;
  }
  const TensorShapeProto* getInputData(size_t i) override {
    if (i >= node_.inputs.size() || node_.inputs[i] == kNone) return nullptr;
    const Value& value = graph_.value(node_.inputs[i]);
    if (const TensorShapeProto* known = knowledge_.Propagated(value)) return known;
    const TensorProto* constant = knowledge_.Constant(graph_, value.id);
    if (constant == nullptr || constant->data_type() != TensorProto::INT64 || constant->dims_size() > 1) return nullptr;
    TensorShapeProto shape;
    const auto* data = reinterpret_cast<const int64_t*>(constant->raw_data().data());
    for (size_t k = 0; k < constant->raw_data().size() / sizeof(int64_t); ++k) shape.add_dim()->set_dim_value(data[k]);
    knowledge_.Propagate(value, std::move(shape));
    return knowledge_.Propagated(value);
  }
  void addOutputData(size_t i, TensorShapeProto&& data) override {
    if (i < node_.outputs.size() && node_.outputs[i] != kNone) {
      knowledge_.Propagate(graph_.value(node_.outputs[i]), std::move(data));
    }
  }

 private:
  const Graph& graph_;
  const Node& node_;
  Knowledge& knowledge_;
};

// Fills open dims of `declared` from `inferred`. False when the two contradict in rank or in a dimension.
bool MergeShape(const TensorShapeProto& inferred, TensorShapeProto& declared) {
  if (inferred.dim_size() != declared.dim_size()) return false;
  bool agree = true;
  for (int i = 0; i < inferred.dim_size(); ++i) {
    const auto& from = inferred.dim(i);
    auto& to = *declared.mutable_dim(i);
    if (from.has_dim_value()) {
      agree = agree && (!to.has_dim_value() || to.dim_value() == from.dim_value());
      to.set_dim_value(from.dim_value());
    } else if (from.has_dim_param() && !to.has_dim_value() && !to.has_dim_param()) {
      to.set_dim_param(from.dim_param());
    }
  }
  return agree;
}

// The inferred type of an output into its value; `inferred` may be taken.
Status Merge(TypeProto& inferred, Value& value, const std::string& label, bool strict, const Logger& logger) {
  if (inferred.value_case() == TypeProto::VALUE_NOT_SET) return Ok();
  if (value.type.value_case() == TypeProto::VALUE_NOT_SET) {
    value.type.Swap(&inferred);
    return Ok();
  }
  if (!AreAlike(inferred, value.type)) {
    return Error(ORT_FAIL, "Type Error: Type (", TypeText(TypeFromProto(value.type)), ") of output arg (", value.name,
                 ") of node (", label, ") does not match expected type (", TypeText(TypeFromProto(inferred)), ").");
  }
  if (!inferred.has_tensor_type()) return Ok();
  auto& declared = *value.type.mutable_tensor_type();
  if (declared.elem_type() == 0) declared.set_elem_type(inferred.tensor_type().elem_type());
  if (!inferred.tensor_type().has_shape()) return Ok();
  if (!declared.has_shape()) {
    *declared.mutable_shape() = inferred.tensor_type().shape();
    return Ok();
  }
  if (MergeShape(inferred.tensor_type().shape(), *declared.mutable_shape())) return Ok();
  const std::string text = absl::StrCat("node \"", label, "\": output \"", value.name,
                                        "\": declared shape contradicts the inferred one");
  if (strict) return Error(ORT_FAIL, text);
  BERTH_LOG(logger, kWarning, "graph") << text << "; the inferred one is taken";
  *declared.mutable_shape() = inferred.tensor_type().shape();
  return Ok();
}

// onnx's one object for a type, or null when the type is not known in full.
onnx::DataType DataTypeOf(const TypeProto& type) {
  if (type.value_case() == TypeProto::VALUE_NOT_SET) return nullptr;
  if (type.has_tensor_type() && type.tensor_type().elem_type() == TensorProto::UNDEFINED) return nullptr;
  try {
    return onnx::Utils::DataTypeUtils::ToType(type);
  } catch (const std::exception&) {
    return nullptr;
  }
}

// Whether the types of a node's inputs are among those that its schema allows, and one for each type parameter: kernels are
// chosen by one input and read all of them.
Status CheckInputTypes(const Graph& graph, const Node& node) {
  const auto& formals = node.schema->inputs();
  absl::InlinedVector<std::pair<std::string_view, onnx::DataType>, 4> bound;
  for (size_t i = 0; i < node.inputs.size() && !formals.empty(); ++i) {
    if (node.inputs[i] == kNone) continue;
    const auto& formal = formals[std::min(i, formals.size() - 1)];
    const onnx::DataType type = DataTypeOf(graph.value(node.inputs[i]).type);
    if (type == nullptr) continue;
    if (!formal.GetTypes().empty() && formal.GetTypes().count(type) == 0) {
      return Error(ORT_INVALID_GRAPH, "This is an invalid model. Type Error: Type '", *type, "' of input parameter (",
                   graph.value(node.inputs[i]).name, ") of operator (", node.op_type, ") in node (", node.Label(graph),
                   ") is invalid.");
    }
    if (!formal.GetIsHomogeneous()) continue;   // each of these variadic inputs has a type of its own
    const auto first = std::find_if(bound.begin(), bound.end(), [&](const auto& b) { return b.first == formal.GetTypeStr(); });
    if (first == bound.end()) {
      bound.emplace_back(formal.GetTypeStr(), type);
    } else if (first->second != type) {
      return Error(ORT_FAIL, "Type Error: Type parameter (", formal.GetTypeStr(), ") of Optype (", node.op_type,
                   ") bound to different types (", *first->second, " and ", *type, ") in node (", node.Label(graph), ").");
    }
  }
  return Ok();
}

// Whether the type of output `i` is known, and one that the schema allows: an attribute may name any. Operators of others than
// ONNX need not know the element type.
Status CheckOutputType(const Node& node, size_t i, const Value& output, const std::string& label) {
  const bool is_onnx = node.domain != "com.microsoft" && NewestOpset(node.domain, /*released=*/false) > 0;
  if (!is_onnx && output.type.value_case() != TypeProto::VALUE_NOT_SET) return Ok();
  const onnx::DataType type = DataTypeOf(output.type);
  if (type == nullptr) {
    return Error(ORT_FAIL, "Node (", label, ") Op (", node.op_type, ") output arg (", output.name, ") type inference failed");
  }
  const auto& formals = node.schema->outputs();
  if (formals.empty()) return Ok();
  const auto& allowed = formals[std::min(i, formals.size() - 1)].GetTypes();
  if (allowed.empty() || allowed.count(type) != 0) return Ok();
  return Error(ORT_INVALID_GRAPH, "This is an invalid model. Type Error: Type '", *type, "' of output parameter (", output.name,
               ") of operator (", node.op_type, ") in node (", label, ") is invalid.");
}

// Types of a call's outputs: what its body makes of the call's inputs. Tried out in a graph of its own, which sees the
// constants among them.
Status InferByBody(Graph& graph, const Node& node, bool strict, const Logger& logger, Knowledge& knowledge,
                   std::vector<TypeProto>& outputs) {
  BERTH_ASSIGN_OR_RETURN(std::optional<FunctionBody> body, BodyOf(graph, node));
  if (!body) return Ok();
  BERTH_ASSIGN_OR_RETURN(Trial trial, TryOut(std::move(*body), node, graph));
  Knowledge inner(&knowledge);
  BERTH_RETURN_IF_ERROR(InferLevel(*trial.graph, strict, logger, inner));
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (trial.outputs[i] == kNone) continue;
    Value& value = trial.graph->value(trial.outputs[i]);
    if (const TensorShapeProto* known = inner.Propagated(value)) knowledge.Propagate(graph.value(node.outputs[i]), *known);
    outputs[i].Swap(&value.type);
  }
  return Ok();
}

Status InferNode(Graph& graph, Node& node, bool strict, const Logger& logger, Knowledge& knowledge) {
  const std::string label = node.Label(graph);
  if (node.schema == nullptr && node.function == nullptr) return Ok();   // fused: its types are known
  if (node.function == nullptr) BERTH_RETURN_IF_ERROR(CheckInputTypes(graph, node));
  if (node.function != nullptr || (!node.schema->has_type_and_shape_inference_function() && MayHaveBody(node))) {
    std::vector<TypeProto> types(node.outputs.size());
    if (Status status = InferByBody(graph, node, strict, logger, knowledge, types); !status.ok()) {
      // onnx's body of an operator need not be for every type that the operator is for; a kernel may be.
      if (node.function != nullptr) return status;
      BERTH_LOG(logger, kVerbose, "graph") << label << ": its body tells no types: " << status.message();
      FillTypesFromSchema(graph, node, types);
    }
    for (size_t i = 0; i < types.size(); ++i) {
      if (node.outputs[i] == kNone) continue;
      BERTH_RETURN_IF_ERROR(Merge(types[i], graph.value(node.outputs[i]), label, strict, logger));
    }
    return Ok();
  }
  BERTH_RETURN_IF_ERROR(CheckInferenceIsSafe(graph, node));
  NodeContext context(graph, node, strict, logger, knowledge);
  try {
    if (node.schema->has_type_and_shape_inference_function()) node.schema->GetTypeAndShapeInferenceFunction()(context);
  } catch (const std::exception& e) {
    return Error(ORT_FAIL, "Node (", label, ") Op (", node.op_type, ") ", e.what());
  }
  FillTypesFromSchema(graph, node, context.outputs());
  for (size_t i = 0; i < node.outputs.size(); ++i) {
    if (node.outputs[i] == kNone) continue;
    Value& output = graph.value(node.outputs[i]);
    ClearNegativeDims(context.outputs()[i]);
    BERTH_RETURN_IF_ERROR(Merge(context.outputs()[i], output, label, strict, logger));
    BERTH_RETURN_IF_ERROR(CheckOutputType(node, i, output, label));
  }
  try {
    PropagationContext propagation(graph, node, knowledge);
    if (node.schema->has_data_propagation_function()) node.schema->GetDataPropagationFunction()(propagation);
  } catch (const std::exception& e) {
    BERTH_LOG(logger, kVerbose, "graph") << "node \"" << label << "\": data propagation: " << e.what();
  }
  return Ok();
}

Status InferLevel(Graph& graph, bool strict, const Logger& logger, Knowledge& knowledge) {
  BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> order, graph.TopologicalOrder());
  for (NodeId id : order) BERTH_RETURN_IF_ERROR(InferNode(graph, *graph.node(id), strict, logger, knowledge));
  return Ok();
}

// What comes from outside is held against these types at each run, and nothing else says what they are.
Status CheckGraphInputs(const Graph& graph) {
  for (ValueId id : graph.inputs) {
    const Value& value = graph.value(id);
    if (value.type.value_case() == TypeProto::VALUE_NOT_SET) {
      return Error(ORT_FAIL, "This is an invalid model. Model input (", value.name, ") does not have type information.");
    }
    if (DataTypeOf(value.type) == nullptr) {
      return InvalidArgument("Failed to load model with error: input \"", value.name, "\": Invalid tensor data type ",
                             value.type.tensor_type().elem_type(), ".");
    }
  }
  return Ok();
}

}  // namespace

Status InferNodes(Graph& graph, std::span<const NodeId> nodes, const Logger& logger) {
  Knowledge knowledge;
  BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> order, OrderOf(graph, nodes));
  for (NodeId id : order) BERTH_RETURN_IF_ERROR(InferNode(graph, *graph.node(id), false, logger, knowledge));
  return Ok();
}

Status InferTypes(Graph& graph, bool strict, const Logger& logger) {
  BERTH_RETURN_IF_ERROR(CheckGraphInputs(graph));
  Knowledge knowledge;
  return InferLevel(graph, strict, logger, knowledge);
}

}  // namespace berth
