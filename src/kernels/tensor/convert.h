// Tensors of one element type as tensors of another: what Cast does, and operators with an attribute `dtype`.
#pragma once

#include "base/thread_pool.h"
#include "kernels/info.h"
#include "kernels/tensor/element_access.h"
#include "values/value.h"

namespace berth {

// Whether there is a conversion: between all types but complex numbers.
bool CanConvert(ElementType from, ElementType to);

// Converts all elements of `from` into `to`, a tensor of as many. ONNX Cast-28: each number is rounded once. The types must be
// convertible. ORT_INVALID_ARGUMENT: a text that is no number.
Status ConvertElements(const Tensor& from, Tensor& to, const WriteOptions& options, ThreadPool* pool);

// The attributes `saturate` and `round_mode` of Cast and CastLike.
StatusOr<WriteOptions> WriteOptionsOf(const KernelInfo& info);

}  // namespace berth
