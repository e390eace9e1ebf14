#include "kernels/registry.h"

#include <string>

#include "absl/container/flat_hash_map.h"
#include "onnx/defs/schema.h"

namespace berth {

#define BERTH_KERNEL_FILE(stem) extern const std::span<const KernelRow> kKernels_##stem;
#include "kernels/kernel_lists.inc"
#undef BERTH_KERNEL_FILE

namespace {

using RowsByName = absl::flat_hash_map<std::pair<std::string_view, std::string_view>, std::vector<const KernelRow*>>;

const RowsByName& Rows() {
  static const auto* rows = [] {
    auto* by_name = new RowsByName();
    for (std::span<const KernelRow> file : AllKernelRows()) {
      for (const KernelRow& row : file) (*by_name)[{row.domain, row.op_type}].push_back(&row);
    }
    return by_name;
  }();
  return *rows;
}

ElementType TypeOfValue(const Graph& graph, ValueId id) {
  const onnx::TypeProto& type = graph.value(id).type;
  if (type.has_tensor_type()) return static_cast<ElementType>(type.tensor_type().elem_type());
  if (type.has_sequence_type() && type.sequence_type().elem_type().has_tensor_type()) {
    return static_cast<ElementType>(type.sequence_type().elem_type().tensor_type().elem_type());
  }
  return ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
}

// The element type that a type parameter has at this node, or UNDEFINED when no slot tells.
ElementType Bound(const Graph& graph, const Node& node, const char* param) {
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

std::string TypesText(TypeSet types) {
  std::string text;
  for (int i = 1; i < 64; ++i) {
    const auto type = static_cast<ElementType>(i);
    if (types.contains(type)) absl::StrAppend(&text, text.empty() ? "" : ", ", ElementTypeName(type));
  }
  return text;
}

// Empty when the row's types agree, else why they do not.
std::string Mismatch(const Graph& graph, const Node& node, const KernelRow& row) {
  for (const TypeRule& rule : row.types) {
    if (rule.param == nullptr || node.schema == nullptr) continue;
    const ElementType bound = Bound(graph, node, rule.param);
    if (bound == ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED || rule.types.contains(bound)) continue;
    return absl::StrCat(" for ", rule.param, " = ", ElementTypeName(bound), "; have ", TypesText(rule.types));
  }
  return "";
}

}  // namespace

std::span<const std::span<const KernelRow>> AllKernelRows() {
  static const std::span<const KernelRow> kFiles[] = {
#define BERTH_KERNEL_FILE(stem) kKernels_##stem,
#include "kernels/kernel_lists.inc"
#undef BERTH_KERNEL_FILE
  };
  return kFiles;
}

StatusOr<const KernelRow*> FindKernel(const Graph& graph, const Node& node) {
  std::string reason;
  auto found = Rows().find(std::pair<std::string_view, std::string_view>(node.domain, node.op_type));
  if (found != Rows().end()) {
    for (const KernelRow* row : found->second) {
      if (node.since_version < row->since || node.since_version > row->until) continue;
      reason = Mismatch(graph, node, *row);
      if (reason.empty()) return row;
    }
    if (reason.empty()) reason = " for this version of the operator";
  }
  return Error(ORT_NOT_IMPLEMENTED, "node \"", node.Label(graph), "\": ", node.op_type, "-", node.since_version,
               node.domain.empty() ? "" : absl::StrCat(" (", node.domain, ")"), ": no CPU kernel", reason);
}

}  // namespace berth
