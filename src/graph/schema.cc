#include "graph/schema.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <mutex>
#include <string>

namespace onnx {
#define BERTH_SCHEMA(op, domain, version) class ONNX_OPERATOR_SET_SCHEMA_CLASS_NAME(domain, version, op);
#include "graph/schema_rows.inc"
#undef BERTH_SCHEMA
}  // namespace onnx

namespace berth {
namespace {

struct SchemaRow {
  std::string_view op_type;
  std::string_view domain_class;   // as onnx's headers name it: "Onnx", "OnnxML", "OnnxPreview"
  int since;
  onnx::OpSchema (*make)();
};

constexpr SchemaRow kRows[] = {
#define BERTH_SCHEMA(op, domain, version) \
  {#op, #domain, version, &onnx::GetOpSchema<onnx::ONNX_OPERATOR_SET_SCHEMA_CLASS_NAME(domain, version, op)>},
#include "graph/schema_rows.inc"
#undef BERTH_SCHEMA
};

std::string_view DomainClass(std::string_view domain) {
  if (domain.empty() || domain == "ai.onnx") return "Onnx";
  if (domain == "ai.onnx.ml") return "OnnxML";
  if (domain.starts_with("ai.onnx.preview")) return "OnnxPreview";
  return "";
}

// The schema of a row, made at first use and kept for the process.
const onnx::OpSchema* Materialize(size_t row) {
  static std::atomic<const onnx::OpSchema*> made[std::size(kRows)];
  if (const onnx::OpSchema* schema = made[row].load(std::memory_order_acquire)) return schema;
  static std::mutex mutex;
  std::lock_guard lock(mutex);
  if (const onnx::OpSchema* schema = made[row].load(std::memory_order_relaxed)) return schema;
  auto* schema = new onnx::OpSchema(kRows[row].make());
  schema->Finalize();
  made[row].store(schema, std::memory_order_release);
  return schema;
}

// The operator that carries what an EP has compiled: every attribute optional, inputs and outputs of any number and type.
const onnx::OpSchema* EpContextSchema() {
  using onnx::AttributeProto;
  using onnx::OpSchema;
  static const auto* schema = [] {
    auto* made = new OpSchema("EPContext", __FILE__, __LINE__);
    made->SetDomain("com.microsoft").SinceVersion(1);
    made->Attr("main_context", "", AttributeProto::INT, int64_t{1}).Attr("embed_mode", "", AttributeProto::INT, int64_t{1});
    made->Attr("max_size", "", AttributeProto::INT, int64_t{0});
    for (const char* name : {"ep_cache_context", "ep_sdk_version", "onnx_model_filename", "hardware_architecture",
                             "partition_name", "source", "notes"}) {
      made->Attr(name, "", AttributeProto::STRING, false);
    }
    made->AllowUncheckedAttributes();
    made->Input(0, "inputs", "", "T", OpSchema::Variadic, false, 0);
    made->Output(0, "outputs", "", "T", OpSchema::Variadic, false, 1);
    made->TypeConstraint("T", OpSchema::all_tensor_types_ir13(), "");
    made->Finalize();
    return made;
  }();
  return schema;
}

class LazyRegistry final : public onnx::ISchemaRegistry {
 public:
  const onnx::OpSchema* GetSchema(const std::string& key, int version, const std::string& domain) const override {
    return FindSchema(domain, key, version);
  }
};

}  // namespace

const onnx::OpSchema* FindSchema(std::string_view domain, std::string_view op_type, int opset) {
  if (domain == "com.microsoft") return op_type == "EPContext" ? EpContextSchema() : nullptr;
  const std::string_view domain_class = DomainClass(domain);
  const auto first = std::lower_bound(std::begin(kRows), std::end(kRows), op_type,
                                      [](const SchemaRow& row, std::string_view name) { return row.op_type < name; });
  const SchemaRow* best = nullptr;
  for (const SchemaRow* row = first; row != std::end(kRows) && row->op_type == op_type; ++row) {
    const bool fits = row->domain_class == domain_class && row->since <= opset;
    if (fits && (best == nullptr || row->since > best->since)) best = row;
  }
  if (best == nullptr) return nullptr;
  const onnx::OpSchema* schema = Materialize(static_cast<size_t>(best - kRows));
  // The preview domains share one class; the schema itself says which is its own.
  return domain_class != "OnnxPreview" || schema->domain() == domain ? schema : nullptr;
}

int NewestOpset(std::string_view domain, bool released) {
  static const onnx::OpSchemaRegistry::DomainToVersionRange ranges;   // as onnx fills it; nobody adds to this one
  const std::string key(domain == "ai.onnx" ? "" : domain);
  if (key == "com.microsoft") return 1;
  if (released) {
    auto found = ranges.LastReleaseVersionMap().find(key);
    return found == ranges.LastReleaseVersionMap().end() ? 0 : found->second;
  }
  auto found = ranges.Map().find(key);
  return found == ranges.Map().end() ? 0 : found->second.second;
}

Status CheckOpset(std::string_view who, std::string_view domain, int64_t version, bool released) {
  const int newest = NewestOpset(domain, released);
  if (version >= 1 && (newest == 0 || version <= newest)) return Ok();
  return Error(ORT_FAIL, who, ": opset ", version, " of domain \"", domain, "\" seen, 1 to ", newest, " wanted");
}

const onnx::ISchemaRegistry& LazySchemaRegistry() {
  static const LazyRegistry registry;
  return registry;
}

}  // namespace berth
