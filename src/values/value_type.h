// Static types of values: what a model declares for an input, and what a value at hand is.
//
// ValueType is the plain description; OrtTypeInfo and its relatives are the same with a tag, as the ABI hands them out.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <onnxruntime_c_api.h>

#include "base/handle.h"
#include "values/element_type.h"
#include "values/shape.h"

// Element type, dims and symbolic names. `dims` has -1 where a dimension is not known; `symbols` is parallel to it,
// with "" where there is no name. has_shape false: not even the rank is known (reported as zero dimensions, no elements).
struct OrtTensorTypeAndShapeInfo : berth::Tagged<berth::HandleKind::kTensorInfo> {
  berth::ElementType element_type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  bool has_shape = false;
  std::vector<int64_t> dims;
  std::vector<std::string> symbols;

  // Sets the shape; names stay with their positions. Error ORT_INVALID_ARGUMENT: a dimension below -1.
  berth::Status SetDims(berth::DimsView new_dims);
  // Names dimensions from the front; null is "". Names may come before the dims; those beyond the dims are dropped.
  void SetSymbols(std::span<const char* const> names);
  // 0 without a shape. Error ORT_FAIL: a dimension is not known, or the product overflows.
  berth::StatusOr<size_t> ElementCount() const;
};

struct OrtTypeInfo;

struct OrtSequenceTypeInfo : berth::Tagged<berth::HandleKind::kSequenceTypeInfo> {
  std::shared_ptr<const OrtTypeInfo> element;
};
struct OrtOptionalTypeInfo : berth::Tagged<berth::HandleKind::kOptionalTypeInfo> {
  std::shared_ptr<const OrtTypeInfo> element;
};
struct OrtMapTypeInfo : berth::Tagged<berth::HandleKind::kMapTypeInfo> {
  berth::ElementType key_type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  std::shared_ptr<const OrtTypeInfo> value;
};

// Exactly the member that `kind` names is meaningful. Copies share nested types, which never change.
struct OrtTypeInfo : berth::Tagged<berth::HandleKind::kTypeInfo> {
  ONNXType kind = ONNX_TYPE_UNKNOWN;
  OrtTensorTypeAndShapeInfo tensor;  // TENSOR and SPARSETENSOR
  OrtSequenceTypeInfo sequence;
  OrtOptionalTypeInfo optional;
  OrtMapTypeInfo map;
  std::string denotation;
};

struct OrtValue;

namespace berth {

using ValueType = OrtTypeInfo;

// The type of a value at hand: a tensor with concrete dims; what is inside sequences and maps without a shape, as it
// may differ from element to element.
ValueType TypeOf(const OrtValue& value);

// "tensor(float)[N,3,224,224]", "seq(tensor(int64))", "map(int64,tensor(float))".
std::string TypeText(const ValueType& type);

// Whether `value` may be fed where `wanted` is declared. The Status says seen and wanted (type, rank, or dims that are
// fixed and differ; inside sequences and maps types alone), without who and which: callers annotate.
Status CheckValue(const OrtValue& value, const ValueType& wanted);

}  // namespace berth
