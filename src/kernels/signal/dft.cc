#include "kernels/ints.h"
#include "kernels/kernel.h"
#include "kernels/signal/lines.h"

namespace berth {
namespace {

// The discrete Fourier transform along one axis, or its inverse, computed in double. ONNX DFT-17 (axis is an attribute), -20 (an
// input). The last axis of x holds one number a sample, or two: real and imaginary part. `onesided`: only the lower half of the
// spectrum is made; of the inverse, only that half is read, and the result is real. A signal of another length than the
// transform's is cut off, or goes on with zeros.
class Dft final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Dft>();
    BERTH_ASSIGN_OR_RETURN(int64_t inverse, info.Int("inverse", 0));
    BERTH_ASSIGN_OR_RETURN(int64_t onesided, info.Int("onesided", 0));
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", -2));
    kernel->inverse_ = inverse != 0;
    kernel->onesided_ = onesided != 0;
    kernel->load_ = SelectByType<FloatTypes>(info.input_type(0), []<typename T>() -> LoadLine { return &LoadLineOf<T>; });
    kernel->store_ = SelectByType<FloatTypes>(info.input_type(0), []<typename T>() -> StoreLine { return &StoreLineOf<T>; });
    if (kernel->load_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    Dims dims(x.dims().begin(), x.dims().end());
    if (dims.size() < 2 || (dims.back() != 1 && dims.back() != 2)) {
      return InvalidArgument("input: shape ", ShapeText(dims), " seen, a last dimension of 1 or 2 after others wanted");
    }
    BERTH_ASSIGN_OR_RETURN(const size_t axis, AxisOf(ctx, dims.size()));
    BERTH_ASSIGN_OR_RETURN(const int64_t length, LengthOf(ctx, dims[axis]));
    const bool is_real = inverse_ && onesided_;
    const size_t n = static_cast<size_t>(length), half = n / 2 + 1;
    const size_t read = std::min(static_cast<size_t>(dims[axis]), is_real ? half : n);
    const size_t inner = ElementCountOf(DimsView(dims).subspan(axis + 1, dims.size() - axis - 2));
    Line from{0, inner * static_cast<size_t>(dims.back()), read, dims.back() == 2};
    const size_t from_outer = from.step * static_cast<size_t>(dims[axis]);
    dims[axis] = onesided_ && !inverse_ ? static_cast<int64_t>(half) : length;
    dims.back() = is_real ? 1 : 2;
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    if (y->element_count() == 0) return Ok();
    const Line to{0, inner * static_cast<size_t>(dims.back()), static_cast<size_t>(dims[axis]), !is_real};
    const size_t to_outer = to.step * to.count;

    const std::shared_ptr<const Fft> fft = plans_.For(n);
    return ForEachLine(ctx, *fft, y->element_count() / to_outer * inner, [&](size_t line, Complex* z, Complex* scratch) {
      Line source = from, target = to;
      source.first = line / inner * from_outer + line % inner * (from.complex ? 2 : 1);
      target.first = line / inner * to_outer + line % inner * (to.complex ? 2 : 1);
      load_(x.data(), source, z);
      std::fill(z + read, z + n, Complex{});
      if (is_real) Mirror(z, n);
      if (inverse_) fft->Inverse(z, scratch);
      else fft->Forward(z, scratch);
      store_(z, target, y->mutable_data());
    });
  }

 private:
  StatusOr<size_t> AxisOf(const KernelContext& ctx, size_t rank) const {
    int64_t axis = axis_;
    if (const Tensor* input = ctx.OptionalInput(2)) {
      BERTH_ASSIGN_OR_RETURN(axis, ReadInt(*input, "axis"));
    }
    BERTH_ASSIGN_OR_RETURN(const int64_t at, NormalizeAxis(axis, rank));
    if (static_cast<size_t>(at) == rank - 1) {
      return InvalidArgument("axis: ", axis, " seen: the last axis holds the parts of complex numbers");
    }
    return static_cast<size_t>(at);
  }

  StatusOr<int64_t> LengthOf(const KernelContext& ctx, int64_t samples) const {
    int64_t length = inverse_ && onesided_ ? 2 * (samples - 1) : samples;
    if (const Tensor* input = ctx.OptionalInput(1)) {
      BERTH_ASSIGN_OR_RETURN(length, ReadInt(*input, "dft_length"));
    }
    if (length < 1) return InvalidArgument("dft_length: ", length, " seen, at least 1 wanted");
    return length;
  }

  // Makes the spectrum of a real signal out of its lower half.
  static void Mirror(Complex* z, size_t n) {
    z[0].im = 0;
    if (n % 2 == 0) z[n / 2].im = 0;
    for (size_t k = 1; k < n - k; ++k) z[n - k] = Conjugate(z[k]);
  }

  bool inverse_ = false, onesided_ = false;
  int64_t axis_ = -2;
  LoadLine load_ = nullptr;
  StoreLine store_ = nullptr;
  FftPlans plans_;
};

}  // namespace

BERTH_KERNEL_LIST(dft,
    {"", "DFT", 17, kLatest, {{{"T1", FloatTypes::kSet}}}, Dft::Make})

}  // namespace berth
