#include "kernels/nn/group_norm.h"

#include <cmath>

#include "kernels/nn/as_floats.h"
#include "kernels/nn/moments.h"

namespace berth {
namespace {

// One group: `channels` maps of `plane` elements that follow one another. Channel c has scale[c * step] and bias[c * step].
template <typename T>
void Group(const T* x, int64_t channels, int64_t plane, const T* scale, const T* bias, int64_t step, float epsilon, T* y) {
  const auto count = static_cast<double>(channels * plane);
  const T mean = static_cast<T>(SumOf(x, channels * plane) / count);
  const double variance = SumOfSquares(x, channels * plane, mean) / count;
  const double inverse = 1.0 / std::sqrt(variance + static_cast<double>(epsilon));
  for (int64_t c = 0; c < channels; ++c) {
    const T slope = static_cast<T>(inverse) * scale[c * step], offset = bias[c * step];
    for (int64_t i = c * plane; i < (c + 1) * plane; ++i) y[i] = (x[i] - mean) * slope + offset;
  }
}

template <typename T>
Status Normalize(KernelContext& ctx, int64_t groups, bool per_channel, float epsilon, Tensor& y) {
  const Tensor& x = ctx.Input(0);
  const int64_t each = x.dims()[1] / groups, plane = static_cast<int64_t>(ElementCountOf(x.dims().subspan(2)));
  BERTH_ASSIGN_OR_RETURN(const T* in, FloatsAs<T>(ctx, x));
  BERTH_ASSIGN_OR_RETURN(const T* scale, FloatsAs<T>(ctx, ctx.Input(1)));
  BERTH_ASSIGN_OR_RETURN(const T* bias, FloatsAs<T>(ctx, ctx.Input(2)));
  BERTH_ASSIGN_OR_RETURN(FloatResult<T> result, FloatResult<T>::For(ctx, y));
  const int64_t step = per_channel ? 1 : 0;
  ParallelFor(ctx.pool(), x.dims()[0] * groups, 16384 / (each * plane + 1) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (std::ptrdiff_t i = begin; i < end; ++i) {
      const int64_t group = i % groups, param = per_channel ? group * each : group;
      Group(in + i * each * plane, each, plane, scale + param, bias + param, step, epsilon, result.data() + i * each * plane);
    }
  });
  result.Finish(ctx.pool());
  return Ok();
}

}  // namespace

Status NormalizeGroups(KernelContext& ctx, int64_t groups, bool per_channel, float epsilon) {
  const Tensor& x = ctx.Input(0);
  if (x.dims().size() < 2 || groups < 1 || x.dims()[1] % groups != 0) {
    return InvalidArgument("input 0: shape ", ShapeText(x.dims()), " seen, [n, c, ...] with channels for ", groups,
                           " groups wanted");
  }
  const int64_t wanted = per_channel ? x.dims()[1] : groups;
  for (size_t i = 1; i < 3; ++i) {
    if (ctx.Input(i).element_count() == static_cast<size_t>(wanted)) continue;
    return InvalidArgument("input ", i == 1 ? "scale" : "bias", ": shape ", ShapeText(ctx.Input(i).dims()), " seen, [", wanted,
                           "] wanted");
  }
  BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
  if (y->element_count() == 0) return Ok();
  return x.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE ? Normalize<double>(ctx, groups, per_channel, epsilon, *y)
                                                          : Normalize<float>(ctx, groups, per_channel, epsilon, *y);
}

}  // namespace berth
