// Tensors one behind the other: what Concat and ConcatFromSequence do.
#pragma once

#include "kernels/kernel.h"

namespace berth {

// Output 0 from `parts`, at least one, along `axis`; with `new_axis` along one that the parts do not have yet. Error: shapes
// that do not fit together, an element type that the graph does not say, an axis that is none.
Status ConcatAlong(KernelContext& ctx, std::span<const Tensor* const> parts, int64_t axis, bool new_axis);

}  // namespace berth
