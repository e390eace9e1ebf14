// Initializers as runtime values.
#pragma once

#include <functional>

#include "graph/graph.h"

namespace berth {

// The tensor of a value that has an initializer (an outer one too), in CPU memory: made at first call, kept, and valid
// while the graph lives. Raw little-endian data is used in place when it is aligned for its type, external data is mapped, typed
// fields (float_data, ...) are decoded.
// Errors: ORT_FAIL when data and dims disagree, and for external data that is missing, too short, or whose path leaves the
// model's folder. Not thread-safe.
StatusOr<const OrtValue*> InitializerValue(const Value& value);

// Nobody reads the elements for now: memory that can be had again goes. The OrtValue stays, with type and dims, and perhaps
// without data until InitializerValue is called again. Nothing for a value that was never made, or was lent.
void RetireInitializer(const Value& value);
// Foreign code got the OrtValue of InitializerValue and may keep what it points to.
void LendInitializer(const Value& value);

// Gives the buffer that is to take the place of one with the same content.
using BufferSharer = std::function<std::shared_ptr<const Buffer>(std::shared_ptr<const Buffer> buffer, size_t bytes)>;
// Lets others have the bytes too when they had to be copied. Only while nobody but the OrtValue points to them.
void ShareInitializer(const Value& value, const BufferSharer& share);

// Decodes a TensorProto (an attribute's, or an initializer's without mapped bytes) into CPU memory.
StatusOr<Tensor> TensorFromProto(const onnx::TensorProto& proto, OrtAllocator* allocator);

// The type of a TypeProto, with symbolic names; ONNX_TYPE_UNKNOWN when it says nothing.
ValueType TypeFromProto(const onnx::TypeProto& proto);

}  // namespace berth
