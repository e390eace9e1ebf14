#include "kernels/nn/exp_sum.h"
#include "kernels/nn/softmax_kernel.h"

namespace berth {
namespace {

// exp(x - max) / sum(exp(x - max)). ONNX Softmax-1, -11, -13.
template <typename M>
struct SoftmaxLine {
  static void Run(M* values, size_t count) {
    const M scale = static_cast<M>(1 / ExpSum(values, count, *std::max_element(values, values + count)));
    for (size_t i = 0; i < count; ++i) values[i] *= scale;
  }
};

}  // namespace

BERTH_KERNEL_LIST(softmax,
    {"", "Softmax", 1, 12, {{{"T", kFloats}}}, SoftmaxKernel<SoftmaxLine>::Make<true>},
    {"", "Softmax", 13, kLatest, {{{"T", kFloats}}}, SoftmaxKernel<SoftmaxLine>::Make<false>})

}  // namespace berth
