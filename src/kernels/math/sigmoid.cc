#include "kernels/math/functions.h"
#include "kernels/math/unary_kernel.h"
#include "kernels/math/vector_functions.h"

namespace berth {
namespace {

// 1 / (1 + exp(-x)). ONNX Sigmoid-1, -6, -13.
struct SigmoidOp {
  template <typename T>
  T operator()(T x) const {
    return Sigmoid(x);
  }
  void InPlace(float* x, int64_t count) const { Sigmoids(x, count); }
};

}  // namespace

BERTH_KERNEL_LIST(sigmoid,
    {"", "Sigmoid", 1, kLatest, {{{"T", FloatTypes::kSet}}}, UnaryKernel<SigmoidOp, FloatTypes>::Make})

}  // namespace berth
