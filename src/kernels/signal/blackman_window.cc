#include "kernels/signal/window_kernel.h"

namespace berth {
namespace {

// ONNX BlackmanWindow-17.
struct BlackmanWeights {
  static constexpr double kWeights[] = {0.42, 0.5, 0.08};
};

}  // namespace

BERTH_KERNEL_LIST(blackman_window,
    {"", "BlackmanWindow", 17, kLatest, {{{"T2", NumberTypes::kSet}}}, WindowKernel<BlackmanWeights>::Make})

}  // namespace berth
