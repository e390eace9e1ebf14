// Normalization over groups of channels: what GroupNormalization and InstanceNormalization share.
#pragma once

#include "kernels/kernel.h"

namespace berth {

// Output 0 = (x - mean) / sqrt(variance + epsilon) * scale + bias, mean and variance over each of the `groups` groups of
// channels of each image. x: input 0, [n, c, spatial...]; scale, bias: inputs 1 and 2, one element a group, or one a channel
// if `per_channel`. The small floats are computed in float.
Status NormalizeGroups(KernelContext& ctx, int64_t groups, bool per_channel, float epsilon);

}  // namespace berth
