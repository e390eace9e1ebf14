#include "graph/op_schema.h"

#include "capi/bind.h"
#include "capi/guard.h"
#include "graph/schema.h"

namespace berth::capi {
namespace {

using Schema = OrtOpSchema;
using Constraint = OrtOpSchemaTypeConstraint;
using Formals = const std::vector<onnx::OpSchema::FormalParameter>& (onnx::OpSchema::*)() const;

OrtStatus* ORT_API_CALL GetOpSchema(const char* name, int max_version, const char* domain, Schema** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(name, "name"));
    BERTH_RETURN_IF_ERROR(NotNull(domain, "domain"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out_schema"));
    const onnx::OpSchema* schema = FindSchema(domain, name, max_version);
    *out = schema != nullptr ? new Schema(*schema) : nullptr;
    return Ok();
  });
}

OrtStatus* ORT_API_CALL SinceVersion(const Schema* schema, int* out) noexcept {
  return Get(schema, "schema", out, [&] { return schema->schema.SinceVersion(); });
}

template <Formals kFormals>
OrtStatus* ORT_API_CALL Count(const Schema* schema, size_t* out) noexcept {
  return Get(schema, "schema", out, [&] { return (schema->schema.*kFormals)().size(); });
}

// Reads something of one formal parameter.
template <Formals kFormals, typename Out, typename Read>
OrtStatus* OfFormal(const Schema* schema, size_t index, Out* out, Read&& read) noexcept {
  return Ask(schema, "schema", out, [&]() -> Status {
    const auto& formals = (schema->schema.*kFormals)();
    if (index >= formals.size()) {
      return InvalidArgument("OpSchema: ", schema->schema.Name(), ": index ", index, " seen, below ", formals.size(), " wanted");
    }
    *out = read(formals[index]);
    return Ok();
  });
}
template <Formals kFormals>
OrtStatus* ORT_API_CALL Name(const Schema* schema, size_t index, const char** out) noexcept {
  return OfFormal<kFormals>(schema, index, out, [](const auto& formal) { return formal.GetName().c_str(); });
}
template <Formals kFormals>
OrtStatus* ORT_API_CALL ConstraintOf(const Schema* schema, size_t index, const Constraint** out) noexcept {
  return OfFormal<kFormals>(schema, index, out, [&](const auto& formal) { return schema->Find(formal.GetTypeStr()); });
}

OrtStatus* ORT_API_CALL ConstraintCount(const Schema* schema, size_t* out) noexcept {
  return Get(schema, "schema", out, [&] { return schema->constraints.size(); });
}
OrtStatus* ORT_API_CALL ConstraintAt(const Schema* schema, size_t index, const Constraint** out) noexcept {
  return Ask(schema, "schema", out, [&]() -> Status {
    if (index >= schema->constraints.size()) {
      return InvalidArgument("OpSchema: ", schema->schema.Name(), ": type constraint ", index, " seen, below ",
                             schema->constraints.size(), " wanted");
    }
    *out = schema->constraints[index].get();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL ParamName(const Constraint* constraint, const char** out) noexcept {
  return Get(constraint, "type_constraint", out, [&] { return constraint->name.c_str(); });
}

// A list that stays the constraint's.
template <auto kList, typename T>
OrtStatus* ORT_API_CALL List(const Constraint* constraint, const T** out, size_t* count) noexcept {
  return Ask(constraint, "type_constraint", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(count, "count"));
    *out = (constraint->*kList).data();
    *count = (constraint->*kList).size();
    return Ok();
  });
}

}  // namespace

void BindOpSchema(OrtEpApi& api) {
  using onnx::OpSchema;
  api.GetOpSchema = GetOpSchema;
  api.ReleaseOpSchema = ReleaseHandle<Schema>;
  api.OpSchema_GetSinceVersion = SinceVersion;
  api.OpSchema_GetNumInputs = Count<&OpSchema::inputs>;
  api.OpSchema_GetInputName = Name<&OpSchema::inputs>;
  api.OpSchema_GetInputTypeConstraint = ConstraintOf<&OpSchema::inputs>;
  api.OpSchema_GetNumOutputs = Count<&OpSchema::outputs>;
  api.OpSchema_GetOutputName = Name<&OpSchema::outputs>;
  api.OpSchema_GetOutputTypeConstraint = ConstraintOf<&OpSchema::outputs>;
  api.OpSchema_GetTypeConstraintCount = ConstraintCount;
  api.OpSchema_GetTypeConstraint = ConstraintAt;
  api.OpSchemaTypeConstraint_GetTypeParamName = ParamName;
  api.OpSchemaTypeConstraint_GetAllowedTypes = List<&Constraint::types, const char*>;
  api.OpSchemaTypeConstraint_GetInputIndices = List<&Constraint::inputs, size_t>;
  api.OpSchemaTypeConstraint_GetOutputIndices = List<&Constraint::outputs, size_t>;
}

}  // namespace berth::capi
