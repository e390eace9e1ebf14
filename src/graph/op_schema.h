// An operator's definition as the C API hands it out.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <onnxruntime_c_api.h>

#include "base/handle.h"
#include "onnx/defs/schema.h"

// A type parameter and where it stands.
struct OrtOpSchemaTypeConstraint : berth::Tagged<berth::HandleKind::kOpSchemaConstraint> {
  std::string name;                     // "T"
  std::vector<const char*> types;       // "tensor(float)", ...; the schema's
  std::vector<size_t> inputs, outputs;  // that have it
};

struct OrtOpSchema : berth::Tagged<berth::HandleKind::kOpSchema> {
  explicit OrtOpSchema(const onnx::OpSchema& op_schema);

  // The type parameter of that name; null for none: a fixed type.
  const OrtOpSchemaTypeConstraint* Find(std::string_view name) const;

  const onnx::OpSchema& schema;   // alive for the process
  std::vector<std::unique_ptr<OrtOpSchemaTypeConstraint>> constraints;
};
