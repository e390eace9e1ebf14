// Operators that applications and EPs bring: what their tables say, and the schemas that come of it.
//
// A table (OrtCustomOp) is foreign code. It is read once for a session, slot by slot as far as its version goes, and
// afterwards only its kernels and its shape inference are called.
#pragma once

#include <climits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <onnxruntime_c_api.h>

#include "base/handle.h"
#include "graph/graph.h"
#include "graph/memory_use.h"
#include "onnx/defs/schema.h"

// Owned by the application, which keeps it and the tables in it while sessions use them.
struct OrtCustomOpDomain : berth::Tagged<berth::HandleKind::kCustomOpDomain> {
  std::string name;
  std::vector<const OrtCustomOp*> ops;
  const OrtApi* api = nullptr;   // what kernels get
};

namespace berth {

// The first API whose OrtCustomOp has a slot.
template <auto kMember>
inline constexpr uint32_t kCustomOpSince = 1;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::GetInputCharacteristic> = 8;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::GetOutputCharacteristic> = 8;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::GetInputMemoryType> = 13;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::GetVariadicInputMinArity> = 14;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::GetVariadicInputHomogeneity> = 14;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::GetVariadicOutputMinArity> = 14;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::GetVariadicOutputHomogeneity> = 14;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::CreateKernelV2> = 16;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::KernelComputeV2> = 16;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::InferOutputShapeFn> = 17;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::GetStartVersion> = 17;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::GetEndVersion> = 17;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::GetMayInplace> = 18;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::ReleaseMayInplace> = 18;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::GetAliasMap> = 18;
template <>
inline constexpr uint32_t kCustomOpSince<&OrtCustomOp::ReleaseAliasMap> = 18;

// A slot of the table; null when the table is too old for it or leaves it empty. A table newer than this API has slots
// behind these, of which nothing is asked.
template <auto kMember>
auto CustomOpSlot(const OrtCustomOp& table) {
  return table.version >= kCustomOpSince<kMember> ? table.*kMember : nullptr;
}

// What a table says.
struct CustomOp {
  struct Parameter {
    ElementType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;   // UNDEFINED: any
    OrtCustomOpInputOutputCharacteristic kind = INPUT_OUTPUT_REQUIRED;
    int min_arity = 1;         // of a variadic one
    bool homogeneous = true;   // of a variadic one
  };

  const OrtCustomOp* table;
  const OrtApi* api;
  std::string domain, name, ep;    // ep: of the CPU when the table names none
  int since = 1, until = INT_MAX;  // versions of the domain's operator set
  std::vector<Parameter> inputs, outputs;
  MemoryUse memory;

  std::string Label() const;       // as messages name it
};

// All custom operators of a session. Immutable; models keep it alive, for nodes point to its schemas.
class CustomOps {
 public:
  // Reads the tables. Errors: ORT_INVALID_ARGUMENT for a domain that is no live handle and for a table without a required
  // callback, with too many inputs or outputs, or with a variadic one that is not the last; ORT_FAIL for operators of one name
  // that differ in more than types, for an output of any type whose type nothing tells, and for two
  // domains of one name; what the callbacks throw.
  static StatusOr<std::shared_ptr<const CustomOps>> Read(std::span<const OrtCustomOpDomain* const> domains);

  // The schema under opset `opset` of the domain, or null.
  const onnx::OpSchema* FindSchema(std::string_view domain, std::string_view name, int opset) const;
  bool Has(const onnx::OpSchema* schema) const;

  // The first operator for EP `ep` that fits the node's version and types; null when there is none.
  const CustomOp* Find(const Graph& graph, const Node& node, std::string_view ep) const;

 private:
  // Operators of one name, which share a schema.
  struct Family {
    std::vector<CustomOp> ops;
    std::unique_ptr<onnx::OpSchema> schema;
  };
  Status Add(CustomOp op);
  Family* FindFamily(std::string_view domain, std::string_view name) const;

  std::vector<std::unique_ptr<Family>> families_;
};

}  // namespace berth
