#include "kernels/ints.h"
#include "kernels/kernel.h"
#include "kernels/signal/lines.h"

namespace berth {
namespace {

// Fourier transforms of the frames of a signal, each weighted by a window, computed in double. ONNX STFT-17.
// signal: [batch, samples, 1 or 2]; y: [batch, frames, bins, 2]. Frames start every frame_step samples and end inside of the
// signal; `onesided`: the lower half of each spectrum.
class Stft final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Stft>();
    BERTH_ASSIGN_OR_RETURN(int64_t onesided, info.Int("onesided", 1));
    kernel->onesided_ = onesided != 0;
    kernel->load_ = SelectByType<FloatTypes>(info.input_type(0), []<typename T>() -> LoadLine { return &LoadLineOf<T>; });
    kernel->store_ = SelectByType<FloatTypes>(info.input_type(0), []<typename T>() -> StoreLine { return &StoreLineOf<T>; });
    if (kernel->load_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& signal = ctx.Input(0);
    const DimsView dims = signal.dims();
    if (dims.size() != 3 || (dims[2] != 1 && dims[2] != 2)) {
      return InvalidArgument("input signal: shape ", ShapeText(dims), " seen, [batch, samples, 1 or 2] wanted");
    }
    BERTH_ASSIGN_OR_RETURN(const int64_t step, ReadInt(ctx.Input(1), "frame_step"));
    if (step < 1) return InvalidArgument("input frame_step: ", step, " seen, at least 1 wanted");
    BERTH_ASSIGN_OR_RETURN(const int64_t length, LengthOf(ctx, dims[1]));
    const size_t n = static_cast<size_t>(length), bins = onesided_ ? n / 2 + 1 : n;
    const int64_t frames = (dims[1] - length) / step + 1;
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, Dims{dims[0], frames, static_cast<int64_t>(bins), 2}));
    if (y->element_count() == 0) return Ok();

    const size_t parts = static_cast<size_t>(dims[2]), samples = static_cast<size_t>(dims[1]);
    std::vector<Complex> weights;
    if (const Tensor* window = ctx.OptionalInput(2)) {
      weights.resize(n);
      load_(window->data(), {0, 1, n, false}, weights.data());
    }
    const std::shared_ptr<const Fft> fft = plans_.For(n);
    const auto per_signal = static_cast<size_t>(frames);
    return ForEachLine(ctx, *fft, static_cast<size_t>(dims[0]) * per_signal, [&](size_t line, Complex* z, Complex* scratch) {
      const size_t start = line / per_signal * samples + line % per_signal * static_cast<size_t>(step);
      load_(signal.data(), {start * parts, parts, n, parts == 2}, z);
      for (size_t i = 0; i < weights.size(); ++i) z[i] = weights[i].re * z[i];
      fft->Forward(z, scratch);
      store_(z, {line * bins * 2, 2, bins, true}, y->mutable_data());
    });
  }

 private:
  // Of a frame: as frame_length or the window says, which must agree, or that of the signal.
  static StatusOr<int64_t> LengthOf(const KernelContext& ctx, int64_t samples) {
    const Tensor *window = ctx.OptionalInput(2), *given = ctx.OptionalInput(3);
    int64_t length = samples;
    if (window != nullptr && window->dims().size() != 1) {
      return InvalidArgument("input window: shape ", ShapeText(window->dims()), " seen, one axis wanted");
    }
    if (window != nullptr) length = window->dims()[0];
    if (given != nullptr) {
      BERTH_ASSIGN_OR_RETURN(length, ReadInt(*given, "frame_length"));
      if (window != nullptr && window->dims()[0] != length) {
        return InvalidArgument("input window: ", window->dims()[0], " weights seen, frame_length ", length, " wanted");
      }
    }
    if (length < 1 || length > samples) {
      return InvalidArgument("frame length: ", length, " seen, 1 to ", samples, " (the signal's) wanted");
    }
    return length;
  }

  bool onesided_ = true;
  LoadLine load_ = nullptr;
  StoreLine store_ = nullptr;
  FftPlans plans_;
};

}  // namespace

BERTH_KERNEL_LIST(stft,
    {"", "STFT", 17, kLatest, {{{"T1", FloatTypes::kSet}}}, Stft::Make})

}  // namespace berth
