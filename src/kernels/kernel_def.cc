#include "kernels/kernel_def.h"

#include <algorithm>
#include <array>

#include "kernels/node_types.h"
#include "onnx/defs/schema.h"

namespace berth {
namespace {

// Enum values of element types are dense and below this.
constexpr size_t kElementTypes = 64;

std::string_view PlainDomain(std::string_view domain) { return domain == "ai.onnx" ? "" : domain; }

// A range without an end stands for the one schema version that it starts with.
int LastVersion(const OrtKernelDef& def) { return def.until == INT_MAX ? def.since : def.until; }

bool VersionsMeet(const OrtKernelDef& a, const OrtKernelDef& b) {
  return a.since <= LastVersion(b) && b.since <= LastVersion(a);
}

bool TypesMeet(const OrtKernelDef& a, const OrtKernelDef& b) {
  for (const auto& [param, types] : a.types) {
    auto other = b.types.find(param);
    if (other != b.types.end() && (types & other->second).empty()) return false;
  }
  return true;
}

// Whether the places of slots set two definitions apart. Places are only compared where both have the same one, which counts
// as apart too: EPs rely on ORT, which adds such a pair.
bool PlacesApart(const std::map<size_t, OrtMemType>& existing, const std::map<size_t, OrtMemType>& added) {
  if (added.size() > existing.size()) return true;
  return std::any_of(existing.begin(), existing.end(), [&](const auto& place) {
    auto other = added.find(place.first);
    return other != added.end() && other->second == place.second;
  });
}

// Definitions for the same nodes may stand side by side when they use memory differently; the first one gets the nodes.
bool Conflict(const OrtKernelDef& existing, const OrtKernelDef& added) {
  return existing.op_type == added.op_type && PlainDomain(existing.domain) == PlainDomain(added.domain) &&
         existing.ep == added.ep && VersionsMeet(existing, added) && TypesMeet(existing, added) &&
         existing.aliases == added.aliases && existing.may_aliases == added.may_aliases &&
         !PlacesApart(existing.input_memory, added.input_memory) && !PlacesApart(existing.output_memory, added.output_memory);
}

bool HasTypeParam(const onnx::OpSchema& schema, const std::string& param) {
  return schema.typeConstraintMap().contains(param);
}

bool Fits(const OrtKernelDef& def, const Graph& graph, const Node& node) {
  if (def.op_type != node.op_type || PlainDomain(def.domain) != node.domain) return false;
  if (node.since_version < def.since || node.since_version > LastVersion(def)) return false;
  for (const auto& [param, types] : def.types) {
    if (node.schema != nullptr && !HasTypeParam(*node.schema, param)) return false;
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
    if (!Conflict(entry.def, def)) continue;
    return Error(ORT_FAIL, "KernelRegistry_AddKernel: ", def.op_type, " (domain \"", def.domain, "\", versions ", def.since,
                 " to ", def.until, "): Conflicting with a kernel for versions ", entry.def.since, " to ", entry.def.until);
  }
  registry.entries.push_back({def, create, state});
  return Ok();
}

const OrtKernelRegistry::Entry* FindRegistered(const OrtKernelRegistry& registry, std::string_view ep,
                                                const Graph& graph, const Node& node) {
  for (const OrtKernelRegistry::Entry& entry : registry.entries) {
    if (entry.def.ep == ep && Fits(entry.def, graph, node)) return &entry;
  }
  return nullptr;
}

}  // namespace berth
