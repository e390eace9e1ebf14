#include "kernels/nn/softmax_kernel.h"

namespace berth {
namespace {

// 1 at the first largest element, 0 elsewhere. ONNX Hardmax-1, -11, -13.
template <typename M>
struct HardmaxLine {
  static void Run(M* values, size_t count) {
    const auto largest = std::max_element(values, values + count) - values;
    std::fill_n(values, count, M{0});
    values[largest] = M{1};
  }
};

}  // namespace

BERTH_KERNEL_LIST(hardmax,
    {"", "Hardmax", 1, 12, {{{"T", kFloats}}}, SoftmaxKernel<HardmaxLine>::Make<true>},
    {"", "Hardmax", 13, kLatest, {{{"T", kFloats}}}, SoftmaxKernel<HardmaxLine>::Make<false>})

}  // namespace berth
