// Element-wise operators with two inputs of one type that broadcast: Add, Less, And, ...
//
//   struct AddOp {
//     static constexpr bool kSignless = true;              // if signed and unsigned integers share the code
//     Status Init(const KernelInfo& info);                 // if it has attributes
//     template <typename T> T operator()(T x, T y) const;  // one element; a result of bool makes a bool tensor
//   };
//   ... BinaryKernel<AddOp, NumberTypes>::Make
#pragma once

#include <algorithm>

#include "kernels/math/broadcast.h"
#include "kernels/math/unary_kernel.h"

namespace berth {

// One run. An input that stays is one element; both stay where a third input is what the others broadcast to.
template <typename Op, typename T, typename R>
void BinaryLoop(const Op& op, const T* a, bool a_stays, const T* b, bool b_stays, R* out, size_t count) {
  if (a_stays && b_stays) {
    std::fill_n(out, count, static_cast<R>(op(*a, *b)));
  } else if (a_stays) {
    const T x = *a;
    for (size_t i = 0; i < count; ++i) out[i] = op(x, b[i]);
  } else if (b_stays) {
    const T y = *b;
    for (size_t i = 0; i < count; ++i) out[i] = op(a[i], y);
  } else {
    for (size_t i = 0; i < count; ++i) out[i] = op(a[i], b[i]);
  }
}

// The same; small floats go through blocks of float, so that they share its loop.
template <typename Op, typename T, typename R>
void BinaryApply(const Op& op, const T* a, bool a_stays, const T* b, bool b_stays, R* out, size_t count) {
  if constexpr (kIsSmallFloat<T>) {
    float x[kWideBlock], y[kWideBlock];
    for (size_t at = 0; at < count; at += kWideBlock) {
      const size_t n = std::min(kWideBlock, count - at);
      Widen(a_stays ? a : a + at, x, a_stays ? 1 : n);
      Widen(b_stays ? b : b + at, y, b_stays ? 1 : n);
      if constexpr (std::is_same_v<R, bool>) {
        BinaryLoop(op, x, a_stays, y, b_stays, out + at, n);
      } else {
        float result[kWideBlock];
        BinaryLoop(op, x, a_stays, y, b_stays, result, n);
        Narrow(result, out + at, n);
      }
    }
  } else {
    BinaryLoop(op, a, a_stays, b, b_stays, out, count);
  }
}

// out = op(a, b) over the shape of the plan, whose inputs are a and b.
template <typename Op, typename T, typename R>
void BroadcastApply(const Op& op, const BroadcastPlan& plan, const T* a, const T* b, R* out, ThreadPool* pool) {
  ParallelFor(pool, static_cast<std::ptrdiff_t>(plan.count()), kElementGrain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    plan.ForRange(static_cast<size_t>(begin), static_cast<size_t>(end),
                  [&](size_t at, const BroadcastPlan::Offsets& from, size_t count) {
                    BinaryApply(op, a + from[0], plan.stays(0), b + from[1], plan.stays(1), out + at, count);
                  });
  });
}

template <typename Op, typename Types>
class BinaryKernel final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<BinaryKernel>();
    if constexpr (requires { kernel->op_.Init(info); }) BERTH_RETURN_IF_ERROR(kernel->op_.Init(info));
    BERTH_ASSIGN_OR_RETURN(kernel->old_, OldBroadcast::Of(info));
    kernel->run_ = SelectByType<Types>(info.input_type(0), []<typename T>() { return &Typed<Code<T>>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& a = ctx.Input(0);
    const Tensor& b = ctx.Input(1);
    BERTH_ASSIGN_OR_RETURN(const Dims b_dims, old_.DimsOfB(a.dims(), b.dims()));
    BERTH_ASSIGN_OR_RETURN(const Dims dims, BroadcastDims(a.dims(), b_dims));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    run_(op_, BroadcastPlan({a.dims(), b_dims}, dims), a.data(), b.data(), y->mutable_data(), ctx.pool());
    return Ok();
  }

 private:
  // The type whose code computes T.
  template <typename T>
  using Code = std::conditional_t<requires { Op::kSignless; }, Wrapping<T>, T>;

  template <typename T>
  static void Typed(const Op& op, const BroadcastPlan& plan, const void* a, const void* b, void* y, ThreadPool* pool) {
    using Result = std::invoke_result_t<Op, MathType<T>, MathType<T>>;
    using R = std::conditional_t<std::is_same_v<Result, bool>, bool, T>;
    BroadcastApply(op, plan, static_cast<const T*>(a), static_cast<const T*>(b), static_cast<R*>(y), pool);
  }

  Op op_;
  OldBroadcast old_;
  void (*run_)(const Op& op, const BroadcastPlan& plan, const void* a, const void* b, void* y, ThreadPool* pool) = nullptr;
};

}  // namespace berth
