// Element types as ONNX numbers them (TensorProto.DataType: in models, and in attributes such as Cast's `to`) and as the API
// does: the two agree up to FLOAT4E2M1, and on those that the API lacks (float6.h).
#pragma once

#include <cstdint>

#include "onnx/onnx_pb.h"
#include "values/element_type.h"
#include "values/float6.h"

namespace berth {

// UNDEFINED for a number that ONNX does not have.
inline ElementType ElementTypeFromOnnx(int64_t number) {
  switch (number) {
    case onnx::TensorProto::FLOAT8E8M0: return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E8M0;
    case onnx::TensorProto::UINT2: return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT2;
    case onnx::TensorProto::INT2: return ONNX_TENSOR_ELEMENT_DATA_TYPE_INT2;
    case onnx::TensorProto::FLOAT6E2M3: return kFloat6E2M3;
    case onnx::TensorProto::FLOAT6E3M2: return kFloat6E3M2;
    default:
      return number > 0 && number <= onnx::TensorProto::FLOAT4E2M1 ? static_cast<ElementType>(number)
                                                                   : ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  }
}

inline onnx::TensorProto_DataType ElementTypeToOnnx(ElementType type) {
  switch (type) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E8M0: return onnx::TensorProto::FLOAT8E8M0;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT2: return onnx::TensorProto::UINT2;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT2: return onnx::TensorProto::INT2;
    default: return static_cast<onnx::TensorProto_DataType>(type);
  }
}

}  // namespace berth
