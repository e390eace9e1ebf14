// The power of a p-norm, of LpPool and GlobalLpPool.
#pragma once

#include "kernels/info.h"

namespace berth {

// Attribute p, a float in version 1 and a whole number since; 2 without it. Error ORT_INVALID_GRAPH: not above 0.
StatusOr<float> NormPower(const KernelInfo& info);

}  // namespace berth
