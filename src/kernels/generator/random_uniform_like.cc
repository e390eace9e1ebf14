#include "kernels/generator/random_kernel.h"

namespace berth {

// ONNX RandomUniformLike-1, -22.
BERTH_KERNEL_LIST(random_uniform_like,
    {"", "RandomUniformLike", 1, kLatest, {}, RandomKernel<UniformNumbers>::Make})

}  // namespace berth
