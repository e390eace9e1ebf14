#include <algorithm>

#include "kernels/kernel.h"
#include "kernels/nn/as_floats.h"
#include "kernels/nn/channel_conv.h"
#include "kernels/nn/conv_checks.h"
#include "kernels/nn/conv_panels.h"
#include "kernels/nn/depthwise.h"
#include "kernels/nn/direct_conv.h"
#include "kernels/tail.h"

namespace berth {
namespace {

// Convolution over 1 to 3 spatial axes. ONNX Conv-1, -11, -22.
// x: [n, c, spatial...]; w: [m, c / group, kernel...]; b: [m], optional; y: [n, m, out...].
// Each image and group is one matrix product: w as [m / group, taps] times the windows laid out as columns. Groups that are
// too thin for one, and all of double, are computed tap by tap; where tiles of a product would be half empty or packing the
// windows would take longer than the product, it is direct_conv.h. The small floats are computed in float.
class Conv final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Conv>();
    BERTH_ASSIGN_OR_RETURN(kernel->group_, ReadGroup(info));
    BERTH_ASSIGN_OR_RETURN(kernel->window_, Window::FromAttributes(info, false));
    const Tensor* w = info.constant_input(1);
    const bool fits = w != nullptr && w->type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT && w->dims().size() >= 3 &&
                      w->dims()[0] % kernel->group_ == 0;
    if (info.tail() != nullptr) kernel->Take(*info.tail(), w, info.constant_input(2));
    if (fits && w->element_count() > 0) BERTH_RETURN_IF_ERROR(kernel->PackWeights(*w, info));
    if (!kernel->packed_.empty()) kernel->scaled_ = {};   // they are in there
    if (!kernel->packed_.empty() || !kernel->scaled_.empty()) info.ForgoConstant(1);
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& w = ctx.Input(1);
    const Tensor* bias = ctx.OptionalInput(2);
    BERTH_RETURN_IF_ERROR(CheckConvInputs(x, w, bias, group_));
    BERTH_ASSIGN_OR_RETURN(PlacedWindow window, PlaceConv(window_, x, w));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, window.OutputDims(x.dims()[0], w.dims()[0])));
    if (y->element_count() == 0) return Ok();
    return x.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE ? RunAs<double>(ctx, window, *y) : RunAs<float>(ctx, window, *y);
  }

 private:
  template <typename T>
  struct Call {
    const T* x;
    const T* w;
    const T* bias;
    T* y;
    size_t images, channels, maps;       // channels and maps of one group
  };

  template <typename T>
  Status RunAs(KernelContext& ctx, const PlacedWindow& window, Tensor& y) const {
    Call<T> call{};
    BERTH_ASSIGN_OR_RETURN(call.x, FloatsAs<T>(ctx, ctx.Input(0)));
    BERTH_ASSIGN_OR_RETURN(call.w, FloatsAs<T>(ctx, ctx.Input(1)));
    if (const Tensor* bias = ctx.OptionalInput(2); bias != nullptr) {
      BERTH_ASSIGN_OR_RETURN(call.bias, FloatsAs<T>(ctx, *bias));
    }
    if constexpr (std::is_same_v<T, float>) {
      if (!scaled_.empty()) call.w = scaled_.data();
      if (!bias_.empty()) call.bias = bias_.data();
    }
    BERTH_ASSIGN_OR_RETURN(FloatResult<T> result, FloatResult<T>::For(ctx, y));
    call.y = result.data();
    call.images = static_cast<size_t>(y.dims()[0]);
    call.channels = static_cast<size_t>(ctx.Input(1).dims()[1]);
    call.maps = static_cast<size_t>(y.dims()[1] / group_);
    BERTH_RETURN_IF_ERROR(Convolve(ctx, call, window));
    result.Finish(ctx.pool());
    return Ok();
  }

  Status Convolve(KernelContext& ctx, const Call<float>& call, const PlacedWindow& window) const {
    const auto in_size = static_cast<size_t>(window.in_size()), out_size = static_cast<size_t>(window.out_size());
    const auto groups = static_cast<size_t>(group_);
    const size_t channels = call.channels, maps = call.maps, taps = channels * static_cast<size_t>(window.kernel_size());
    const bool thin = channels == 1 && maps <= kThinMaps, pointwise = IsPointwise(window);
    GemmEpilogue epilogue = end_;
    for (size_t i = 0; i < call.images * groups; ++i) {
      const size_t group = i % groups;
      const float* image = call.x + i * channels * in_size;
      if (call.bias != nullptr) epilogue.row_bias = call.bias + group * maps;
      if (thin) {
        DepthwiseConv(image, call.w, call.y + i * maps * out_size, groups, maps, window, epilogue, ctx.pool());
        i += groups - 1;
        continue;
      }
      if (is_direct_) {
        BERTH_RETURN_IF_ERROR(DirectConv(
            ctx, {image, channels, maps, packed_[group].data(), call.y + i * maps * out_size, epilogue}, window));
        continue;
      }
      const ConvPanels panels(image, channels, window);
      GemmCall gemm;
      gemm.m = maps;
      gemm.n = out_size;
      gemm.k = taps;
      if (packed_.empty()) {
        gemm.a = MatrixView::RowMajor(call.w + group * maps * taps, taps);
      } else {
        gemm.packed_a = packed_[group].data();
      }
      gemm.b = MatrixView::RowMajor(image, out_size);
      if (!pointwise) gemm.panels = &panels;
      gemm.c = call.y + i * maps * out_size;
      gemm.c_step = out_size;
      gemm.epilogue = epilogue;
      Gemm(gemm, ctx.pool());
    }
    return Ok();
  }

  Status Convolve(KernelContext& ctx, const Call<double>& call, const PlacedWindow& window) const {
    const int64_t in_size = window.in_size(), out_size = window.out_size(), kernel_size = window.kernel_size();
    const auto channels = static_cast<int64_t>(call.channels), maps = static_cast<int64_t>(call.maps);
    const int64_t total = static_cast<int64_t>(call.images) * group_ * maps;
    const int64_t grain = 65536 / (out_size * kernel_size * channels + 1) + 1;
    ParallelFor(ctx.pool(), total, grain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t i = begin; i < end; ++i) {
        const int64_t map = i % (group_ * maps);
        double* y = call.y + i * out_size;
        std::fill_n(y, out_size, call.bias != nullptr ? call.bias[map] : 0.0);
        for (int64_t c = 0; c < channels; ++c) {
          AddChannel(call.x + (i / maps * channels + c) * in_size, call.w + (map * channels + c) * kernel_size, y, window);
        }
      }
    });
    return Ok();
  }

  static bool IsPointwise(const PlacedWindow& window) {
    const Spatial ones{1, 1, 1}, zeros{};
    return window.kernel == ones && window.stride == ones && window.pad == zeros && window.in == window.out;
  }

  // Of the output, as inferred; 0: not known.
  static size_t Positions(const KernelInfo& info) {
    const std::optional<Dims> dims = info.output_dims(0);
    if (!dims || dims->size() < 3 || std::any_of(dims->begin() + 2, dims->end(), [](int64_t dim) { return dim < 0; })) return 0;
    const auto count = ElementCount(DimsView(*dims).subspan(2));
    return count.ok() ? *count : 0;
  }

  // The tail's scale goes into the weights, its shift into the bias.
  void Take(const Tail& tail, const Tensor* w, const Tensor* bias) {
    end_.clamps = tail.clamps;
    end_.low = tail.low;
    end_.high = tail.high;
    if (tail.scale.empty()) return;
    scaled_.assign(w->span<float>().begin(), w->span<float>().end());
    const size_t maps = tail.scale.size(), taps = scaled_.size() / std::max<size_t>(maps, 1);
    bias_ = tail.shift;
    for (size_t map = 0; map < maps; ++map) {
      for (size_t i = 0; i < taps; ++i) scaled_[map * taps + i] *= tail.scale[map];
      if (bias != nullptr) bias_[map] += bias->span<float>()[map] * tail.scale[map];
    }
  }

  // Constant weights are laid out once.
  Status PackWeights(const Tensor& w, const KernelInfo& info) {
    const size_t maps = static_cast<size_t>(w.dims()[0] / group_), taps = ElementCountOf(w.dims().subspan(1));
    if (w.dims()[1] == 1 && maps <= kThinMaps) return Ok();
    is_direct_ = WantsDirectConv(static_cast<size_t>(w.dims()[1]), maps, ElementCountOf(w.dims().subspan(2)), Positions(info));
    const float* all = scaled_.empty() ? w.span<float>().data() : scaled_.data();
    for (int64_t group = 0; group < group_; ++group) {
      const float* weights = all + static_cast<size_t>(group) * maps * taps;
      BERTH_ASSIGN_OR_RETURN(PackedMatrix packed,
                             is_direct_ ? PackedMatrix::Right(MatrixView::Transposed(weights, taps), taps, maps)
                                        : PackedMatrix::Left(MatrixView::RowMajor(weights, taps), maps, taps));
      packed.ShareIn(info.packed_weights());
      packed_.push_back(std::move(packed));
    }
    return Ok();
  }

  // With so few output channels for each of the input's own, a product has too few rows to pay.
  static constexpr size_t kThinMaps = 2;

  int64_t group_ = 1;
  bool is_direct_ = false;             // packed_ is for DirectConv
  Window window_;
  GemmEpilogue end_;                   // of the tail: its limits
  std::vector<float> scaled_, bias_;   // weights and bias with the tail in them; empty: those of the inputs
  std::vector<PackedMatrix> packed_;   // by group; empty when the weights are not constant
};

}  // namespace

BERTH_KERNEL_LIST(conv,
    {"", "Conv", 1, kLatest, {{{"T", kFloats}}}, Conv::Make})

}  // namespace berth
