// Operators that fold axes into one value: ReduceSum, ReduceMean, ReduceMax and their like.
//
//   template <typename T> struct SumFold {                  T: float32 arithmetic for the small floats, else the element type
//     using State = ...;
//     static State Start();                                 of no element
//     static void Add(State& state, T x);
//     static T End(const State& state, size_t count);
//   };
#pragma once

#include <algorithm>

#include "kernels/reduction/reduce_plan.h"
#include "kernels/types.h"

namespace berth {

// Sums of floats are kept in double, those of integers wrap.
template <typename T>
using SumState = std::conditional_t<std::is_floating_point_v<T>, double,
                                    typename std::conditional_t<std::is_integral_v<T> && !std::is_same_v<T, bool>,
                                                                std::make_unsigned<T>, std::type_identity<T>>::type>;

template <template <typename> class Fold, typename Types>
class ReduceKernel final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<ReduceKernel>();
    BERTH_ASSIGN_OR_RETURN(kernel->axes_, ReduceAxes::Make(info));
    kernel->run_ = SelectByType<Types>(info.input_type(0), []<typename T>() { return &Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Dims axes, axes_.Resolve(ctx, x.dims().size()));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, axes_.OutputDims(x.dims(), axes)));
    if (y->element_count() > 0) run_(ReducePlan(x.dims(), axes), x, *y, ctx.pool());
    return Ok();
  }

 private:
  template <typename T>
  static void Typed(const ReducePlan& plan, const Tensor& x, Tensor& y, ThreadPool* pool) {
    const T* in = x.span<T>().data();
    T* out = static_cast<T*>(y.mutable_data());
    const size_t lines = plan.outputs() / plan.inner(), per_line = plan.folded() * plan.inner() + 1;
    ParallelFor(pool, static_cast<std::ptrdiff_t>(lines), static_cast<std::ptrdiff_t>(32768 / per_line + 1),
                [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  for (auto line = static_cast<size_t>(begin); line < static_cast<size_t>(end); ++line) {
                    Line(plan, in + (plan.folded() > 0 ? plan.Start(line) : 0), out + line * plan.inner());
                  }
                });
  }

  // The outputs of one line, a block of neighbours at a time.
  template <typename T>
  static void Line(const ReducePlan& plan, const T* in, T* out) {
    using M = MathType<T>;
    constexpr size_t kBlock = 64;
    typename Fold<M>::State states[kBlock];
    for (size_t begin = 0; begin < plan.inner(); begin += kBlock) {
      const size_t count = std::min(kBlock, plan.inner() - begin);
      std::fill_n(states, count, Fold<M>::Start());
      for (size_t run : plan.runs()) {
        const T* from = in + run + begin;
        for (size_t i = 0; i < plan.run_length(); ++i, from += plan.run_step()) {
          for (size_t j = 0; j < count; ++j) Fold<M>::Add(states[j], static_cast<M>(from[j]));
        }
      }
      for (size_t j = 0; j < count; ++j) out[begin + j] = static_cast<T>(Fold<M>::End(states[j], plan.folded()));
    }
  }

  ReduceAxes axes_;
  void (*run_)(const ReducePlan& plan, const Tensor& x, Tensor& y, ThreadPool* pool) = nullptr;
};

// What ReduceSum and most others take.
using ReduceTypes = TypeList<float, double, Float16, BFloat16, int32_t, int64_t, uint32_t, uint64_t>;

}  // namespace berth
