#include <cmath>
#include <functional>

#include "kernels/kernel.h"
#include "kernels/nn/as_floats.h"
#include "kernels/nn/moments.h"
#include "kernels/tail.h"

namespace berth {
namespace {

// (x - mean) / sqrt(var + epsilon) * scale + b for every channel. ONNX BatchNormalization-1, -6, -7, -9, -14, -15.
// x, y: [n, c, spatial...] or, when `spatial` is 0, [n, features...] with one channel for each feature; scale, b, mean, var: [c].
// While training mean and variance are the batch's own, and running_mean, running_var are their mix with the given ones by
// momentum. Before version 14 outputs 3 and 4 are the batch's own. The small floats are computed in float.
class BatchNormalization final : public Kernel {
 public:
  enum class Trains { kUnlessTest, kWithOutputs, kByMode };

  template <Trains kTrains>
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<BatchNormalization>();
    BERTH_ASSIGN_OR_RETURN(kernel->epsilon_, info.Float("epsilon", 1e-5f));
    BERTH_ASSIGN_OR_RETURN(kernel->momentum_, info.Float("momentum", 0.9f));
    BERTH_ASSIGN_OR_RETURN(int64_t spatial, info.Int("spatial", 1));
    BERTH_ASSIGN_OR_RETURN(int64_t is_test, info.Int("is_test", 0));
    BERTH_ASSIGN_OR_RETURN(int64_t training_mode, info.Int("training_mode", 0));
    kernel->spatial_ = spatial != 0;
    bool more_outputs = false;
    for (size_t i = 1; i < info.output_count(); ++i) more_outputs |= info.has_output(i);
    kernel->trains_ = kTrains == Trains::kUnlessTest    ? is_test == 0
                      : kTrains == Trains::kWithOutputs ? more_outputs
                                                        : training_mode != 0;
    if (more_outputs && !kernel->trains_) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": outputs: more than one seen, which only training gives");
    }
    const bool wide = info.input_type(0) == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
    if (info.tail() != nullptr) kernel->tail_ = *info.tail();
    kernel->run_ = wide ? &BatchNormalization::RunAs<double> : &BatchNormalization::RunAs<float>;
    if (info.tail() != nullptr) kernel->run_ = &BatchNormalization::RunTail;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override { return (this->*run_)(ctx); }

 private:
  // x as [images, channels, plane].
  struct Layout {
    int64_t images, channels, plane;
  };

  StatusOr<Layout> LayoutOf(const KernelContext& ctx) const {
    const DimsView dims = ctx.Input(0).dims();
    if (dims.empty()) return InvalidArgument("input X: a scalar seen, [n, c, ...] wanted");
    Layout layout{dims[0], 1, 1};
    if (!spatial_) {
      layout.channels = static_cast<int64_t>(ElementCountOf(dims.subspan(1)));
    } else if (dims.size() > 1) {
      layout.channels = dims[1];
      layout.plane = static_cast<int64_t>(ElementCountOf(dims.subspan(2)));
    }
    static constexpr const char* kNames[] = {"scale", "B", "mean", "var"};
    for (size_t i = 1; i < 5; ++i) {
      if (ctx.Input(i).element_count() != static_cast<size_t>(layout.channels)) {
        return InvalidArgument("input ", kNames[i - 1], ": shape ", ShapeText(ctx.Input(i).dims()), " seen, ", layout.channels,
                               " elements wanted for an X of shape ", ShapeText(dims));
      }
    }
    return layout;
  }

  template <typename T>
  Status RunAs(KernelContext& ctx) const {
    BERTH_ASSIGN_OR_RETURN(Layout layout, LayoutOf(ctx));
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    BERTH_ASSIGN_OR_RETURN(const T* in, FloatsAs<T>(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const T* scale, FloatsAs<T>(ctx, ctx.Input(1)));
    BERTH_ASSIGN_OR_RETURN(const T* b, FloatsAs<T>(ctx, ctx.Input(2)));
    BERTH_ASSIGN_OR_RETURN(const T* mean, FloatsAs<T>(ctx, ctx.Input(3)));
    BERTH_ASSIGN_OR_RETURN(const T* var, FloatsAs<T>(ctx, ctx.Input(4)));
    const auto channels = static_cast<size_t>(layout.channels);
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(4 * channels * sizeof(T)));
    T* slope = static_cast<T*>(scratch);
    T* offset = slope + channels;
    if (trains_) {
      T* own = offset + channels;
      Measure(in, layout, own, own + channels, ctx.pool());
      BERTH_RETURN_IF_ERROR(Report(ctx, own, mean, var, channels));
      mean = own;
      var = own + channels;
    }
    for (size_t c = 0; c < channels; ++c) {
      slope[c] = scale[c] / std::sqrt(var[c] + static_cast<T>(epsilon_));
      offset[c] = b[c] - mean[c] * slope[c];
    }
    BERTH_ASSIGN_OR_RETURN(FloatResult<T> result, FloatResult<T>::For(ctx, *y));
    Apply(in, layout, slope, offset, result.data(), ctx.pool());
    result.Finish(ctx.pool());
    return Ok();
  }

  // With what follows: all parameters are in the tail.
  Status RunTail(KernelContext& ctx) const {
    BERTH_ASSIGN_OR_RETURN(Layout layout, LayoutOf(ctx));
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    const auto apply = [&](auto end) {
      Apply(x.span<float>().data(), layout, tail_.scale.data(), tail_.shift.data(), y->mutable_span<float>().data(), ctx.pool(),
            end);
    };
    const float low = tail_.low, high = tail_.high;
    if (tail_.clamps) apply([low, high](float v) { return v < low ? low : v > high ? high : v; });
    else apply(std::identity());
    return Ok();
  }

  // finish(x * slope + offset).
  template <typename T, typename End = std::identity>
  static void Apply(const T* in, const Layout& layout, const T* slope, const T* offset, T* out, ThreadPool* pool,
                    End finish = {}) {
    const int64_t channels = layout.channels, plane = layout.plane;
    if (plane == 1) {
      ParallelFor(pool, layout.images, 32768 / (channels + 1) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (std::ptrdiff_t n = begin; n < end; ++n) {
          for (int64_t c = 0; c < channels; ++c) out[n * channels + c] = finish(in[n * channels + c] * slope[c] + offset[c]);
        }
      });
      return;
    }
    ParallelFor(pool, layout.images * channels, 32768 / (plane + 1) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t map = begin; map < end; ++map) {
        const T a = slope[map % channels], b = offset[map % channels];
        for (int64_t i = map * plane; i < (map + 1) * plane; ++i) out[i] = finish(in[i] * a + b);
      }
    });
  }

  // Mean and variance of every channel.
  template <typename T>
  static void Measure(const T* in, const Layout& layout, T* mean, T* var, ThreadPool* pool) {
    const auto count = static_cast<double>(layout.images * layout.plane);
    ParallelFor(pool, layout.channels, 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t c = begin; c < end; ++c) {
        const auto plane_at = [&](int64_t n) { return in + (n * layout.channels + c) * layout.plane; };
        double sum = 0, squares = 0;
        for (int64_t n = 0; n < layout.images; ++n) sum += SumOf(plane_at(n), layout.plane);
        mean[c] = static_cast<T>(sum / count);
        for (int64_t n = 0; n < layout.images; ++n) squares += SumOfSquares(plane_at(n), layout.plane, mean[c]);
        var[c] = static_cast<T>(squares / count);
      }
    });
  }

  // What training gives beside y. `own`: the batch's means, then its variances.
  template <typename T>
  Status Report(KernelContext& ctx, const T* own, const T* mean, const T* var, size_t channels) const {
    for (size_t i = 1; i < 5; ++i) {
      if (!ctx.WantsOutput(i)) continue;
      const T* batch = own + (i % 2 == 0 ? channels : 0);
      const T* given = i % 2 == 0 ? var : mean;
      BERTH_ASSIGN_OR_RETURN(Tensor * output, ctx.Output(i, ctx.Input(3).dims()));
      BERTH_ASSIGN_OR_RETURN(FloatResult<T> result, FloatResult<T>::For(ctx, *output));
      const T keeps = i < 3 ? static_cast<T>(momentum_) : T(0);
      for (size_t c = 0; c < channels; ++c) result.data()[c] = given[c] * keeps + batch[c] * (1 - keeps);
      result.Finish(nullptr);
    }
    return Ok();
  }

  float epsilon_ = 0, momentum_ = 0;
  bool spatial_ = true, trains_ = false;
  Tail tail_;   // of constant parameters alone; empty: they are the inputs
  Status (BatchNormalization::*run_)(KernelContext& ctx) const = nullptr;
};

using Trains = BatchNormalization::Trains;

}  // namespace

BERTH_KERNEL_LIST(batch_normalization,
    {"", "BatchNormalization", 1, 6, {{{"T", kFloats}}}, BatchNormalization::Make<Trains::kUnlessTest>},
    {"", "BatchNormalization", 7, 13, {{{"T", kFloats}}}, BatchNormalization::Make<Trains::kWithOutputs>},
    {"", "BatchNormalization", 14, kLatest, {{{"T", kFloats}}}, BatchNormalization::Make<Trains::kByMode>})

}  // namespace berth
