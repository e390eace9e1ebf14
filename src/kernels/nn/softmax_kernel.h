// Operators that normalize along an axis: Softmax, LogSoftmax, Hardmax.
#pragma once

#include <algorithm>

#include "kernels/kernel.h"
#include "kernels/types.h"

namespace berth {

// x, y: [outer, axis, inner]. Versions 1 and 11 take all axes from `axis` on as one; since 13 it is that axis alone.
// `Line<M>::Run(values, count)`: one line in place, M being float or double.
template <template <typename> class Line>
class SoftmaxKernel final : public Kernel {
 public:
  template <bool kFlattens>
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<SoftmaxKernel>();
    kernel->flattens_ = kFlattens;
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", kFlattens ? 1 : -1));
    kernel->run_ = SelectByType<FloatTypes>(info.input_type(0), []<typename T>() { return &Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    if (x.element_count() == 0) return Ok();
    const size_t rank = x.dims().size();
    // A scalar has one axis of size 1 here; the flattening versions take the rank itself as an axis too.
    int64_t axis = axis_;
    if (!(flattens_ && axis == static_cast<int64_t>(rank))) {
      BERTH_ASSIGN_OR_RETURN(axis, NormalizeAxis(axis_, std::max<size_t>(rank, 1)));
    }
    const size_t at = std::min(static_cast<size_t>(axis), rank);
    const size_t last = flattens_ ? rank : std::min(at + 1, rank);
    const Shape shape{ElementCountOf(x.dims().first(at)), ElementCountOf(x.dims().subspan(at, last - at)),
                      ElementCountOf(x.dims().subspan(last))};
    return run_(ctx, x, *y, shape);
  }

 private:
  struct Shape {
    size_t outer, count, inner;
  };

  template <typename T>
  static Status Typed(KernelContext& ctx, const Tensor& x, Tensor& y, Shape shape) {
    using M = MathType<T>;
    const T* in = x.span<T>().data();
    T* out = static_cast<T*>(y.mutable_data());
    const size_t outer = shape.outer, count = shape.count, inner = shape.inner;
    if (std::is_same_v<T, M> && inner == 1) {
      ForEachLine(ctx, outer, count, [&](size_t line) {
        M* values = reinterpret_cast<M*>(out + line * count);
        std::copy_n(reinterpret_cast<const M*>(in + line * count), count, values);
        Line<M>::Run(values, count);
      });
      return Ok();
    }
    const size_t lines = outer * inner;
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(x.element_count() * sizeof(M)));
    ForEachLine(ctx, lines, count, [&](size_t line) {
      M* values = static_cast<M*>(scratch) + line * count;
      const size_t start = line / inner * count * inner + line % inner;
      for (size_t i = 0; i < count; ++i) values[i] = static_cast<M>(in[start + i * inner]);
      Line<M>::Run(values, count);
      for (size_t i = 0; i < count; ++i) out[start + i * inner] = static_cast<T>(values[i]);
    });
    return Ok();
  }

  template <typename Body>
  static void ForEachLine(KernelContext& ctx, size_t lines, size_t count, Body body) {
    ParallelFor(ctx.pool(), static_cast<std::ptrdiff_t>(lines), static_cast<std::ptrdiff_t>(4096 / count + 1),
                [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  for (auto line = static_cast<size_t>(begin); line < static_cast<size_t>(end); ++line) body(line);
                });
  }

  int64_t axis_ = -1;
  bool flattens_ = false;
  Status (*run_)(KernelContext& ctx, const Tensor& x, Tensor& y, Shape shape) = nullptr;
};

}  // namespace berth
