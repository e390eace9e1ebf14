// The schema of custom operators, and what their shape inference sees.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "graph/custom_op.h"
#include "graph/view.h"
#include "values/value_type.h"

// A node while an operator's InferOutputShapeFn looks at it; lives during that call.
struct OrtShapeInferContext : berth::Tagged<berth::HandleKind::kShapeInferContext> {
  explicit OrtShapeInferContext(onnx::InferenceContext& node) : context(node) {}
  // First of all. Error ORT_FAIL: an input that is no tensor.
  berth::Status ReadInputs();

  // OrtApi::ShapeInferContext_*. ORT_INVALID_ARGUMENT: no such input, no such attribute.
  berth::StatusOr<OrtTensorTypeAndShapeInfo*> Input(size_t i) const;
  berth::StatusOr<const OrtOpAttr*> Attribute(const char* name) const;
  // The element type counts where the table leaves it open. ORT_INVALID_ARGUMENT: no such output; ORT_FAIL: fewer or more names
  // than dimensions.
  berth::Status SetOutput(size_t i, const OrtTensorTypeAndShapeInfo& info) const;

  onnx::InferenceContext& context;
  std::vector<std::unique_ptr<OrtTensorTypeAndShapeInfo>> inputs;   // without a shape where one is left out
  mutable std::map<std::string, std::unique_ptr<OrtOpAttr>> attributes;   // that were asked for
};

namespace berth {

// The schema of operators of one name, which have the same parameters but for their types. `ops` outlives the schema. Its
// inference takes the types of outputs from the first operator that the inputs fit, then asks the first one's own inference.
// Error ORT_FAIL: what onnx does not take as a schema.
StatusOr<std::unique_ptr<onnx::OpSchema>> MakeCustomSchema(const std::vector<CustomOp>& ops);

}  // namespace berth
