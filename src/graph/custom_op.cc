#include "graph/custom_op.h"

#include <algorithm>
#include <set>

#include "base/foreign.h"
#include "graph/custom_op_schema.h"
#include "graph/function.h"
#include "graph/onnx_type.h"

namespace berth {
namespace {

constexpr char kCpu[] = "CPUExecutionProvider";   // where operators run whose table names no EP

// More than any operator has; a table that says more does not say what it means.
constexpr size_t kMaxParameters = 1024;

Status Bad(const std::string& label, std::string_view what) { return InvalidArgument(label, ": ", what); }

// Reads one table. Every call may throw: the caller stands behind the guard.
class Reader {
 public:
  Reader(const OrtCustomOp& table, CustomOp& op) : table_(table), op_(op) {}

  Status Read() {
    if (table_.GetName == nullptr) return Bad("custom operator of domain \"" + op_.domain + "\"", "GetName: null seen");
    const char* name = table_.GetName(&table_);
    if (name == nullptr || *name == '\0') {
      return Bad("custom operator of domain \"" + op_.domain + "\"", "GetName(): null or empty seen, a name wanted");
    }
    op_.name = name;
    BERTH_RETURN_IF_ERROR(CheckSlots());
    const char* ep = table_.GetExecutionProviderType != nullptr ? table_.GetExecutionProviderType(&table_) : nullptr;
    op_.ep = ep != nullptr ? ep : kCpu;
    if (auto start = CustomOpSlot<&OrtCustomOp::GetStartVersion>(table_)) op_.since = start(&table_);
    if (auto end = CustomOpSlot<&OrtCustomOp::GetEndVersion>(table_)) op_.until = end(&table_);
    BERTH_RETURN_IF_ERROR(ReadInputs());
    BERTH_RETURN_IF_ERROR(ReadOutputs());
    return ReadMemoryUse();
  }

 private:
  Status CheckSlots() const {
    const std::pair<const char*, bool> required[] = {
        {"GetInputTypeCount", table_.GetInputTypeCount != nullptr},
        {"GetInputType", table_.GetInputType != nullptr},
        {"GetOutputTypeCount", table_.GetOutputTypeCount != nullptr},
        {"GetOutputType", table_.GetOutputType != nullptr},
        {"CreateKernel", table_.CreateKernel != nullptr || CustomOpSlot<&OrtCustomOp::CreateKernelV2>(table_) != nullptr},
        {"KernelCompute", table_.KernelCompute != nullptr || CustomOpSlot<&OrtCustomOp::KernelComputeV2>(table_) != nullptr},
        {"KernelDestroy", table_.KernelDestroy != nullptr}};
    for (const auto& [name, there] : required) {
      if (!there) return Bad(op_.Label(), absl::StrCat(name, ": null seen, a function wanted"));
    }
    return Ok();
  }

  Status ReadInputs() {
    BERTH_ASSIGN_OR_RETURN(size_t count, Count("GetInputTypeCount()", table_.GetInputTypeCount(&table_)));
    auto kind = CustomOpSlot<&OrtCustomOp::GetInputCharacteristic>(table_);
    for (size_t i = 0; i < count; ++i) {
      CustomOp::Parameter parameter{table_.GetInputType(&table_, i)};
      if (kind != nullptr) parameter.kind = kind(&table_, i);
      if (parameter.kind == INPUT_OUTPUT_VARIADIC) {
        if (auto arity = CustomOpSlot<&OrtCustomOp::GetVariadicInputMinArity>(table_)) parameter.min_arity = arity(&table_);
        auto same = CustomOpSlot<&OrtCustomOp::GetVariadicInputHomogeneity>(table_);
        if (same != nullptr) parameter.homogeneous = same(&table_) != 0;
      }
      BERTH_RETURN_IF_ERROR(Check(parameter, "input", i, count));
      op_.inputs.push_back(parameter);
    }
    return Ok();
  }

  Status ReadOutputs() {
    BERTH_ASSIGN_OR_RETURN(size_t count, Count("GetOutputTypeCount()", table_.GetOutputTypeCount(&table_)));
    auto kind = CustomOpSlot<&OrtCustomOp::GetOutputCharacteristic>(table_);
    for (size_t i = 0; i < count; ++i) {
      CustomOp::Parameter parameter{table_.GetOutputType(&table_, i)};
      if (kind != nullptr) parameter.kind = kind(&table_, i);
      if (parameter.kind == INPUT_OUTPUT_VARIADIC) {
        if (auto arity = CustomOpSlot<&OrtCustomOp::GetVariadicOutputMinArity>(table_)) parameter.min_arity = arity(&table_);
        auto same = CustomOpSlot<&OrtCustomOp::GetVariadicOutputHomogeneity>(table_);
        if (same != nullptr) parameter.homogeneous = same(&table_) != 0;
      }
      BERTH_RETURN_IF_ERROR(Check(parameter, "output", i, count));
      op_.outputs.push_back(parameter);
    }
    return CheckOpenOutputs();
  }

  StatusOr<size_t> Count(const char* callback, size_t count) const {
    if (count <= kMaxParameters) return count;
    return InvalidArgument(op_.Label(), ": ", callback, ": ", count, " seen, at most ", kMaxParameters, " wanted");
  }

  Status Check(CustomOp::Parameter& parameter, const char* what, size_t i, size_t count) const {
    const std::string label = absl::StrCat(op_.Label(), ": ", what, " ", i);
    if (parameter.type != ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED && FindElementType(parameter.type) == nullptr) {
      return Error(ORT_NOT_IMPLEMENTED, label, ": element type ", static_cast<int>(parameter.type), ": no such type");
    }
    if (parameter.kind == INPUT_OUTPUT_REQUIRED || parameter.kind == INPUT_OUTPUT_OPTIONAL) return Ok();
    if (parameter.kind != INPUT_OUTPUT_VARIADIC) {
      return InvalidArgument(label, ": characteristic ", static_cast<int>(parameter.kind), ": no such characteristic");
    }
    if (table_.version < kCustomOpSince<&OrtCustomOp::GetVariadicInputMinArity>) {
      parameter.kind = INPUT_OUTPUT_REQUIRED;   // what it was before there were variadic ones
      return Ok();
    }
    if (i + 1 < count) return Error(ORT_FAIL, label, ": Only the last ", what, " to a custom op may be marked variadic");
    if (parameter.min_arity < 0) {
      return InvalidArgument(label, ": minimum arity ", parameter.min_arity, " seen, 0 or more wanted");
    }
    return Ok();
  }

  Status ReadMemoryUse() {
    if (auto type = CustomOpSlot<&OrtCustomOp::GetInputMemoryType>(table_)) {
      for (size_t i = 0; i < op_.inputs.size(); ++i) op_.memory.input_memory[i] = type(&table_, i);
    }
    BERTH_RETURN_IF_ERROR(ReadPairs("GetMayInplace()", CustomOpSlot<&OrtCustomOp::GetMayInplace>(table_),
                                    CustomOpSlot<&OrtCustomOp::ReleaseMayInplace>(table_), op_.memory.may_aliases));
    return ReadPairs("GetAliasMap()", CustomOpSlot<&OrtCustomOp::GetAliasMap>(table_),
                     CustomOpSlot<&OrtCustomOp::ReleaseAliasMap>(table_), op_.memory.aliases);
  }

  // Pairs of an input and an output, in arrays of the operator. What a node does not have is skipped when it is planned.
  Status ReadPairs(const char* callback, decltype(OrtCustomOp::GetMayInplace) get,
                   decltype(OrtCustomOp::ReleaseMayInplace) release, std::vector<std::pair<int, int>>& pairs) const {
    if (get == nullptr) return Ok();
    int *inputs = nullptr, *outputs = nullptr;
    BERTH_ASSIGN_OR_RETURN(const size_t count, Count(callback, get(&inputs, &outputs)));
    if (count == 0) return Ok();
    if (inputs == nullptr || outputs == nullptr) {
      return Bad(op_.Label(), absl::StrCat(callback, ": ", count, " pairs in a null array seen"));
    }
    for (size_t i = 0; i < count; ++i) pairs.emplace_back(inputs[i], outputs[i]);
    if (release != nullptr) release(inputs, outputs);
    return Ok();
  }

  // An output of any type has that of the one input of any type, if the operator does not tell.
  Status CheckOpenOutputs() const {
    const auto is_any = [](const CustomOp::Parameter& p) { return p.type == ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED; };
    const bool infers = CustomOpSlot<&OrtCustomOp::InferOutputShapeFn>(table_) != nullptr;
    const auto open = std::count_if(op_.inputs.begin(), op_.inputs.end(), is_any);
    for (size_t i = 0; i < op_.outputs.size(); ++i) {
      if (!is_any(op_.outputs[i]) || op_.outputs[i].kind != INPUT_OUTPUT_REQUIRED || open == 1 || infers) continue;
      return Error(ORT_FAIL, op_.Label(), ": output ", i, ": inputs of any type: ", open, " seen, 1 wanted: the type of such an ",
                   "output comes from a single dynamically typed input, or from an InferOutputShapeFn");
    }
    return Ok();
  }

  const OrtCustomOp& table_;
  CustomOp& op_;
};

StatusOr<CustomOp> ReadTable(const OrtCustomOpDomain& domain, const OrtCustomOp* table) {
  CustomOp op;
  op.table = table;
  op.api = domain.api;
  op.domain = DomainName(domain.name);
  Status read;
  Status called = CallForeign(ORT_FAIL, [&] { return op.Label(); }, [&]() -> OrtStatus* {
    read = Reader(*table, op).Read();
    return nullptr;
  });
  BERTH_RETURN_IF_ERROR(called);
  BERTH_RETURN_IF_ERROR(read);
  return op;
}

bool SameParameters(const std::vector<CustomOp::Parameter>& a, const std::vector<CustomOp::Parameter>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.kind == y.kind && x.min_arity == y.min_arity && x.homogeneous == y.homogeneous;
  });
}

ElementType TypeOf(const Graph& graph, ValueId id) {
  const onnx::TypeProto& type = graph.value(id).type;
  return type.has_tensor_type() ? ElementTypeFromOnnx(type.tensor_type().elem_type())
                                : ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
}

bool TypesFit(const Graph& graph, const std::vector<ValueId>& values, const std::vector<CustomOp::Parameter>& parameters) {
  for (size_t i = 0; i < values.size() && !parameters.empty(); ++i) {
    const CustomOp::Parameter& parameter = parameters[std::min(i, parameters.size() - 1)];
    if (values[i] == kNone || parameter.type == ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED || !parameter.homogeneous) continue;
    const ElementType type = TypeOf(graph, values[i]);
    if (type != ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED && type != parameter.type) return false;
  }
  return true;
}

}  // namespace

std::string CustomOp::Label() const {
  return absl::StrCat("custom operator \"", name, "\"", domain.empty() ? "" : absl::StrCat(" (", domain, ")"));
}

StatusOr<std::shared_ptr<const CustomOps>> CustomOps::Read(std::span<const OrtCustomOpDomain* const> domains) {
  auto all = std::make_shared<CustomOps>();
  std::set<std::string> names;
  for (const OrtCustomOpDomain* domain : domains) {
    BERTH_RETURN_IF_ERROR(CheckHandle(domain, "custom_op_domain"));
    if (!names.insert(DomainName(domain->name)).second) {
      return Error(ORT_FAIL, "custom operators: domain \"", domain->name, "\": Domain already set in registry");
    }
    for (const OrtCustomOp* table : domain->ops) {
      BERTH_ASSIGN_OR_RETURN(CustomOp op, ReadTable(*domain, table));
      BERTH_RETURN_IF_ERROR(all->Add(std::move(op)));
    }
  }
  for (const auto& family : all->families_) {
    BERTH_ASSIGN_OR_RETURN(family->schema, MakeCustomSchema(family->ops));
  }
  return std::shared_ptr<const CustomOps>(std::move(all));
}

Status CustomOps::Add(CustomOp op) {
  Family* family = FindFamily(op.domain, op.name);
  if (family == nullptr) {
    families_.push_back(std::make_unique<Family>());
    family = families_.back().get();
  } else if (!SameParameters(family->ops[0].inputs, op.inputs) || !SameParameters(family->ops[0].outputs, op.outputs)) {
    return Error(ORT_FAIL, op.Label(), ": registered twice with inputs or outputs that differ in more than their types: ",
                 "custom op schemas mismatch");
  }
  family->ops.push_back(std::move(op));
  return Ok();
}

CustomOps::Family* CustomOps::FindFamily(std::string_view domain, std::string_view name) const {
  for (const auto& family : families_) {
    if (family->ops[0].name == name && family->ops[0].domain == domain) return family.get();
  }
  return nullptr;
}

const onnx::OpSchema* CustomOps::FindSchema(std::string_view domain, std::string_view name, int opset) const {
  const Family* family = FindFamily(domain, name);
  return family != nullptr && family->schema->SinceVersion() <= opset ? family->schema.get() : nullptr;
}

bool CustomOps::Has(const onnx::OpSchema* schema) const {
  return std::any_of(families_.begin(), families_.end(), [&](const auto& family) { return family->schema.get() == schema; });
}

const CustomOp* CustomOps::Find(const Graph& graph, const Node& node, std::string_view ep) const {
  const Family* family = FindFamily(node.domain, node.op_type);
  if (family == nullptr || family->schema.get() != node.schema) return nullptr;
  for (const CustomOp& op : family->ops) {
    if (op.ep != ep || node.since_version < op.since || node.since_version > op.until) continue;
    if (TypesFit(graph, node.inputs, op.inputs) && TypesFit(graph, node.outputs, op.outputs)) return &op;
  }
  return nullptr;
}

}  // namespace berth
