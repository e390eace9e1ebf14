#include <cmath>

#include "base/checked_math.h"
#include "kernels/kernel.h"
#include "kernels/math/gemm_kernel.h"
#include "kernels/nn/as_floats.h"
#include "kernels/nn/conv_checks.h"

namespace berth {
namespace {

// Convolution whose taps are each moved by an offset of their own, with linear interpolation; zeros outside.
// ONNX DeformConv-19, -22.
// x: [n, c, spatial...], 1 to 3 of them; w: [m, c / group, kernel...]; offset: [n, offset_group * taps * axes, out...]; b: [m],
// optional; mask: [n, offset_group * taps, out...], a factor for each tap, optional; y: [n, m, out...]. The small floats are
// computed in float.
class DeformConv final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<DeformConv>();
    BERTH_ASSIGN_OR_RETURN(kernel->group_, ReadGroup(info));
    BERTH_ASSIGN_OR_RETURN(kernel->offset_group_, info.Int("offset_group", 1));
    if (kernel->offset_group_ < 1) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"offset_group\": ", kernel->offset_group_,
                   " seen, at least 1 wanted");
    }
    BERTH_ASSIGN_OR_RETURN(kernel->window_, Window::FromAttributes(info, false));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& w = ctx.Input(1);
    BERTH_RETURN_IF_ERROR(CheckConvInputs(x, w, ctx.OptionalInput(3), group_));
    BERTH_ASSIGN_OR_RETURN(PlacedWindow window, PlaceConv(window_, x, w));
    const int64_t taps = window.kernel_size(), n = x.dims()[0];
    if (x.dims()[1] % offset_group_ != 0 || offset_group_ > x.dims()[1]) {
      return InvalidArgument("input X: ", x.dims()[1], " channels seen, a multiple of offset_group ", offset_group_, " wanted");
    }
    const Dims offsets = window.OutputDims(n, offset_group_ * taps * static_cast<int64_t>(window.rank));
    if (!SameDims(ctx.Input(2).dims(), offsets)) {
      return InvalidArgument("input offset: shape ", ShapeText(ctx.Input(2).dims()), " seen, ", ShapeText(offsets), " wanted");
    }
    const Dims masks = window.OutputDims(n, offset_group_ * taps);
    if (const Tensor* mask = ctx.OptionalInput(4); mask != nullptr && !SameDims(mask->dims(), masks)) {
      return InvalidArgument("input mask: shape ", ShapeText(mask->dims()), " seen, ", ShapeText(masks), " wanted");
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, window.OutputDims(n, w.dims()[0])));
    if (y->element_count() == 0) return Ok();
    return y->type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE ? RunAs<double>(ctx, window, *y) : RunAs<float>(ctx, window, *y);
  }

 private:
  template <typename T>
  Status RunAs(KernelContext& ctx, const PlacedWindow& window, Tensor& y) const {
    BERTH_ASSIGN_OR_RETURN(const T* x, FloatsAs<T>(ctx, ctx.Input(0)));
    BERTH_ASSIGN_OR_RETURN(const T* w, FloatsAs<T>(ctx, ctx.Input(1)));
    BERTH_ASSIGN_OR_RETURN(const T* offset, FloatsAs<T>(ctx, ctx.Input(2)));
    const T* bias = nullptr;
    const T* mask = nullptr;
    if (const Tensor* b = ctx.OptionalInput(3); b != nullptr) {
      BERTH_ASSIGN_OR_RETURN(bias, FloatsAs<T>(ctx, *b));
    }
    if (const Tensor* factors = ctx.OptionalInput(4); factors != nullptr) {
      BERTH_ASSIGN_OR_RETURN(mask, FloatsAs<T>(ctx, *factors));
    }
    BERTH_ASSIGN_OR_RETURN(FloatResult<T> result, FloatResult<T>::For(ctx, y));
    const int64_t channels = ctx.Input(0).dims()[1], each = channels / group_, maps = y.dims()[1] / group_;
    const int64_t taps = window.kernel_size(), size = window.out_size(), per_offset = channels / offset_group_;
    const auto axes = static_cast<int64_t>(window.rank);
    const auto bytes = CheckedMul(channels * taps, size * static_cast<int64_t>(sizeof(T)));
    if (!bytes) return Error(ORT_FAIL, "windows of ", channels, " channels with ", taps, " taps: too large");
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(static_cast<size_t>(*bytes)));
    T* columns = static_cast<T*>(scratch);
    for (int64_t image = 0; image < y.dims()[0]; ++image) {
      ParallelFor(ctx.pool(), channels * taps, 2048 / (size + 1) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (std::ptrdiff_t row = begin; row < end; ++row) {
          const int64_t channel = row / taps, tap = row % taps;
          const int64_t moved = (image * offset_group_ + channel / per_offset) * taps + tap;
          Sample(x + (image * channels + channel) * window.in_size(), window, tap, offset + moved * axes * size,
                 mask != nullptr ? mask + moved * size : nullptr, columns + row * size);
        }
      });
      for (int64_t group = 0; group < group_; ++group) {
        const int64_t depth = each * taps;
        Product(w + group * maps * depth, columns + group * depth * size, bias != nullptr ? bias + group * maps : nullptr, maps,
                size, depth, result.data() + (image * group_ + group) * maps * size, ctx.pool());
      }
    }
    result.Finish(ctx.pool());
    return Ok();
  }

  // One tap of one channel at every output position. `offset`: an axis after the other, each [out...].
  template <typename T>
  static void Sample(const T* map, const PlacedWindow& window, int64_t tap, const T* offset, const T* mask, T* row) {
    const int64_t size = window.out_size();
    const Spatial taps{tap / (window.kernel[1] * window.kernel[2]), tap / window.kernel[2] % window.kernel[1],
                       tap % window.kernel[2]};
    for (int64_t i = 0; i < size; ++i) {
      const int64_t line = i / window.out[2];
      const Spatial position{line / window.out[1], line % window.out[1], i % window.out[2]};
      std::array<T, kSpatial> at{};
      for (size_t axis = 0; axis < kSpatial; ++axis) {
        at[axis] = static_cast<T>(position[axis] * window.stride[axis] + taps[axis] * window.dilation[axis] - window.pad[axis]);
        const size_t unused = kSpatial - window.rank;
        if (axis >= unused) at[axis] += offset[static_cast<int64_t>(axis - unused) * size + i];
      }
      row[i] = Interpolate(map, window.in, at) * (mask != nullptr ? mask[i] : T(1));
    }
  }

  // The sum over the corners around a point; those outside of the map count as 0.
  template <typename T>
  static T Interpolate(const T* map, const Spatial& in, const std::array<T, kSpatial>& at) {
    Spatial low{};
    std::array<T, kSpatial> over{};
    for (size_t axis = 0; axis < kSpatial; ++axis) {
      if (!(at[axis] > T(-1) && at[axis] < static_cast<T>(in[axis]))) return T(0);
      const T floor = std::floor(at[axis]);
      low[axis] = static_cast<int64_t>(floor);
      over[axis] = at[axis] - floor;
    }
    T sum = 0;
    for (unsigned corner = 0; corner < 1u << kSpatial; ++corner) {
      T part = 1;
      int64_t index = 0;
      for (size_t axis = 0; axis < kSpatial; ++axis) {
        const bool high = (corner >> axis & 1) != 0;
        const int64_t place = low[axis] + (high ? 1 : 0);
        part *= place < 0 || place >= in[axis] ? T(0) : high ? over[axis] : 1 - over[axis];
        index = index * in[axis] + std::clamp<int64_t>(place, 0, in[axis] - 1);
      }
      if (part != T(0)) sum += part * map[index];
    }
    return sum;
  }

  // y[maps, size] = w[maps, depth] * columns[depth, size] + bias.
  static void Product(const float* w, const float* columns, const float* bias, int64_t maps, int64_t size, int64_t depth,
                      float* y, ThreadPool* pool) {
    GemmCall call;
    call.m = static_cast<size_t>(maps);
    call.n = static_cast<size_t>(size);
    call.k = static_cast<size_t>(depth);
    call.a = MatrixView::RowMajor(w, call.k);
    call.b = MatrixView::RowMajor(columns, call.n);
    call.c = y;
    call.c_step = call.n;
    call.epilogue.row_bias = bias;
    Gemm(call, pool);
  }
  static void Product(const double* w, const double* columns, const double* bias, int64_t maps, int64_t size, int64_t depth,
                      double* y, ThreadPool* pool) {
    ParallelFor(pool, maps, 32768 / (size * depth + 1) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t map = begin; map < end; ++map) {
        std::fill_n(y + map * size, size, bias != nullptr ? bias[map] : 0.0);
        for (int64_t k = 0; k < depth; ++k) {
          for (int64_t i = 0; i < size; ++i) y[map * size + i] += w[map * depth + k] * columns[k * size + i];
        }
      }
    });
  }

  int64_t group_ = 1, offset_group_ = 1;
  Window window_;
};

}  // namespace

BERTH_KERNEL_LIST(deform_conv,
    {"", "DeformConv", 19, kLatest, {{{"T", kFloats}}}, DeformConv::Make})

}  // namespace berth
