#include "kernels/generator/random_kernel.h"

namespace berth {

// ONNX RandomNormal-1, -22.
BERTH_KERNEL_LIST(random_normal,
    {"", "RandomNormal", 1, kLatest, {}, RandomKernel<NormalNumbers>::Make})

}  // namespace berth
