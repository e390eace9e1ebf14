#include "kernels/math/unary_kernel.h"
#include "kernels/ml/rows.h"

namespace berth {
namespace {

// 1 above the threshold, else 0. ONNX Binarizer-1.
struct BinarizerOp {
  float threshold = 0;

  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(threshold, info.Float("threshold", 0.0f));
    return Ok();
  }
  template <typename T>
  T operator()(T x) const {
    using Wide = std::conditional_t<std::is_same_v<T, float>, float, double>;
    return static_cast<Wide>(x) > static_cast<Wide>(threshold) ? T(1) : T(0);
  }
};

}  // namespace

BERTH_KERNEL_LIST(binarizer,
    {"ai.onnx.ml", "Binarizer", 1, kLatest, {{{"T", MlNumbers::kSet}}}, UnaryKernel<BinarizerOp, MlNumbers>::Make})

}  // namespace berth
