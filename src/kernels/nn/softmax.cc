#include <algorithm>
#include <cmath>

#include "kernels/kernel.h"

namespace berth {
namespace {

// exp(x - max) / sum(exp(x - max)). ONNX Softmax-1, -11 (over all axes from `axis` on) and -13 (along `axis`).
// x, y: [outer, axis, inner], float32; sums in double.
class Softmax final : public Kernel {
 public:
  template <bool kFlattens>
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Softmax>();
    kernel->flattens_ = kFlattens;
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", kFlattens ? 1 : -1));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    if (x.element_count() == 0) return Ok();
    const size_t rank = x.dims().size();
    // A scalar has one axis of size 1 here.
    BERTH_ASSIGN_OR_RETURN(int64_t axis, NormalizeAxis(axis_, std::max<size_t>(rank, 1)));
    const size_t at = std::min(static_cast<size_t>(axis), rank);
    const size_t last = flattens_ ? rank : std::min(at + 1, rank);
    const size_t outer = ElementCountOf(x.dims().first(at));
    const size_t count = ElementCountOf(x.dims().subspan(at, last - at));
    const size_t inner = ElementCountOf(x.dims().subspan(last));
    const float* in = static_cast<const float*>(x.data());
    float* out = static_cast<float*>(y->mutable_data());
    ParallelFor(ctx.pool(), static_cast<std::ptrdiff_t>(outer), static_cast<std::ptrdiff_t>(4096 / (count * inner) + 1),
                [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  for (std::ptrdiff_t o = begin; o < end; ++o) {
                    for (size_t i = 0; i < inner; ++i) {
                      const size_t offset = static_cast<size_t>(o) * count * inner + i;
                      Line(in + offset, out + offset, count, inner);
                    }
                  }
                });
    return Ok();
  }

 private:
  // One line of `count` elements, `step` apart.
  static void Line(const float* in, float* out, size_t count, size_t step) {
    float largest = in[0];
    for (size_t i = 1; i < count; ++i) largest = std::max(largest, in[i * step]);
    double sum = 0;
    for (size_t i = 0; i < count; ++i) {
      const float e = std::exp(in[i * step] - largest);
      out[i * step] = e;
      sum += e;
    }
    const float scale = static_cast<float>(1.0 / sum);
    for (size_t i = 0; i < count; ++i) out[i * step] *= scale;
  }

  int64_t axis_ = -1;
  bool flattens_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(softmax,
    {"", "Softmax", 1, 12, {{{"T", kF32}}}, Softmax::Make<true>},
    {"", "Softmax", 13, kLatest, {{{"T", kF32}}}, Softmax::Make<false>})

}  // namespace berth
