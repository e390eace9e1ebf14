#include "kernels/kernel.h"
#include "kernels/nn/conv_checks.h"
#include "kernels/nn/integer_conv.h"

namespace berth {
namespace {

// Convolution of 8-bit integers with 32-bit sums. ONNX ConvInteger-10.
// x: [n, c, spatial...]; w: [m, c / group, kernel...]; x_zero_point: one element; w_zero_point: one or m of them;
// y: [n, m, out...] int32.
class ConvInteger final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<ConvInteger>();
    BERTH_ASSIGN_OR_RETURN(kernel->group_, ReadGroup(info));
    BERTH_ASSIGN_OR_RETURN(kernel->window_, Window::FromAttributes(info, false));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& w = ctx.Input(1);
    BERTH_RETURN_IF_ERROR(CheckConvInputs(x, w, nullptr, group_));
    BERTH_ASSIGN_OR_RETURN(PlacedWindow window, PlaceConv(window_, x, w));
    BERTH_ASSIGN_OR_RETURN(int32_t x_zero, ReadZeroPoint(ctx.OptionalInput(2), "x_zero_point"));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, window.OutputDims(x.dims()[0], w.dims()[0])));
    if (y->element_count() == 0) return Ok();
    const IntegerConv call{&x, x_zero, &w, ctx.OptionalInput(3), group_, &window};
    return RunIntegerConv(ctx, call, y->mutable_span<int32_t>().data());
  }

 private:
  int64_t group_ = 1;
  Window window_;
};

}  // namespace

BERTH_KERNEL_LIST(conv_integer,
    {"", "ConvInteger", 10, kLatest, {{{"T1", kI8 | kU8}, {"T2", kI8 | kU8}}}, ConvInteger::Make})

}  // namespace berth
