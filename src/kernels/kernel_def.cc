#include "kernels/kernel_def.h"

#include <array>

#include "kernels/node_types.h"

namespace berth {
namespace {

// Enum values of element types are dense and below this.
constexpr size_t kElementTypes = 64;

bool TypesOverlap(const OrtKernelDef& a, const OrtKernelDef& b) {
  for (const auto& [param, types] : a.types) {
    auto other = b.types.find(param);
    if (other != b.types.end() && (types & other->second).empty()) return false;
  }
  return true;
}

bool Overlap(const OrtKernelDef& a, const OrtKernelDef& b) {
  return a.op_type == b.op_type && a.domain == b.domain && a.since <= b.until && b.since <= a.until && TypesOverlap(a, b);
}

// A kernel for one version only says so by since == until; an open end covers later schema versions too.
bool Fits(const OrtKernelDef& def, const Graph& graph, const Node& node) {
  if (def.op_type != node.op_type || def.domain != node.domain) return false;
  if (node.since_version < def.since || node.since_version > def.until) return false;
  for (const auto& [param, types] : def.types) {
    const ElementType bound = BoundType(graph, node, param);
    if (bound != ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED && !types.contains(bound)) return false;
  }
  return true;
}

}  // namespace

const OrtDataType* TensorDataType(ElementType type) {
  static const auto* types = [] {
    auto* all = new std::array<OrtDataType, kElementTypes>();
    for (size_t i = 0; i < kElementTypes; ++i) (*all)[i].element = static_cast<ElementType>(i);
    return all;
  }();
  return FindElementType(type) != nullptr ? &(*types)[static_cast<size_t>(type)] : nullptr;
}

Status AddKernel(OrtKernelRegistry& registry, const OrtKernelDef& def, OrtKernelCreateFunc create, void* state) {
  for (const OrtKernelRegistry::Entry& entry : registry.entries) {
    if (!Overlap(entry.def, def)) continue;
    return Error(ORT_FAIL, "KernelRegistry_AddKernel: ", def.op_type, " (domain \"", def.domain, "\", versions ", def.since,
                 " to ", def.until, "): Conflicting with a kernel for versions ", entry.def.since, " to ", entry.def.until);
  }
  registry.entries.push_back({def, create, state});
  return Ok();
}

const OrtKernelRegistry::Entry* FindRegistered(const OrtKernelRegistry& registry, const Graph& graph, const Node& node) {
  for (const OrtKernelRegistry::Entry& entry : registry.entries) {
    if (Fits(entry.def, graph, node)) return &entry;
  }
  return nullptr;
}

}  // namespace berth
