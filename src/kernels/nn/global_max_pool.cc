#include "kernels/nn/global_pool.h"

namespace berth {

// The largest element of each map. ONNX GlobalMaxPool-1, -22.
BERTH_KERNEL_LIST(global_max_pool,
    {"", "GlobalMaxPool", 1, kLatest, {{{"T", FloatTypes::kSet}}}, GlobalPoolKernel<MaxReduction>::Make})

}  // namespace berth
