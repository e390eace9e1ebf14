// Element-wise operators with any number of inputs that broadcast: Max, Min, Sum, Mean.
//
//   struct MeanOp {
//     template <typename T> T operator()(T x, T y) const;                // folds one more input in
//     template <typename T> static T Finish(T all, size_t inputs);       // if something is left to do
//   };
#pragma once

#include "kernels/math/binary_kernel.h"
#include "kernels/tensor/copy_elements.h"

namespace berth {

template <typename Op, typename Types>
class VariadicKernel final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<VariadicKernel>();
    const auto type = info.input_type(0);
    kernel->fold_ = SelectByType<Types>(type, []<typename T>() { return &Fold<T>; });
    kernel->finish_ = SelectByType<Types>(type, []<typename T>() { return &Finish<T>; });
    if (kernel->fold_ == nullptr) return NoCodeFor(type);
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& first = ctx.Input(0);
    if (ctx.input_count() == 1) return CopyElements(ctx, first, first.dims());
    Dims dims(first.dims().begin(), first.dims().end());
    for (size_t i = 1; i < ctx.input_count(); ++i) {
      BERTH_ASSIGN_OR_RETURN(dims, BroadcastDims(dims, ctx.Input(i).dims()));
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    fold_(dims, first, ctx.Input(1), *y, ctx.pool());
    for (size_t i = 2; i < ctx.input_count(); ++i) fold_(dims, *y, ctx.Input(i), *y, ctx.pool());
    if constexpr (kFinishes) finish_(*y, ctx.input_count());
    return Ok();
  }

 private:
  static constexpr bool kFinishes = requires { Op::Finish(1.0f, size_t{1}); };

  // y = op(a, b); y may be a.
  template <typename T>
  static void Fold(DimsView dims, const Tensor& a, const Tensor& b, Tensor& y, ThreadPool* pool) {
    BroadcastApply(Op(), BroadcastPlan({a.dims(), b.dims()}, dims), static_cast<const T*>(a.data()),
                   static_cast<const T*>(b.data()), static_cast<T*>(y.mutable_data()), pool);
  }

  template <typename T>
  static void Finish(Tensor& y, size_t inputs) {
    if constexpr (kFinishes) {
      for (T& value : y.mutable_span<T>()) value = T(Op::Finish(static_cast<MathType<T>>(value), inputs));
    }
  }

  void (*fold_)(DimsView dims, const Tensor& a, const Tensor& b, Tensor& y, ThreadPool* pool) = nullptr;
  void (*finish_)(Tensor& y, size_t inputs) = nullptr;
};

}  // namespace berth
