#include "kernels/generator/random_kernel.h"

namespace berth {

// ONNX RandomUniform-1, -22.
BERTH_KERNEL_LIST(random_uniform,
    {"", "RandomUniform", 1, kLatest, {}, RandomKernel<UniformNumbers>::Make})

}  // namespace berth
