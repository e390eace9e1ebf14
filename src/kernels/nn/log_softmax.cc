#include <cmath>

#include "kernels/nn/softmax_kernel.h"

namespace berth {
namespace {

// x - max - log(sum(exp(x - max))). ONNX LogSoftmax-1, -11, -13.
template <typename M>
struct LogSoftmaxLine {
  static void Run(M* values, size_t count) {
    const M largest = *std::max_element(values, values + count);
    double sum = 0;
    for (size_t i = 0; i < count; ++i) sum += std::exp(static_cast<double>(values[i] - largest));
    const M shift = static_cast<M>(std::log(sum));
    for (size_t i = 0; i < count; ++i) values[i] = values[i] - largest - shift;
  }
};

}  // namespace

BERTH_KERNEL_LIST(log_softmax,
    {"", "LogSoftmax", 1, 12, {{{"T", kFloats}}}, SoftmaxKernel<LogSoftmaxLine>::Make<true>},
    {"", "LogSoftmax", 13, kLatest, {{{"T", kFloats}}}, SoftmaxKernel<LogSoftmaxLine>::Make<false>})

}  // namespace berth
