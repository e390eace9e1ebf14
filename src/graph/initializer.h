// Initializers as runtime values.
#pragma once

#include "graph/graph.h"

namespace berth {

// The tensor of a value that has an initializer (an outer one too), in CPU memory: made at first call, kept, and valid
// while the graph lives. Raw little-endian data of the mapped file is used in place when it is aligned for its type,
// external data is mapped, typed fields (float_data, ...) are decoded.
// Errors: ORT_FAIL when data and dims disagree, and for external data that is missing, too short, or whose path leaves the
// model's folder. Not thread-safe.
StatusOr<const OrtValue*> InitializerValue(const Value& value);

// Decodes a TensorProto (an attribute's, or an initializer's without mapped bytes) into CPU memory.
StatusOr<Tensor> TensorFromProto(const onnx::TensorProto& proto, OrtAllocator* allocator);

// The type of a TypeProto, with symbolic names; ONNX_TYPE_UNKNOWN when it says nothing.
ValueType TypeFromProto(const onnx::TypeProto& proto);

}  // namespace berth
