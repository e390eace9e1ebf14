// Moving a tensor's elements unchanged: what Reshape, Flatten and Identity do.
#pragma once

#include "kernels/kernel.h"

namespace berth {

// Output 0 with shape `dims` (of as many elements as `x`) and the elements of `x`.
Status CopyElements(KernelContext& ctx, const Tensor& x, DimsView dims);

}  // namespace berth
