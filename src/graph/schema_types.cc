#include "graph/schema_types.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "graph/gradient/gradient.h"
#include "graph/onnx_type.h"
#include "onnx/defs/data_type_utils.h"
#include "onnx/defs/schema.h"

namespace berth {
namespace {

using onnx::TypeProto;

bool IsOpen(const TypeProto& type) {
  return type.value_case() == TypeProto::VALUE_NOT_SET || (type.has_tensor_type() && type.tensor_type().elem_type() == 0);
}

// The type that output parameter `formal` has at this node, without shape; null when nothing tells.
const TypeProto* TypeOf(const onnx::OpSchema::FormalParameter& formal, const Graph& graph, const Node& node) {
  if (formal.GetTypes().size() == 1) return &onnx::Utils::DataTypeUtils::ToTypeProto(*formal.GetTypes().begin());
  const auto& inputs = node.schema->inputs();
  for (size_t i = 0; i < node.inputs.size() && !inputs.empty(); ++i) {
    const auto& input = inputs[std::min(i, inputs.size() - 1)];
    if (node.inputs[i] == kNone || !input.GetIsHomogeneous() || input.GetTypeStr() != formal.GetTypeStr()) continue;
    const TypeProto& type = graph.value(node.inputs[i]).type;
    if (!IsOpen(type)) return &type;
  }
  return nullptr;
}

// Cast-1 names its result's type by text. 0 for every other node, and for a text that is no type.
int NamedType(const Node& node) {
  const onnx::AttributeProto* to = node.op_type == "Cast" && node.domain.empty() ? node.FindAttribute("to") : nullptr;
  if (to == nullptr || to->type() != onnx::AttributeProto::STRING) return 0;
  const auto type = ElementTypeByName(absl::AsciiStrToLower(to->s()));
  return type ? ElementTypeToOnnx(*type) : 0;
}

}  // namespace

void FillTypesFromSchema(const Graph& graph, const Node& node, std::vector<TypeProto>& outputs) {
  const auto& formals = node.schema->outputs();
  if (const int named = NamedType(node); named != 0 && outputs.size() == 1 && IsOpen(outputs[0])) {
    outputs[0].mutable_tensor_type()->set_elem_type(named);
  }
  for (size_t i = 0; i < outputs.size() && !formals.empty(); ++i) {
    if (node.outputs[i] == kNone || !IsOpen(outputs[i])) continue;
    if (IsGradient(node) && i < node.inputs.size() && node.inputs[i] != kNone) {
      outputs[i] = graph.value(node.inputs[i]).type;
      continue;
    }
    const TypeProto* type = TypeOf(formals[std::min(i, formals.size() - 1)], graph, node);
    if (type == nullptr) continue;
    if (type->has_tensor_type()) {
      outputs[i].mutable_tensor_type()->set_elem_type(type->tensor_type().elem_type());
    } else if (outputs[i].value_case() == TypeProto::VALUE_NOT_SET) {
      outputs[i] = *type;
    }
  }
}

}  // namespace berth
