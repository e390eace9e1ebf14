#include "graph/function_body.h"

#include <algorithm>

#include "graph/infer.h"
#include "graph/node_checks.h"
#include "graph/node_reader.h"
#include "onnx/defs/schema.h"

namespace berth {
namespace {

// What onnx's builders ask about a node.
class BuildContext final : public onnx::FunctionBodyBuildContext {
 public:
  BuildContext(const Graph& graph, const Node& node) : graph_(graph), node_(node) {}

  const onnx::AttributeProto* getAttribute(const std::string& name) const override {
    for (const Body& body : node_.bodies) {
      if (body.attribute == name) return body.proto.get();
    }
    return node_.FindAttribute(name);
  }
  bool hasInput(int i) const override { return Slot(node_.inputs, i) != kNone; }
  bool hasOutput(int i) const override { return Slot(node_.outputs, i) != kNone; }
  const onnx::TypeProto* getInputType(int i) const override {
    const ValueId id = Slot(node_.inputs, i);
    if (id == kNone) return nullptr;
    const onnx::TypeProto& type = graph_.value(id).type;
    return type.value_case() == onnx::TypeProto::VALUE_NOT_SET ? nullptr : &type;
  }

 private:
  static ValueId Slot(const std::vector<ValueId>& slots, int i) {
    return i >= 0 && static_cast<size_t>(i) < slots.size() ? slots[static_cast<size_t>(i)] : kNone;
  }
  const Graph& graph_;
  const Node& node_;
};

// The newest of `versions` that is not newer than `opset`; 0 when all are.
int NewestUpTo(int opset, const std::vector<int>& versions) {
  int newest = 0;
  for (int version : versions) {
    if (version <= opset) newest = std::max(newest, version);
  }
  return newest;
}

int OpsetOf(const Node& node) { return node.imports->find(node.domain)->second; }

StatusOr<std::optional<FunctionBody>> BodyOfSchema(const Graph& graph, const Node& node) {
  const onnx::OpSchema& schema = *node.schema;
  FunctionBody body;
  int version = NewestUpTo(OpsetOf(node), schema.function_opset_versions());
  if (version > 0) {
    body.proto = *schema.GetFunction(version, /*validate=*/false);
  } else {
    version = NewestUpTo(OpsetOf(node), schema.context_dependent_function_opset_versions());
    if (version == 0) return std::optional<FunctionBody>();
    try {
      if (!schema.BuildContextDependentFunction(BuildContext(graph, node), body.proto, version)) {
        return std::optional<FunctionBody>();
      }
    } catch (const std::exception& e) {
      return Error(ORT_FAIL, "node \"", node.Label(graph), "\": the body of ", node.op_type, ": ", e.what());
    }
  }
  OpsetImports imports;
  for (const auto& import : body.proto.opset_import()) {
    imports[DomainName(import.domain())] = static_cast<int>(import.version());
  }
  imports[node.domain] = version;
  // A body in another domain than its nodes need not say which opset those are of: then they are of the call's.
  for (const auto& [domain, opset] : *node.imports) imports.try_emplace(domain, opset);
  body.imports = graph.model().KeepImports(std::move(imports));
  return std::optional(std::move(body));
}

// The inputs and outputs of a function are those of its call.
Status BindFormals(const onnx::FunctionProto& function, const Node& call, const Graph& graph, Names& names, NodeReader& nodes) {
  if (call.inputs.size() > static_cast<size_t>(function.input_size()) ||
      call.outputs.size() > static_cast<size_t>(function.output_size())) {
    return Error(ORT_FAIL, "node \"", call.Label(graph), "\": a call of function \"", call.op_type, "\": ", call.inputs.size(),
                 " inputs and ", call.outputs.size(), " outputs seen, at most ", function.input_size(), " and ",
                 function.output_size(), " wanted");
  }
  for (int i = 0; i < function.input_size(); ++i) {
    const auto index = static_cast<size_t>(i);
    names.Bind(function.input(i), index < call.inputs.size() ? call.inputs[index] : kNone);
  }
  for (size_t i = 0; i < call.outputs.size(); ++i) {
    const std::string& name = function.output(static_cast<int>(i));
    if (call.outputs[i] == kNone || names.IsBound(name)) continue;
    names.Bind(name, call.outputs[i]);
    nodes.Open(call.outputs[i]);
  }
  return Ok();
}

// Outputs that are inputs at the same time get a node of their own.
Status PassThrough(const onnx::FunctionProto& function, const Node& call, Names& names, NodeReader& nodes,
                   std::vector<NodeId>& made) {
  for (size_t i = 0; i < call.outputs.size(); ++i) {
    const std::string& name = function.output(static_cast<int>(i));
    const ValueId from = names.Find(name);
    if (call.outputs[i] == kNone || from == call.outputs[i]) continue;
    if (from == kNone) {
      return InvalidArgument("node \"", call.Label(names.graph()), "\": function \"", call.op_type, "\": output \"", name,
                             "\": is an input that the call leaves out");
    }
    static const OpsetImports kIdentity{{"", 16}};
    auto node = std::make_unique<Node>();
    node->name = absl::StrCat(names.prefix(), "Identity");
    node->op_type = "Identity";
    node->imports = names.graph().model().KeepImports(kIdentity);
    node->inputs.push_back(from);
    node->outputs.push_back(call.outputs[i]);
    BERTH_RETURN_IF_ERROR(FindOperator(*node, "", names.graph()));
    made.push_back(names.graph().AddNode(std::move(node)).id);
  }
  if (!nodes.open_outputs().empty()) {
    const Value& output = names.graph().value(*nodes.open_outputs().begin());
    return InvalidArgument("node \"", call.Label(names.graph()), "\": function \"", call.op_type, "\": its output for \"",
                           output.name, "\" does not exist in the function");
  }
  return Ok();
}

}  // namespace

bool MayHaveBody(const Node& node) {
  if (node.function != nullptr) return true;
  return node.schema != nullptr && (node.schema->HasFunction() || node.schema->HasContextDependentFunction());
}

StatusOr<std::optional<FunctionBody>> BodyOf(const Graph& graph, const Node& node) {
  if (node.function != nullptr) return std::optional(FunctionBody{node.function->proto, &node.function->imports});
  if (!MayHaveBody(node)) return std::optional<FunctionBody>();
  return BodyOfSchema(graph, node);
}

StatusOr<std::vector<NodeId>> Instantiate(FunctionBody body, const Node& call, Graph& graph) {
  const std::string who = call.name.empty() ? absl::StrCat(call.op_type, "_", graph.model().NextNumber()) : call.name;
  Names names(graph, who + "/", nullptr);
  NodeReader nodes(names, {body.imports, &call});
  BERTH_RETURN_IF_ERROR(BindFormals(body.proto, call, graph, names, nodes));
  BERTH_RETURN_IF_ERROR(nodes.DeclareOutputs(body.proto.node()));
  std::vector<NodeId> made;
  for (auto& proto : *body.proto.mutable_node()) {
    BERTH_ASSIGN_OR_RETURN(NodeId id, nodes.Read(proto));
    if (id != kNone) made.push_back(id);
  }
  BERTH_RETURN_IF_ERROR(PassThrough(body.proto, call, names, nodes, made));
  return made;
}

StatusOr<Trial> TryOut(FunctionBody body, const Node& node, Graph& graph) {
  Trial trial{std::make_unique<Graph>(graph.model(), &graph), {}};
  absl::flat_hash_map<ValueId, ValueId> inside;
  Node call;
  call.name = node.name;
  call.op_type = node.op_type;
  call.attributes = node.attributes;
  for (ValueId id : node.inputs) {
    call.inputs.push_back(kNone);
    if (id == kNone) continue;
    auto [entry, is_new] = inside.try_emplace(id, kNone);
    if (is_new) {
      Value& value = trial.graph->AddValue(graph.value(id).name);
      value.outer = &graph.value(id);
      value.type = graph.value(id).type;
      entry->second = value.id;
    }
    call.inputs.back() = entry->second;
  }
  for (ValueId id : node.outputs) {
    call.outputs.push_back(id == kNone ? kNone : trial.graph->AddValue(graph.value(id).name).id);
  }
  BERTH_ASSIGN_OR_RETURN([[maybe_unused]] auto nodes, Instantiate(std::move(body), call, *trial.graph));
  trial.outputs = std::move(call.outputs);
  return trial;
}

bool AllFit(FunctionBody body, const Node& node, Graph& graph,
            absl::FunctionRef<bool(const Graph&, const Node&)> fits, const Logger& logger) {
  auto trial = TryOut(std::move(body), node, graph);
  if (!trial.ok() || !InferTypes(*trial->graph, false, logger).ok()) return false;
  for (size_t id = 0; id < trial->graph->node_bound(); ++id) {
    if (!fits(*trial->graph, *trial->graph->node(static_cast<NodeId>(id)))) return false;
  }
  return true;
}

StatusOr<std::vector<NodeId>> ReplaceNode(Graph& graph, NodeId id, FunctionBody body, const Logger& logger) {
  const std::unique_ptr<Node> call = graph.RemoveNode(id);
  BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> made, Instantiate(std::move(body), *call, graph));
  BERTH_RETURN_IF_ERROR(InferNodes(graph, made, logger));
  return made;
}

StatusOr<std::optional<std::vector<NodeId>>> ExpandNode(Graph& graph, NodeId id, const Logger& logger) {
  BERTH_ASSIGN_OR_RETURN(std::optional<FunctionBody> body, BodyOf(graph, *graph.node(id)));
  if (!body) return std::optional<std::vector<NodeId>>();
  BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> made, ReplaceNode(graph, id, std::move(*body), logger));
  return std::optional(std::move(made));
}

}  // namespace berth
