// Sparse tensors of a model, as dense ones: no kernel takes them sparse.
#pragma once

#include "base/status.h"
#include "onnx/onnx_pb.h"

namespace berth {

// A dense tensor with the same name, type, dims and values; everything else is 0. Indices are positions in the flattened
// tensor ([count]) or coordinates ([count, rank]).
// ORT_FAIL: indices out of range, or not as many as values; sizes that overflow or are more than can be held.
StatusOr<onnx::TensorProto> DenseTensor(const onnx::SparseTensorProto& sparse);

}  // namespace berth
