// Kernels that an EP describes: definitions, their builder, and the registry it hands to the host.
//
// A definition says which nodes a kernel is for: operator, domain, schema versions, element types. OrtKernelRegistry is a
// plain list; an EP owns it, the host copies what it needs.
#pragma once

#include <climits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <onnxruntime_c_api.h>

#include "base/handle.h"
#include "graph/graph.h"
#include "graph/memory_use.h"

// An element type of tensors as GetTensorDataType hands it out: one object a type, alive for the process.
struct OrtDataType : berth::Tagged<berth::HandleKind::kDataType> {
  berth::ElementType element = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
};

struct OrtKernelDef : berth::Tagged<berth::HandleKind::kKernelDef>, berth::MemoryUse {
  std::string op_type, domain, ep;
  int since = 1;
  int until = INT_MAX;                                    // INT_MAX: schema version `since` alone
  std::map<std::string, berth::TypeSet> types;            // by type parameter of the schema
};

struct OrtKernelDefBuilder : berth::Tagged<berth::HandleKind::kKernelDefBuilder> {
  OrtKernelDef def;
};

struct OrtKernelRegistry : berth::Tagged<berth::HandleKind::kKernelRegistry> {
  struct Entry {
    OrtKernelDef def;
    OrtKernelCreateFunc create;
    void* state;
  };
  std::vector<Entry> entries;
};

namespace berth {

// The object for an element type; null for UNDEFINED and unknown values.
const OrtDataType* TensorDataType(ElementType type);

// Adds a copy of `def`. ORT_FAIL `Conflicting` when another entry of the EP covers one of the same versions with overlapping
// types and the same use of memory.
Status AddKernel(OrtKernelRegistry& registry, const OrtKernelDef& def, OrtKernelCreateFunc create, void* state);

// The first entry of EP `ep` whose operator, version and types fit the node; null when there is none. One with a constraint
// on a type parameter that the node's schema does not have fits no node.
const OrtKernelRegistry::Entry* FindRegistered(const OrtKernelRegistry& registry, std::string_view ep, const Graph& graph,
                                               const Node& node);

}  // namespace berth
