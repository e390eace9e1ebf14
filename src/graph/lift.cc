#include "graph/lift.h"

#include "graph/schema.h"
#include "onnx/defs/operator_sets.h"
#include "onnx/version_converter/convert.h"

namespace berth {
namespace {

const onnx::version_conversion::DefaultVersionConverter& Converter() {
  static const auto* converter = [] {
    onnx::RegisterOnnxOperatorSetSchema();
    return new onnx::version_conversion::DefaultVersionConverter();
  }();
  return *converter;
}

// An attribute that the newer operator does not know may go where it says what was meant without it.
bool IsSaidByDefault(const onnx::AttributeProto& attribute, const onnx::OpSchema& old_schema, const onnx::OpSchema* later) {
  if (later != nullptr && later->attributes().contains(attribute.name())) return false;
  auto known = old_schema.attributes().find(attribute.name());
  return known != old_schema.attributes().end() &&
         known->second.default_value.SerializeAsString() == attribute.SerializeAsString();
}

// A model of this node alone: i0, i1, ... in, o0, o1, ... out.
onnx::ModelProto ModelOf(const Graph& graph, const Node& node, int opset) {
  const onnx::OpSchema* later = FindSchema(node.domain, node.op_type, opset);
  onnx::ModelProto model;
  model.set_ir_version(onnx::IR_VERSION);
  auto& import = *model.add_opset_import();
  import.set_domain("");
  import.set_version(node.imports->find("")->second);
  auto& made = *model.mutable_graph()->add_node();
  made.set_op_type(node.op_type);
  const auto add = [&](ValueId id, std::string name, std::string* slot, onnx::ValueInfoProto* (onnx::GraphProto::*list)()) {
    if (id == kNone) return;
    *slot = name;
    onnx::ValueInfoProto& info = *(model.mutable_graph()->*list)();
    info.set_name(std::move(name));
    *info.mutable_type() = graph.value(id).type;
  };
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    add(node.inputs[i], absl::StrCat("i", i), made.add_input(), &onnx::GraphProto::add_input);
  }
  for (size_t i = 0; i < node.outputs.size(); ++i) {
    add(node.outputs[i], absl::StrCat("o", i), made.add_output(), &onnx::GraphProto::add_output);
  }
  for (const onnx::AttributeProto& attribute : node.attributes) {
    if (!IsSaidByDefault(attribute, *node.schema, later)) *made.add_attribute() = attribute;
  }
  return model;
}

// The converted model as a function of the node's inputs and outputs; initializers that came up are constants in it.
onnx::FunctionProto FunctionOf(onnx::GraphProto& graph, const Node& node) {
  onnx::FunctionProto function;
  for (size_t i = 0; i < node.inputs.size(); ++i) function.add_input(absl::StrCat("i", i));
  for (size_t i = 0; i < node.outputs.size(); ++i) function.add_output(absl::StrCat("o", i));
  for (auto& tensor : *graph.mutable_initializer()) {
    auto& constant = *function.add_node();
    constant.set_op_type("Constant");
    constant.add_output(tensor.name());
    auto& value = *constant.add_attribute();
    value.set_name("value");
    value.set_type(onnx::AttributeProto::TENSOR);
    value.mutable_t()->Swap(&tensor);
  }
  for (auto& made : *graph.mutable_node()) function.add_node()->Swap(&made);
  return function;
}

}  // namespace

std::vector<int> LaterOpsets(const Node& node) {
  std::vector<int> opsets;
  if (node.schema == nullptr || !node.domain.empty() || !node.bodies.empty()) return opsets;
  for (int opset = node.imports->find("")->second + 1; opset <= NewestOpset("", /*released=*/true); ++opset) {
    const onnx::OpSchema* schema = FindSchema("", node.op_type, opset);
    if (schema != nullptr && schema->SinceVersion() == opset) opsets.push_back(opset);
  }
  return opsets;
}

std::optional<FunctionBody> LiftedBody(const Graph& graph, const Node& node, int opset, const Logger& logger) {
  const std::string label = node.Label(graph);
  try {
    onnx::ModelProto converted = Converter().convert_version(ModelOf(graph, node, opset),
                                                             onnx::OpSetID("", node.imports->find("")->second),
                                                             onnx::OpSetID("", opset));
    FunctionBody body{FunctionOf(*converted.mutable_graph(), node), graph.model().KeepImports({{"", opset}})};
    return body;
  } catch (const std::exception& e) {
    BERTH_LOG(logger, kVerbose, "graph") << "node \"" << label << "\" (" << node.op_type << "): to opset " << opset << ": "
                                         << e.what();
    return std::nullopt;
  }
}

}  // namespace berth
