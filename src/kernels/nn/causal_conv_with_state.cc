#include "kernels/kernel.h"
#include "kernels/math/functions.h"
#include "kernels/nn/as_floats.h"

namespace berth {
namespace {

// A convolution of each channel along time that sees the present and the past alone, and hands on the past that the next call
// needs. ONNX CausalConvWithState-27. input, output: [batch, channels, length]; weight: [channels, 1, k]; bias: [channels];
// past_state, present_state: [batch, channels, k - 1].
class CausalConvWithState final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<CausalConvWithState>();
    BERTH_ASSIGN_OR_RETURN(const std::string activation, info.String("activation", "none"));
    kernel->is_swish_ = activation == "silu" || activation == "swish";
    if (!kernel->is_swish_ && activation != "none") {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"activation\": \"", activation,
                   "\" seen, none, silu or swish wanted");
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor &input = ctx.Input(0), &weight = ctx.Input(1);
    const Tensor *bias = ctx.OptionalInput(2), *past = ctx.OptionalInput(3);
    const DimsView dims = input.dims();
    BERTH_RETURN_IF_ERROR(CheckShapes(dims, weight.dims(), bias, past));
    const auto length = static_cast<size_t>(dims[2]), taps = static_cast<size_t>(weight.dims()[2]);
    const size_t channels = static_cast<size_t>(dims[1]), lines = static_cast<size_t>(dims[0]) * channels, kept = taps - 1;
    BERTH_ASSIGN_OR_RETURN(Tensor * output, ctx.Output(0, dims));
    BERTH_ASSIGN_OR_RETURN(const float* x, FloatsAs<float>(ctx, input));
    BERTH_ASSIGN_OR_RETURN(const float* w, FloatsAs<float>(ctx, weight));
    const float *b = nullptr, *before = nullptr;
    if (bias != nullptr) {
      BERTH_ASSIGN_OR_RETURN(b, FloatsAs<float>(ctx, *bias));
    }
    if (past != nullptr) {
      BERTH_ASSIGN_OR_RETURN(before, FloatsAs<float>(ctx, *past));
    }
    BERTH_ASSIGN_OR_RETURN(const FloatResult<float> y, FloatResult<float>::For(ctx, *output));
    std::vector<float> state(lines * kept), line(kept + length);
    for (size_t at = 0; at < lines; ++at) {
      if (before != nullptr) std::copy_n(before + at * kept, kept, line.begin());
      else std::fill_n(line.begin(), kept, 0.0f);
      std::copy_n(x + at * length, length, line.begin() + static_cast<std::ptrdiff_t>(kept));
      for (size_t t = 0; t < length; ++t) {
        float sum = b != nullptr ? b[at % channels] : 0.0f;
        for (size_t i = 0; i < taps; ++i) sum += w[at % channels * taps + i] * line[t + i];
        y.data()[at * length + t] = is_swish_ ? sum * Sigmoid(sum) : sum;
      }
      std::copy_n(line.end() - static_cast<std::ptrdiff_t>(kept), kept, state.begin() + static_cast<std::ptrdiff_t>(at * kept));
    }
    y.Finish(ctx.pool());
    if (!ctx.WantsOutput(1)) return Ok();
    BERTH_ASSIGN_OR_RETURN(Tensor * present, ctx.Output(1, Dims{dims[0], dims[1], static_cast<int64_t>(kept)}));
    return WriteFloats(state.data(), *present);
  }

 private:
  static Status CheckShapes(DimsView x, DimsView weight, const Tensor* bias, const Tensor* past) {
    if (x.size() != 3 || weight.size() != 3 || weight[0] != x[1] || weight[1] != 1 || weight[2] < 1) {
      return InvalidArgument("inputs input, weight: shapes ", ShapeText(x), ", ", ShapeText(weight),
                             " seen, [batch, channels, length] and [channels, 1, k] wanted");
    }
    if (bias != nullptr && !SameDims(bias->dims(), weight.first(1))) {
      return InvalidArgument("input bias: shape ", ShapeText(bias->dims()), " seen, [", x[1], "] wanted");
    }
    if (past != nullptr && !SameDims(past->dims(), Dims{x[0], x[1], weight[2] - 1})) {
      return InvalidArgument("input past_state: shape ", ShapeText(past->dims()), " seen, ",
                             ShapeText(Dims{x[0], x[1], weight[2] - 1}), " wanted");
    }
    return Ok();
  }

  bool is_swish_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(causal_conv_with_state,
    {"", "CausalConvWithState", 27, kLatest, {{{"T", kF32 | kF16 | kBf16}}}, CausalConvWithState::Make})

}  // namespace berth
