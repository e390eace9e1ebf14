// Copies between two strided views of one shape: what Transpose, Slice, Expand, Tile, Concat, Split and others come to.
#pragma once

#include <span>

#include "kernels/tensor/movable.h"
#include "kernels/tensor/walk.h"

namespace berth {

// Copies the element at every index of `axes` (outermost first, as the output lies) over the threads of `pool`.
// No two indices may lead to one output element.
void CopyStrided(ThreadPool* pool, std::span<const StridedAxis> axes, Unit unit, const void* from, void* to);

// Steps of each axis in a row-major tensor.
Dims StepsOf(DimsView dims);

// Output 0 of shape `dims`, its element at every index taken from `x` with the steps `from`, starting at `start`.
Status CopyFromStrided(KernelContext& ctx, const Tensor& x, DimsView dims, DimsView from, int64_t start);

// Output 0 of shape `dims` with the elements of `x`, whose axes are seen as `view` and reordered: axis i of the result is axis
// perm[i] of the view. `view` and `dims` have as many elements as `x`.
Status CopyPermuted(KernelContext& ctx, const Tensor& x, DimsView view, DimsView perm, DimsView dims);

}  // namespace berth
