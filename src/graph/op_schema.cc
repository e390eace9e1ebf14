#include "graph/op_schema.h"

OrtOpSchema::OrtOpSchema(const onnx::OpSchema& op_schema) : schema(op_schema) {
  for (const auto& param : schema.typeConstraintParams()) {
    auto constraint = std::make_unique<OrtOpSchemaTypeConstraint>();
    constraint->name = param.type_param_str;
    for (const std::string& type : param.allowed_type_strs) constraint->types.push_back(type.c_str());
    for (size_t i = 0; i < schema.inputs().size(); ++i) {
      if (schema.inputs()[i].GetTypeStr() == constraint->name) constraint->inputs.push_back(i);
    }
    for (size_t i = 0; i < schema.outputs().size(); ++i) {
      if (schema.outputs()[i].GetTypeStr() == constraint->name) constraint->outputs.push_back(i);
    }
    constraints.push_back(std::move(constraint));
  }
}

const OrtOpSchemaTypeConstraint* OrtOpSchema::Find(std::string_view name) const {
  for (const auto& constraint : constraints) {
    if (constraint->name == name) return constraint.get();
  }
  return nullptr;
}
