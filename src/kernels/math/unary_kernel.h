// Element-wise operators with one input: Abs, Exp, Relu, IsNaN, ...
//
//   struct EluOp {
//     Status Init(const KernelInfo& info);                 // if it has attributes
//     template <typename T> T operator()(T x) const;       // one element; a result of bool makes a bool tensor
//     void InPlace(float* x, int64_t count) const;         // if there is a better way for many floats
//   };
//   ... UnaryKernel<EluOp, FloatTypes>::Make
#pragma once

#include <algorithm>

#include "kernels/kernel.h"
#include "kernels/types.h"

namespace berth {

// Below this many elements a second thread costs more than it saves.
inline constexpr std::ptrdiff_t kElementGrain = 32768;
// Elements of small floats that are widened at a time.
inline constexpr size_t kWideBlock = 512;

// The element type of op(x): T itself, or bool.
template <typename Op, typename T>
using UnaryResult = std::conditional_t<std::is_same_v<std::invoke_result_t<Op, MathType<T>>, bool>, bool, T>;

template <typename Op, typename T, typename R>
void UnaryLoop(const Op& op, const T* in, R* out, size_t count) {
  if constexpr (std::is_same_v<R, float> && requires { op.InPlace(out, 1); }) {
    // Copied in pieces that stay in the first-level cache.
    for (size_t at = 0; at < count; at += kWideBlock) {
      const size_t n = std::min(kWideBlock, count - at);
      if (in != out) std::copy_n(in + at, n, out + at);
      op.InPlace(out + at, static_cast<int64_t>(n));
    }
  } else {
    for (size_t i = 0; i < count; ++i) out[i] = op(in[i]);
  }
}

// out[i] = op(in[i]); small floats go through blocks of float, so that they share its loop.
template <typename Op, typename T, typename R>
void UnaryApply(const Op& op, const T* in, R* out, size_t count) {
  if constexpr (kIsSmallFloat<T>) {
    float wide[kWideBlock];
    for (size_t at = 0; at < count; at += kWideBlock) {
      const size_t n = std::min(kWideBlock, count - at);
      Widen(in + at, wide, n);
      if constexpr (std::is_same_v<R, bool>) {
        UnaryLoop(op, wide, out + at, n);
      } else {
        float result[kWideBlock];
        UnaryLoop(op, wide, result, n);
        Narrow(result, out + at, n);
      }
    }
  } else {
    UnaryLoop(op, in, out, count);
  }
}

// y = op(x), split between threads.
template <typename T, typename Op>
void UnaryParallel(const Op& op, const Tensor& x, Tensor& y, ThreadPool* pool) {
  const T* in = static_cast<const T*>(x.data());
  auto* out = static_cast<UnaryResult<Op, T>*>(y.mutable_data());
  ParallelFor(pool, static_cast<std::ptrdiff_t>(x.element_count()), kElementGrain,
              [&op, in, out](std::ptrdiff_t begin, std::ptrdiff_t end) {
                UnaryApply(op, in + begin, out + begin, static_cast<size_t>(end - begin));
              });
}

// x, y: any shape.
template <typename Op, typename Types>
class UnaryKernel final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<UnaryKernel>();
    if constexpr (requires { kernel->op_.Init(info); }) BERTH_RETURN_IF_ERROR(kernel->op_.Init(info));
    kernel->run_ = SelectByType<Types>(info.input_type(0), []<typename T>() { return &UnaryParallel<T, Op>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    run_(op_, x, *y, ctx.pool());
    return Ok();
  }

 private:
  Op op_;
  void (*run_)(const Op& op, const Tensor& x, Tensor& y, ThreadPool* pool) = nullptr;
};

}  // namespace berth
