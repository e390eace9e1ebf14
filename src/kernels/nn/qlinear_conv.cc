#include "kernels/kernel.h"
#include "kernels/nn/conv_checks.h"
#include "kernels/nn/integer_conv.h"
#include "kernels/saturate.h"

namespace berth {
namespace {

// Convolution of quantized numbers: round((sums + b) * x_scale * w_scale / y_scale) + y_zero_point, saturated.
// ONNX QLinearConv-10.
// x: [n, c, spatial...]; w: [m, c / group, kernel...]; w_scale, w_zero_point: one element or m; b: [m] int32; y: [n, m, out...].
class QLinearConv final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<QLinearConv>();
    BERTH_ASSIGN_OR_RETURN(kernel->group_, ReadGroup(info));
    BERTH_ASSIGN_OR_RETURN(kernel->window_, Window::FromAttributes(info, false));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& w = ctx.Input(3);
    const Tensor& w_scale = ctx.Input(4);
    const Tensor* bias = ctx.OptionalInput(8);
    BERTH_RETURN_IF_ERROR(CheckConvInputs(x, w, bias, group_));
    BERTH_ASSIGN_OR_RETURN(PlacedWindow window, PlaceConv(window_, x, w));
    BERTH_ASSIGN_OR_RETURN(int32_t x_zero, ReadZeroPoint(ctx.OptionalInput(2), "x_zero_point"));
    BERTH_ASSIGN_OR_RETURN(int32_t y_zero, ReadZeroPoint(ctx.OptionalInput(7), "y_zero_point"));
    const auto maps = static_cast<size_t>(w.dims()[0]);
    if (ctx.Input(1).element_count() != 1 || ctx.Input(6).element_count() != 1 ||
        (w_scale.element_count() != 1 && w_scale.element_count() != maps)) {
      return InvalidArgument("inputs x_scale", ShapeText(ctx.Input(1).dims()), ", w_scale", ShapeText(w_scale.dims()),
                             ", y_scale", ShapeText(ctx.Input(6).dims()), " seen, 1, 1 or ", maps, ", and 1 elements wanted");
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, window.OutputDims(x.dims()[0], w.dims()[0])));
    if (y->element_count() == 0) return Ok();
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(y->element_count() * sizeof(int32_t)));
    int32_t* sums = static_cast<int32_t*>(scratch);
    const IntegerConv call{&x, x_zero, &w, ctx.OptionalInput(5), group_, &window};
    BERTH_RETURN_IF_ERROR(RunIntegerConv(ctx, call, sums));
    const auto size = window.out_size();
    ParallelFor(ctx.pool(), static_cast<std::ptrdiff_t>(y->element_count()) / size, 8192 / size + 1,
                [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  for (std::ptrdiff_t i = begin; i < end; ++i) {
                    const size_t map = static_cast<size_t>(i) % maps;
                    const int32_t b = bias != nullptr ? bias->span<int32_t>()[map] : 0;
                    const float of_w = w_scale.span<float>()[w_scale.element_count() == 1 ? 0 : map];
                    const float scale = ctx.Input(1).span<float>()[0] * of_w / ctx.Input(6).span<float>()[0];
                    Requantize(sums + i * size, size, b, scale, y_zero, *y, i * size);
                  }
                });
    return Ok();
  }

 private:
  static void Requantize(const int32_t* sums, int64_t count, int32_t bias, float scale, int32_t zero, Tensor& y, int64_t at) {
    const auto each = [&](auto* out) {
      using T = std::remove_pointer_t<decltype(out)>;
      for (int64_t i = 0; i < count; ++i) {
        const auto sum = static_cast<double>(int64_t{sums[i]} + bias);
        // The zero point is added to the rounded number, so that ties go to even ones whatever it is.
        out[at + i] = SaturateTo<T>(std::nearbyint(sum * static_cast<double>(scale)) + zero);
      }
    };
    if (y.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8) {
      each(y.mutable_span<int8_t>().data());
    } else {
      each(y.mutable_span<uint8_t>().data());
    }
  }

  int64_t group_ = 1;
  Window window_;
};

}  // namespace

BERTH_KERNEL_LIST(qlinear_conv,
    {"", "QLinearConv", 10, kLatest, {{{"T1", kI8 | kU8}, {"T2", kI8 | kU8}, {"T3", kI8 | kU8}}}, QLinearConv::Make})

}  // namespace berth
