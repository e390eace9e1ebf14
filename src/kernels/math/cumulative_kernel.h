// Running sums and products along an axis: CumSum, CumProd.
#pragma once

#include "kernels/flag.h"
#include "kernels/ints.h"
#include "kernels/kernel.h"
#include "kernels/types.h"

namespace berth {

// x, y: any shape; axis: a number. `exclusive`: element i does not count itself; `reverse`: from the end. Op: `static A Start()`
// and `static A Join(A, A)`; A is double for floats, else the unsigned element type, which wraps.
template <typename Op>
class CumulativeKernel final : public Kernel {
 public:
  using Types = TypeList<float, double, Float16, BFloat16, int32_t, int64_t, uint32_t, uint64_t>;

  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<CumulativeKernel>();
    BERTH_ASSIGN_OR_RETURN(kernel->exclusive_, FlagAttribute(info, "exclusive"));
    BERTH_ASSIGN_OR_RETURN(kernel->reverse_, FlagAttribute(info, "reverse"));
    kernel->run_ = SelectByType<Types>(info.input_type(0), []<typename T>() { return &CumulativeKernel::Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(int64_t wanted, ReadInt(ctx.Input(1), "axis"));
    BERTH_ASSIGN_OR_RETURN(int64_t axis, NormalizeAxis(wanted, x.dims().size()));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    const auto at = static_cast<size_t>(axis);
    if (x.element_count() > 0) (this->*run_)(x, *y, static_cast<size_t>(x.dims()[at]), ElementCountOf(x.dims().subspan(at + 1)));
    return Ok();
  }

 private:
  template <typename T>
  void Typed(const Tensor& x, Tensor& y, size_t count, size_t inner) const {
    using M = MathType<T>;
    using Whole = std::make_unsigned_t<std::conditional_t<kIsFloat<T>, int, T>>;
    using A = std::conditional_t<kIsFloat<T>, double, Whole>;
    const T* in = x.span<T>().data();
    T* out = static_cast<T*>(y.mutable_data());
    for (size_t line = 0; line < x.element_count() / count; ++line) {
      const size_t start = line / inner * count * inner + line % inner;
      A sum = Op::template Start<A>();
      for (size_t i = 0; i < count; ++i) {
        const size_t at = start + (reverse_ ? count - 1 - i : i) * inner;
        const A before = sum;
        sum = Op::Join(sum, static_cast<A>(static_cast<M>(in[at])));
        out[at] = static_cast<T>(static_cast<M>(exclusive_ ? before : sum));
      }
    }
  }

  bool exclusive_ = false, reverse_ = false;
  void (CumulativeKernel::*run_)(const Tensor& x, Tensor& y, size_t count, size_t inner) const = nullptr;
};

}  // namespace berth
