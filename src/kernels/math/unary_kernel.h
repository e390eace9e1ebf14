// Element-wise operators with one float32 input: Relu, Sigmoid, Tanh.
#pragma once

#include "kernels/kernel.h"

namespace berth {

// x, y: any shape. `Op()(x)` is one element.
template <typename Op>
class UnaryKernel final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<UnaryKernel>(); }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    const float* in = static_cast<const float*>(x.data());
    float* out = static_cast<float*>(y->mutable_data());
    // Below this many elements a second thread costs more than it saves.
    constexpr std::ptrdiff_t kGrain = 32768;
    ParallelFor(ctx.pool(), static_cast<std::ptrdiff_t>(x.element_count()), kGrain,
                [in, out](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  const Op op;
                  for (std::ptrdiff_t i = begin; i < end; ++i) out[i] = op(in[i]);
                });
    return Ok();
  }
};

}  // namespace berth
