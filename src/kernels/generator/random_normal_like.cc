#include "kernels/generator/random_kernel.h"

namespace berth {

// ONNX RandomNormalLike-1, -22.
BERTH_KERNEL_LIST(random_normal_like,
    {"", "RandomNormalLike", 1, kLatest, {}, RandomKernel<NormalNumbers>::Make})

}  // namespace berth
