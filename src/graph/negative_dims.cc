#include "graph/negative_dims.h"

namespace berth {

void ClearNegativeDims(onnx::TypeProto& type) {
  switch (type.value_case()) {
    case onnx::TypeProto::kTensorType:
      if (!type.tensor_type().has_shape()) break;
      for (auto& dim : *type.mutable_tensor_type()->mutable_shape()->mutable_dim()) {
        if (dim.dim_value() < 0) dim.clear_dim_value();
      }
      break;
    case onnx::TypeProto::kSequenceType:
      return ClearNegativeDims(*type.mutable_sequence_type()->mutable_elem_type());
    case onnx::TypeProto::kOptionalType:
      return ClearNegativeDims(*type.mutable_optional_type()->mutable_elem_type());
    case onnx::TypeProto::kMapType:
      return ClearNegativeDims(*type.mutable_map_type()->mutable_value_type());
    default:
      break;
  }
}

}  // namespace berth
