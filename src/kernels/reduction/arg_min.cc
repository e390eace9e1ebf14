#include <functional>

#include "kernels/reduction/arg_kernel.h"

namespace berth {

// Where the smallest element is. ONNX ArgMin-1, -11, -12, -13.
BERTH_KERNEL_LIST(arg_min,
    {"", "ArgMin", 1, kLatest, {{{"T", NumberTypes::kSet}}}, ArgKernel<std::less>::Make})

}  // namespace berth
