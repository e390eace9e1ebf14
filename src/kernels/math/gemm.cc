#include <algorithm>

#include "kernels/kernel.h"
#include "kernels/math/broadcast.h"
#include "kernels/math/gemm_kernel.h"

namespace berth {
namespace {

// alpha * A' * B' + beta * C, A' and B' being A and B or their transposes. ONNX Gemm-7, -9, -11, -13.
// a: [m,k] or [k,m]; b: [k,n] or [n,k]; c: broadcasts to [m,n], optional since 11; y: [m,n]; float32.
class Gemm final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Gemm>();
    BERTH_ASSIGN_OR_RETURN(kernel->alpha_, info.Float("alpha", 1.0f));
    BERTH_ASSIGN_OR_RETURN(kernel->beta_, info.Float("beta", 1.0f));
    BERTH_ASSIGN_OR_RETURN(int64_t trans_a, info.Int("transA", 0));
    BERTH_ASSIGN_OR_RETURN(int64_t trans_b, info.Int("transB", 0));
    kernel->trans_a_ = trans_a != 0;
    kernel->trans_b_ = trans_b != 0;
    // A constant B is turned round once.
    const Tensor* b = info.constant_input(1);
    if (kernel->trans_b_ && b != nullptr && b->dims().size() == 2) {
      kernel->packed_b_.resize(b->element_count());
      TransposeMatrix(b->dims()[0], b->dims()[1], static_cast<const float*>(b->data()), kernel->packed_b_.data());
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& a = ctx.Input(0);
    const Tensor& b = ctx.Input(1);
    if (a.dims().size() != 2 || b.dims().size() != 2) {
      return InvalidArgument("inputs A", ShapeText(a.dims()), " and B", ShapeText(b.dims()), " seen, two matrices wanted");
    }
    const int64_t m = a.dims()[trans_a_ ? 1 : 0], k = a.dims()[trans_a_ ? 0 : 1];
    const int64_t n = b.dims()[trans_b_ ? 0 : 1], b_k = b.dims()[trans_b_ ? 1 : 0];
    if (k != b_k) {
      return InvalidArgument("inputs A", ShapeText(a.dims()), " and B", ShapeText(b.dims()), " seen: inner dimensions ", k,
                             " and ", b_k, " differ");
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, Dims{m, n}));
    float* out = static_cast<float*>(y->mutable_data());
    BERTH_RETURN_IF_ERROR(StartWithC(ctx.OptionalInput(2), *y));
    BERTH_ASSIGN_OR_RETURN(const float* left, Straight(ctx, a, trans_a_, {}, alpha_));
    BERTH_ASSIGN_OR_RETURN(const float* right, Straight(ctx, b, trans_b_, packed_b_, 1.0f));
    const auto rows = static_cast<size_t>(m), columns = static_cast<size_t>(n), depth = static_cast<size_t>(k);
    GemmAdd(rows, columns, depth, left, depth, right, columns, out, columns, ctx.pool());
    return Ok();
  }

 private:
  // y = beta * C, or zeros.
  Status StartWithC(const Tensor* c, Tensor& y) const {
    float* out = static_cast<float*>(y.mutable_data());
    if (c == nullptr || beta_ == 0.0f) {
      std::fill_n(out, y.element_count(), 0.0f);
      return Ok();
    }
    BERTH_ASSIGN_OR_RETURN(Dims both, BroadcastDims(c->dims(), y.dims()));
    if (!SameDims(both, y.dims())) {
      return InvalidArgument("input C: shape ", ShapeText(c->dims()), " seen: it does not broadcast to ", ShapeText(y.dims()));
    }
    const float beta = beta_;
    BroadcastApply(BroadcastPlan(c->dims(), Dims(), y.dims()), static_cast<const float*>(c->data()), &beta, out,
                   [](float x, float factor) { return x * factor; });
    return Ok();
  }

  // The matrix, row-major and not transposed, times `scale`; copied only where it has to be.
  static StatusOr<const float*> Straight(KernelContext& ctx, const Tensor& x, bool transposed,
                                         const std::vector<float>& packed, float scale) {
    const float* data = static_cast<const float*>(x.data());
    if (!packed.empty()) return packed.data();
    if (!transposed && scale == 1.0f) return data;
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(x.bytes()));
    float* copy = static_cast<float*>(scratch);
    if (transposed) {
      TransposeMatrix(x.dims()[0], x.dims()[1], data, copy);
    } else {
      std::copy_n(data, x.element_count(), copy);
    }
    for (size_t i = 0; scale != 1.0f && i < x.element_count(); ++i) copy[i] *= scale;
    return copy;
  }

  float alpha_ = 1.0f, beta_ = 1.0f;
  bool trans_a_ = false, trans_b_ = false;
  std::vector<float> packed_b_;
};

}  // namespace

BERTH_KERNEL_LIST(gemm,
    {"", "Gemm", 7, kLatest, {{{"T", kF32}}}, Gemm::Make})

}  // namespace berth
