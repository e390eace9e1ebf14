#include <algorithm>

#include "kernels/kernel.h"

namespace berth {
namespace {

// The input's dims from `start` up to `end` as int64 [n]; both count from the back when negative, and are clamped. ONNX
// Shape-1, -13 (all of them), -15 and later.
class Shape final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Shape>();
    BERTH_ASSIGN_OR_RETURN(kernel->start_, info.Int("start", 0));
    BERTH_ASSIGN_OR_RETURN(kernel->end_, info.Int("end", std::numeric_limits<int64_t>::max()));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const DimsView dims = ctx.Input(0).dims();
    const auto rank = static_cast<int64_t>(dims.size());
    const auto clamp = [rank](int64_t axis) { return std::clamp<int64_t>(axis < 0 ? axis + rank : axis, 0, rank); };
    const int64_t start = clamp(start_), count = std::max<int64_t>(clamp(end_) - start, 0);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, Dims{count}));
    std::copy_n(dims.begin() + start, count, y->mutable_span<int64_t>().begin());
    return Ok();
  }

 private:
  int64_t start_ = 0, end_ = 0;
};

}  // namespace

BERTH_KERNEL_LIST(shape,
    {"", "Shape", 1, kLatest, {}, Shape::Make})

}  // namespace berth
