#include "kernels/signal/window_kernel.h"

namespace berth {
namespace {

// ONNX HannWindow-17.
struct HannWeights {
  static constexpr double kWeights[] = {0.5, 0.5};
};

}  // namespace

BERTH_KERNEL_LIST(hann_window,
    {"", "HannWindow", 17, kLatest, {{{"T2", NumberTypes::kSet}}}, WindowKernel<HannWeights>::Make})

}  // namespace berth
