#include "kernels/nn/global_pool.h"

namespace berth {

// The mean of each map. ONNX GlobalAveragePool-1, -22.
BERTH_KERNEL_LIST(global_average_pool,
    {"", "GlobalAveragePool", 1, kLatest, {{{"T", FloatTypes::kSet}}}, GlobalPoolKernel<MeanReduction>::Make})

}  // namespace berth
