#include "kernels/node_types.h"

#include <algorithm>

#include "graph/onnx_type.h"
#include "onnx/defs/schema.h"

namespace berth {
namespace {

ElementType TypeOfValue(const Graph& graph, ValueId id) {
  const onnx::TypeProto& type = graph.value(id).type;
  if (type.has_tensor_type()) return ElementTypeFromOnnx(type.tensor_type().elem_type());
  if (type.has_sequence_type() && type.sequence_type().elem_type().has_tensor_type()) {
    return ElementTypeFromOnnx(type.sequence_type().elem_type().tensor_type().elem_type());
  }
  return ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
}

}  // namespace

ElementType BoundType(const Graph& graph, const Node& node, std::string_view param) {
  if (node.schema == nullptr) return ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  auto find = [&](const auto& formals, const std::vector<ValueId>& slots) {
    for (size_t i = 0; i < slots.size() && !formals.empty(); ++i) {
      // A variadic parameter is the last one and covers the rest.
      const auto& formal = formals[std::min(i, formals.size() - 1)];
      if (slots[i] != kNone && formal.GetTypeStr() == param) return TypeOfValue(graph, slots[i]);
    }
    return ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  };
  const ElementType input = find(node.schema->inputs(), node.inputs);
  return input != ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED ? input : find(node.schema->outputs(), node.outputs);
}

}  // namespace berth
