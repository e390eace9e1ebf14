#include "kernels/kernel.h"
#include "kernels/nn/conv_panels.h"
#include "kernels/nn/depthwise.h"

namespace berth {
namespace {

// Convolution over 1 to 3 spatial axes. ONNX Conv-1, -11, -22.
// x: [n, c, spatial...]; w: [m, c / group, kernel...]; b: [m], optional; y: [n, m, out...]; float32.
// Each image and group is one matrix product: w as [m / group, taps] times the windows laid out as columns. Groups that are
// too thin for one are computed tap by tap.
class Conv final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Conv>();
    BERTH_ASSIGN_OR_RETURN(kernel->group_, info.Int("group", 1));
    if (kernel->group_ < 1) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"group\": ", kernel->group_, " seen, at least 1 wanted");
    }
    BERTH_ASSIGN_OR_RETURN(kernel->window_, Window::FromAttributes(info, false));
    const Tensor* w = info.constant_input(1);
    const bool fits = w != nullptr && w->dims().size() >= 3 && w->dims()[0] % kernel->group_ == 0;
    if (fits && w->element_count() > 0) BERTH_RETURN_IF_ERROR(kernel->PackWeights(*w));
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
    const auto groups = static_cast<size_t>(group_), images = static_cast<size_t>(x.dims()[0]);
    const size_t taps = channels * static_cast<size_t>(window.kernel_size());
    const bool thin = channels == 1 && maps <= kThinMaps, pointwise = IsPointwise(window);
    const float* in = x.span<float>().data();
    float* out = static_cast<float*>(y.mutable_data());
    GemmEpilogue epilogue;
    for (size_t i = 0; i < images * groups; ++i) {
      const size_t group = i % groups;
      const float* image = in + i * channels * in_size;
      if (bias != nullptr) epilogue.row_bias = bias->span<float>().data() + group * maps;
      if (thin) {
        DepthwiseConv(image, w.span<float>().data(), out + i * maps * out_size, groups, maps, window, epilogue, ctx.pool());
        i += groups - 1;
        continue;
      }
      const ConvPanels panels(image, window);
      GemmCall call;
      call.m = maps;
      call.n = out_size;
      call.k = taps;
      call.a = MatrixView::RowMajor(w.span<float>().data() + group * maps * taps, taps);
      if (!packed_.empty()) call.packed_a = packed_[group].data();
      call.b = MatrixView::RowMajor(image, out_size);
      if (!pointwise) call.panels = &panels;
      call.c = out + i * maps * out_size;
      call.c_step = out_size;
      call.epilogue = epilogue;
      Gemm(call, ctx.pool());
    }
    return Ok();
  }

  static bool IsPointwise(const PlacedWindow& window) {
    const Spatial ones{1, 1, 1}, zeros{};
    return window.kernel == ones && window.stride == ones && window.pad == zeros && window.in == window.out;
  }

  // Constant weights are laid out once.
  Status PackWeights(const Tensor& w) {
    const size_t maps = static_cast<size_t>(w.dims()[0] / group_), taps = ElementCountOf(w.dims().subspan(1));
    if (w.dims()[1] == 1 && maps <= kThinMaps) return Ok();
    for (int64_t group = 0; group < group_; ++group) {
      const float* weights = w.span<float>().data() + static_cast<size_t>(group) * maps * taps;
      BERTH_ASSIGN_OR_RETURN(PackedMatrix packed, PackedMatrix::Left(MatrixView::RowMajor(weights, taps), maps, taps));
      packed_.push_back(std::move(packed));
    }
    return Ok();
  }

  // With so few output channels for each of the input's own, a product has too few rows to pay.
  static constexpr size_t kThinMaps = 2;

  int64_t group_ = 1;
  Window window_;
  std::vector<PackedMatrix> packed_;   // by group; empty when the weights are not constant
};

}  // namespace

BERTH_KERNEL_LIST(conv,
    {"", "Conv", 1, kLatest, {{{"T", kF32}}}, Conv::Make})

}  // namespace berth
