#include "graph/node_checks.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "graph/custom_op.h"
#include "graph/schema.h"

namespace berth {
namespace {

template <typename... Pieces>
Status Bad(const Node& node, const Graph& graph, const Pieces&... pieces) {
  return Error(ORT_INVALID_GRAPH, "This is an invalid model. In node \"", node.Label(graph), "\" (", node.op_type,
               node.domain.empty() ? "" : absl::StrCat(", ", node.domain), "): ", pieces...);
}

Status CheckCounts(const Node& node, const Graph& graph) {
  const onnx::OpSchema& schema = *node.schema;
  const auto inputs = static_cast<int>(node.inputs.size()), outputs = static_cast<int>(node.outputs.size());
  if (inputs < schema.min_input() || inputs > schema.max_input()) {
    return Bad(node, graph, "inputs: ", inputs, " seen, ", schema.min_input(), " to ", schema.max_input(), " wanted");
  }
  if (outputs < schema.min_output() || outputs > schema.max_output()) {
    return Bad(node, graph, "outputs: ", outputs, " seen, ", schema.min_output(), " to ", schema.max_output(), " wanted");
  }
  // Of the inputs of EPContext the EP alone knows which it needs.
  const bool is_ep_context = node.domain == "com.microsoft";
  for (size_t i = 0; i < node.inputs.size() && !is_ep_context; ++i) {
    const auto& formal = schema.inputs()[std::min(i, schema.inputs().size() - 1)];
    if (node.inputs[i] == kNone && formal.GetOption() != onnx::OpSchema::Optional) {
      return Bad(node, graph, "input ", i, " (", formal.GetName(), "): left out, but it is required");
    }
  }
  return Ok();
}

Status CheckAttribute(const onnx::AttributeProto& attribute, const Node& node, const Graph& graph) {
  const auto& known = node.schema->attributes();
  auto found = known.find(attribute.name());
  if (found == known.end()) {
    // EPContext takes attributes of the EP's own, custom operators do not say which they have; ONNX reserves a leading "__" for
    // tools.
    const CustomOps* custom = graph.model().custom_ops.get();
    const bool is_custom = custom != nullptr && custom->Has(node.schema);
    if (node.domain == "com.microsoft" || is_custom || attribute.name().starts_with("__")) return Ok();
    return Bad(node, graph, "Unrecognized attribute: ", attribute.name());
  }
  if (attribute.type() != found->second.type) {
    return Bad(node, graph, "attribute \"", attribute.name(), "\": Mismatched attribute type: ",
               onnx::AttributeProto_AttributeType_Name(attribute.type()), " seen, ",
               onnx::AttributeProto_AttributeType_Name(found->second.type), " wanted");
  }
  return Ok();
}

// Custom operators come before those of the same name that onnx has.
const onnx::OpSchema* SchemaFor(const Node& node, int opset, const Graph& graph) {
  const CustomOps* custom = graph.model().custom_ops.get();
  const onnx::OpSchema* schema = custom != nullptr ? custom->FindSchema(node.domain, node.op_type, opset) : nullptr;
  return schema != nullptr ? schema : FindSchema(node.domain, node.op_type, opset);
}

bool Has(const Node& node, const std::string& attribute) {
  const auto is_body = [&](const Body& body) { return body.attribute == attribute; };
  return node.FindAttribute(attribute) != nullptr || std::any_of(node.bodies.begin(), node.bodies.end(), is_body);
}

}  // namespace

Status FindOperator(Node& node, std::string_view overload, const Graph& graph) {
  auto opset = node.imports->find(node.domain);
  if (opset == node.imports->end()) {
    return Bad(node, graph, "Error No opset import for domain \"", node.domain, "\"");
  }
  node.schema = overload.empty() ? SchemaFor(node, opset->second, graph) : nullptr;
  if (node.schema != nullptr && !node.schema->deprecated()) {
    node.since_version = node.schema->SinceVersion();
    return Ok();
  }
  node.schema = nullptr;
  node.function = graph.model().functions.Find(node.domain, node.op_type, overload);
  if (node.function == nullptr) {
    // Operators of ONNX's own domains are told apart, as ORT does.
    const bool is_onnx = node.domain != "com.microsoft" && NewestOpset(node.domain, false) > 0;
    if (!is_onnx) return Error(ORT_FAIL, "Fatal error: ", node.domain, ":", node.op_type, "(-1) is not a registered function/op");
    return Bad(node, graph, "Error No Op registered for ", node.op_type, " with domain version of ", opset->second);
  }
  node.since_version = opset->second;
  return Ok();
}

Status CheckNode(const Node& node, const Graph& graph) {
  absl::flat_hash_set<std::string_view> names;
  const auto is_new = [&](std::string_view name) { return names.insert(name).second; };
  for (const onnx::AttributeProto& attribute : node.attributes) {
    if (!is_new(attribute.name())) return Bad(node, graph, "Attribute '", attribute.name(), "' appeared multiple times");
  }
  for (const Body& body : node.bodies) {
    if (!is_new(body.attribute)) return Bad(node, graph, "Attribute '", body.attribute, "' appeared multiple times");
  }
  if (node.function != nullptr) return Ok();
  BERTH_RETURN_IF_ERROR(CheckCounts(node, graph));
  for (const onnx::AttributeProto& attribute : node.attributes) {
    BERTH_RETURN_IF_ERROR(CheckAttribute(attribute, node, graph));
  }
  for (const auto& [name, attribute] : node.schema->attributes()) {
    if (attribute.required && !Has(node, name)) return Bad(node, graph, "Required attribute '", name, "' is missing");
  }
  return Ok();
}

void FillDefaults(Node& node) {
  const auto fill = [&node](const onnx::AttributeProto& attribute) {
    if (!Has(node, attribute.name())) node.attributes.push_back(attribute);
  };
  if (node.function != nullptr) {
    for (const auto& attribute : node.function->proto.attribute_proto()) fill(attribute);
  } else {
    for (const auto& [name, attribute] : node.schema->attributes()) {
      if (attribute.default_value.type() != onnx::AttributeProto::UNDEFINED) fill(attribute.default_value);
    }
  }
  std::sort(node.attributes.begin(), node.attributes.end(),
            [](const onnx::AttributeProto& a, const onnx::AttributeProto& b) { return a.name() < b.name(); });
}

}  // namespace berth
