#include <algorithm>

#include "kernels/kernel.h"
#include "kernels/math/gemm_kernel.h"
#include "kernels/nn/window.h"

namespace berth {
namespace {

// Convolution over 1 to 3 spatial axes. ONNX Conv-1, -11, -22.
// x: [n, c, spatial...]; w: [m, c / group, kernel...]; b: [m], optional; y: [n, m, out...]; float32.
// Each image and group is one matrix product: w as [m / group, taps] times the windows laid out as columns.
class Conv final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Conv>();
    BERTH_ASSIGN_OR_RETURN(kernel->group_, info.Int("group", 1));
    if (kernel->group_ < 1) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"group\": ", kernel->group_, " seen, at least 1 wanted");
    }
    BERTH_ASSIGN_OR_RETURN(kernel->window_, Window::FromAttributes(info, false));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& w = ctx.Input(1);
    const Tensor* bias = ctx.OptionalInput(2);
    BERTH_RETURN_IF_ERROR(CheckChannels(x, w, bias));
    BERTH_ASSIGN_OR_RETURN(PlacedWindow window, window_.Place(x.dims(), w.dims().subspan(2)));
    for (size_t axis = 0; axis < window.rank; ++axis) {
      if (window.kernel[kSpatial - window.rank + axis] != w.dims()[2 + axis]) {
        return InvalidArgument("input W: shape ", ShapeText(w.dims()), " seen, attribute kernel_shape says otherwise");
      }
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, window.OutputDims(x.dims()[0], w.dims()[0])));
    if (y->element_count() == 0) return Ok();
    return Convolve(ctx, x, w, bias, window, *y);
  }

 private:
  Status CheckChannels(const Tensor& x, const Tensor& w, const Tensor* bias) const {
    const bool ranks = x.dims().size() >= 3 && w.dims().size() == x.dims().size();
    if (!ranks || x.dims()[1] != w.dims()[1] * group_ || w.dims()[0] % group_ != 0) {
      return InvalidArgument("inputs X", ShapeText(x.dims()), " and W", ShapeText(w.dims()), " with group ", group_,
                             " seen: channels do not agree");
    }
    if (bias != nullptr && (bias->dims().size() != 1 || bias->dims()[0] != w.dims()[0])) {
      return InvalidArgument("input B: shape ", ShapeText(bias->dims()), " seen, [", w.dims()[0], "] wanted");
    }
    return Ok();
  }

  Status Convolve(KernelContext& ctx, const Tensor& x, const Tensor& w, const Tensor* bias, const PlacedWindow& window,
                  Tensor& y) const {
    const auto channels = static_cast<size_t>(w.dims()[1]), maps = static_cast<size_t>(w.dims()[0] / group_);
    const auto in_size = static_cast<size_t>(window.in_size()), out_size = static_cast<size_t>(window.out_size());
    const size_t taps = channels * static_cast<size_t>(window.kernel_size());
    const bool direct = IsPointwise(window);
    float* columns = nullptr;
    if (!direct) {
      BERTH_ASSIGN_OR_RETURN(size_t count, ElementCount(Dims{static_cast<int64_t>(taps), window.out_size()}));
      BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(count * sizeof(float)));
      columns = static_cast<float*>(scratch);
    }
    const float* in = static_cast<const float*>(x.data());
    const float* weights = static_cast<const float*>(w.data());
    float* out = static_cast<float*>(y.mutable_data());
    const auto groups = static_cast<size_t>(group_), images = static_cast<size_t>(x.dims()[0]);
    for (size_t i = 0; i < images * groups; ++i) {
      const size_t group = i % groups;
      for (size_t m = 0; m < maps; ++m) {
        const float start = bias != nullptr ? bias->span<float>()[group * maps + m] : 0.0f;
        std::fill_n(out + (i * maps + m) * out_size, out_size, start);
      }
      const float* image = in + i * channels * in_size;
      if (!direct) LayOutColumns(ctx, image, channels, window, columns);
      GemmAdd(maps, out_size, taps, weights + group * maps * taps, taps, direct ? image : columns, out_size,
              out + i * maps * out_size, out_size, ctx.pool());
    }
    return Ok();
  }

  static bool IsPointwise(const PlacedWindow& window) {
    const Spatial ones{1, 1, 1}, zeros{};
    return window.kernel == ones && window.stride == ones && window.pad == zeros && window.in == window.out;
  }

  // columns[tap][position] = the input element that tap sees at that output position, 0 in the padding.
  static void LayOutColumns(KernelContext& ctx, const float* image, size_t channels, const PlacedWindow& window,
                            float* columns) {
    const int64_t kernel_size = window.kernel_size();
    const auto taps = static_cast<std::ptrdiff_t>(channels) * kernel_size;
    ParallelFor(ctx.pool(), taps, 65536 / window.out_size() + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t tap = begin; tap < end; ++tap) {
        const int64_t k = tap % kernel_size;
        const Spatial offset{k / (window.kernel[1] * window.kernel[2]), k / window.kernel[2] % window.kernel[1],
                             k % window.kernel[2]};
        LayOutTap(image + tap / kernel_size * window.in_size(), offset, window, columns + tap * window.out_size());
      }
    });
  }

  static void LayOutTap(const float* channel, const Spatial& offset, const PlacedWindow& window, float* out) {
    const auto coordinate = [&](size_t axis, int64_t position) {
      return position * window.stride[axis] + offset[axis] * window.dilation[axis] - window.pad[axis];
    };
    for (int64_t d = 0; d < window.out[0]; ++d) {
      const int64_t z = coordinate(0, d);
      for (int64_t h = 0; h < window.out[1]; ++h, out += window.out[2]) {
        const int64_t y = coordinate(1, h);
        if (z < 0 || z >= window.in[0] || y < 0 || y >= window.in[1]) {
          std::fill_n(out, window.out[2], 0.0f);
          continue;
        }
        const float* row = channel + (z * window.in[1] + y) * window.in[2];
        for (int64_t w = 0; w < window.out[2]; ++w) {
          const int64_t x = coordinate(2, w);
          out[w] = x >= 0 && x < window.in[2] ? row[x] : 0.0f;
        }
      }
    }
  }

  int64_t group_ = 1;
  Window window_;
};

}  // namespace

BERTH_KERNEL_LIST(conv,
    {"", "Conv", 1, kLatest, {{{"T", kF32}}}, Conv::Make})

}  // namespace berth
