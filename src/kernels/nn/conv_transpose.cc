#include "base/checked_math.h"
#include "kernels/kernel.h"
#include "kernels/math/gemm_kernel.h"
#include "kernels/nn/as_floats.h"
#include "kernels/nn/conv_checks.h"

namespace berth {
namespace {

// The transpose of a convolution. ONNX ConvTranspose-1, -11, -22.
// x: [n, c, spatial...]; w: [c, m / group, kernel...]; b: [m], optional; y: [n, m, out...].
// Each image and group is one matrix product, w' as [m / group * taps, c / group] times x, whose rows are then added to y where
// their tap puts them. The small floats are computed in float.
class ConvTranspose final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<ConvTranspose>();
    BERTH_ASSIGN_OR_RETURN(kernel->group_, ReadGroup(info));
    BERTH_ASSIGN_OR_RETURN(kernel->window_, Window::FromAttributes(info, false));
    BERTH_ASSIGN_OR_RETURN(kernel->output_padding_, info.Ints("output_padding"));
    BERTH_ASSIGN_OR_RETURN(kernel->output_shape_, info.Ints("output_shape"));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const DimsView x = ctx.Input(0).dims(), w = ctx.Input(1).dims();
    if (x.size() < 3 || w.size() != x.size() || x[1] != w[0] || x[1] % group_ != 0) {
      return InvalidArgument("inputs X", ShapeText(x), " and W", ShapeText(w), " with group ", group_,
                             " seen: channels do not agree");
    }
    const auto maps = CheckedMul(w[1], group_);
    const Tensor* bias = ctx.OptionalInput(2);
    if (!maps || (bias != nullptr && !SameDims(bias->dims(), Dims{*maps}))) {
      return InvalidArgument("input W", ShapeText(w), " with group ", group_,
                             " seen: B does not fit, or there are too many channels");
    }
    BERTH_ASSIGN_OR_RETURN(PlacedWindow window, window_.PlaceTransposed(x, w.subspan(2), output_padding_, output_shape_));
    if (const DimsView kernel = window_.kernel_shape(); !kernel.empty() && !SameDims(kernel, w.subspan(2))) {
      return InvalidArgument("input W: shape ", ShapeText(w), " seen, attribute kernel_shape says otherwise");
    }
    Dims dims{x[0], *maps};
    dims.insert(dims.end(), window.in.end() - static_cast<std::ptrdiff_t>(window.rank), window.in.end());
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    if (y->element_count() == 0) return Ok();
    return y->type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE ? RunAs<double>(ctx, window, *y) : RunAs<float>(ctx, window, *y);
  }

 private:
  template <typename T>
  Status RunAs(KernelContext& ctx, const PlacedWindow& window, Tensor& y) const {
    BERTH_ASSIGN_OR_RETURN(const T* x, FloatsAs<T>(ctx, ctx.Input(0)));
    BERTH_ASSIGN_OR_RETURN(const T* w, FloatsAs<T>(ctx, ctx.Input(1)));
    const T* bias = nullptr;
    if (const Tensor* b = ctx.OptionalInput(2); b != nullptr) {
      BERTH_ASSIGN_OR_RETURN(bias, FloatsAs<T>(ctx, *b));
    }
    BERTH_ASSIGN_OR_RETURN(FloatResult<T> result, FloatResult<T>::For(ctx, y));
    const int64_t channels = ctx.Input(0).dims()[1] / group_, maps = ctx.Input(1).dims()[1];
    const int64_t size = window.out_size(), taps = window.kernel_size();
    // As many maps at once as scratch of a bounded size takes.
    constexpr int64_t kMostScratch = int64_t{1} << 22;
    const auto each = CheckedMul(size, taps);
    if (!each) return Error(ORT_FAIL, "input X: ", size, " elements under ", taps, " taps: too many");
    const int64_t block = std::clamp<int64_t>(kMostScratch / (*each + 1), 1, std::max<int64_t>(maps, 1));
    const auto bytes = CheckedMul(*each, block * static_cast<int64_t>(sizeof(T)));
    if (!bytes) return Error(ORT_FAIL, "input X: ", size, " elements under ", taps, " taps: too many");
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(static_cast<size_t>(*bytes)));
    T* columns = static_cast<T*>(scratch);
    for (int64_t i = 0; i < y.dims()[0] * group_; ++i) {
      const T* weights = w + i % group_ * channels * maps * taps;
      for (int64_t map = 0; map < maps; map += block) {
        const int64_t count = std::min(block, maps - map);
        Product(weights + map * taps, maps * taps, x + i * channels * size, count * taps, size, channels, columns, ctx.pool());
        ParallelFor(ctx.pool(), count, 32768 / (*each + 1) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
          for (std::ptrdiff_t j = begin; j < end; ++j) {
            const T start = bias != nullptr ? bias[i % group_ * maps + map + j] : T(0);
            Scatter(columns + j * *each, window, start, result.data() + (i * maps + map + j) * window.in_size());
          }
        });
      }
    }
    result.Finish(ctx.pool());
    return Ok();
  }

  // columns[rows, size] = w' * x; w: [channels, rows] with rows `step` apart; x: [channels, size].
  static void Product(const float* w, int64_t step, const float* x, int64_t rows, int64_t size, int64_t channels, float* columns,
                      ThreadPool* pool) {
    GemmCall call;
    call.m = static_cast<size_t>(rows);
    call.n = static_cast<size_t>(size);
    call.k = static_cast<size_t>(channels);
    call.a = MatrixView::Transposed(w, static_cast<size_t>(step));
    call.b = MatrixView::RowMajor(x, call.n);
    call.c = columns;
    call.c_step = call.n;
    Gemm(call, pool);
  }
  static void Product(const double* w, int64_t step, const double* x, int64_t rows, int64_t size, int64_t channels,
                      double* columns, ThreadPool* pool) {
    ParallelFor(pool, rows, 32768 / (size * channels + 1) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t row = begin; row < end; ++row) {
        double* to = columns + row * size;
        std::fill_n(to, size, 0.0);
        for (int64_t c = 0; c < channels; ++c) {
          const double weight = w[c * step + row];
          for (int64_t i = 0; i < size; ++i) to[i] += weight * x[c * size + i];
        }
      }
    });
  }

  // y[in...] = start + what the taps' rows [out...] of `columns` put there.
  template <typename T>
  static void Scatter(const T* columns, const PlacedWindow& window, T start, T* y) {
    std::fill_n(y, window.in_size(), start);
    for (int64_t tap = 0; tap < window.kernel_size(); ++tap, columns += window.out_size()) {
      const int64_t line = tap / window.kernel[2];
      const InsidePositions depth(window, 0, line / window.kernel[1]), height(window, 1, line % window.kernel[1]);
      const InsidePositions width(window, 2, tap % window.kernel[2]);
      for (int64_t d = depth.begin; d < depth.end; ++d) {
        for (int64_t h = height.begin; h < height.end; ++h) {
          const int64_t z = depth.start + d * window.stride[0], row = height.start + h * window.stride[1];
          T* to = y + (z * window.in[1] + row) * window.in[2] + width.start;
          const T* from = columns + (d * window.out[1] + h) * window.out[2];
          for (int64_t i = width.begin; i < width.end; ++i) to[i * window.stride[2]] += from[i];
        }
      }
    }
  }

  int64_t group_ = 1;
  Window window_;
  std::vector<int64_t> output_padding_, output_shape_;
};

}  // namespace

BERTH_KERNEL_LIST(conv_transpose,
    {"", "ConvTranspose", 1, kLatest, {{{"T", kFloats}}}, ConvTranspose::Make})

}  // namespace berth
