#include <functional>

#include "kernels/reduction/arg_kernel.h"

namespace berth {

// Where the largest element is. ONNX ArgMax-1, -11, -12, -13.
BERTH_KERNEL_LIST(arg_max,
    {"", "ArgMax", 1, kLatest, {{{"T", NumberTypes::kSet}}}, ArgKernel<std::greater>::Make})

}  // namespace berth
