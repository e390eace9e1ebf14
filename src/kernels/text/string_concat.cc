#include "kernels/kernel.h"
#include "kernels/math/broadcast.h"

namespace berth {
namespace {

// The text of y after that of x. ONNX StringConcat-20. x, y: any shapes that broadcast.
class StringConcat final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<StringConcat>(); }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& y = ctx.Input(1);
    BERTH_ASSIGN_OR_RETURN(const Dims dims, BroadcastDims(x.dims(), y.dims()));
    BERTH_ASSIGN_OR_RETURN(Tensor * z, ctx.Output(0, dims));
    const auto left = x.strings(), right = y.strings();
    const auto out = z->mutable_strings();
    const BroadcastPlan plan({x.dims(), y.dims()}, dims);
    plan.ForRange(0, out.size(), [&](size_t at, const BroadcastPlan::Offsets& from, size_t count) {
      for (size_t i = 0; i < count; ++i) {
        const std::string& begin = left[from[0] + (plan.stays(0) ? 0 : i)];
        const std::string& end = right[from[1] + (plan.stays(1) ? 0 : i)];
        out[at + i] = absl::StrCat(begin, end);
      }
    });
    return Ok();
  }
};

}  // namespace

BERTH_KERNEL_LIST(string_concat,
    {"", "StringConcat", 20, kLatest, {}, StringConcat::Make})

}  // namespace berth
