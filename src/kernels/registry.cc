#include "kernels/registry.h"

#include <string>

#include "absl/container/flat_hash_map.h"
#include "kernels/node_types.h"

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
    if (rule.param == nullptr) continue;
    const ElementType bound = BoundType(graph, node, rule.param);
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
