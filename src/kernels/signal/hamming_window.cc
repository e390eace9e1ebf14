#include "kernels/signal/window_kernel.h"

namespace berth {
namespace {

// ONNX HammingWindow-17.
struct HammingWeights {
  static constexpr double kWeights[] = {25.0 / 46, 21.0 / 46};
};

}  // namespace

BERTH_KERNEL_LIST(hamming_window,
    {"", "HammingWindow", 17, kLatest, {{{"T2", NumberTypes::kSet}}}, WindowKernel<HammingWeights>::Make})

}  // namespace berth
