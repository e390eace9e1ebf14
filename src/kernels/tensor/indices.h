// Indices that pick places along an axis, as Gather and Scatter take them: negative ones count from the back.
#pragma once

#include "kernels/kernel.h"

namespace berth {

// The int32 or int64 elements of `tensor`, all counted from the front, in its own memory or in scratch of the step. Error
// ORT_INVALID_ARGUMENT naming input `name` and an index outside of [-size, size).
StatusOr<std::span<const int64_t>> ReadIndices(KernelContext& ctx, const Tensor& tensor, int64_t size, size_t axis,
                                               std::string_view name = "indices");

// Where the slices begin that `indices` [..., k] name in a tensor of shape `dims`: each tuple picks one place on each of the k
// axes behind the first `batch_axes`, which run along with those of `indices`. One offset in elements for each tuple, in scratch.
// Errors: shapes that do not fit, and as above.
StatusOr<std::span<const int64_t>> SliceOffsets(KernelContext& ctx, const Tensor& indices, DimsView dims, size_t batch_axes);

}  // namespace berth
