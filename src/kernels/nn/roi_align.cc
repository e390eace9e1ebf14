#include <cmath>

#include "kernels/kernel.h"
#include "kernels/nn/as_floats.h"

namespace berth {
namespace {

// The mean, or the largest, of samples on a grid in every bin of every region. ONNX RoiAlign-10, -16, -22.
// x: [n, c, h, w]; rois: [regions, 4] as x1, y1, x2, y2; batch_indices: [regions]; y: [regions, c, output_height, output_width].
// A sample is interpolated from its four neighbours ("max" takes the largest of their weighted parts). Version 10 knows
// output_half_pixel alone. The small floats are computed in float.
class RoiAlign final : public Kernel {
 public:
  template <bool kHasMode>
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<RoiAlign>();
    BERTH_ASSIGN_OR_RETURN(std::string mode, info.String("mode", "avg"));
    BERTH_ASSIGN_OR_RETURN(std::string transform,
                           info.String("coordinate_transformation_mode", kHasMode ? "half_pixel" : "output_half_pixel"));
    BERTH_ASSIGN_OR_RETURN(kernel->height_, info.Int("output_height", 1));
    BERTH_ASSIGN_OR_RETURN(kernel->width_, info.Int("output_width", 1));
    BERTH_ASSIGN_OR_RETURN(kernel->sampling_, info.Int("sampling_ratio", 0));
    BERTH_ASSIGN_OR_RETURN(kernel->scale_, info.Float("spatial_scale", 1.0f));
    if (mode != "avg" && mode != "max") {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"mode\": \"", mode, "\" seen, avg or max wanted");
    }
    if (transform != "half_pixel" && transform != "output_half_pixel") {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"coordinate_transformation_mode\": \"", transform,
                   "\": no such mode");
    }
    if (kernel->height_ < 1 || kernel->width_ < 1 || kernel->sampling_ < 0 || kernel->sampling_ > kMostSamples) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": output ", kernel->height_, " by ", kernel->width_, " and sampling_ratio ",
                   kernel->sampling_, " seen: out of range");
    }
    kernel->largest_ = mode == "max";
    kernel->half_pixel_ = transform == "half_pixel";
    const bool wide = info.input_type(0) == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
    kernel->run_ = wide ? &RoiAlign::RunAs<double> : &RoiAlign::RunAs<float>;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override { return (this->*run_)(ctx); }

 private:
  // Of one axis of one region.
  template <typename T>
  struct Extent {
    T start, bin;                        // start of the region, size of a bin
    int64_t samples;                     // a bin
  };

  // A point as its four neighbours in a map and their parts.
  template <typename T>
  struct Sample {
    int64_t at[4];
    T part[4];
  };

  template <typename T>
  StatusOr<Extent<T>> ExtentOf(T from, T to, int64_t bins) const {
    const T scale = static_cast<T>(scale_), shift = half_pixel_ ? T(0.5) : T(0);
    const T start = from * scale - shift;
    T size = to * scale - shift - start;
    if (!half_pixel_) size = std::max(size, T(1));
    const T bin = size / static_cast<T>(bins), samples = sampling_ > 0 ? static_cast<T>(sampling_) : std::ceil(bin);
    if (!(samples <= static_cast<T>(kMostSamples))) {
      return InvalidArgument("input rois: a region from ", from, " to ", to, " seen: too large, or not a number");
    }
    return Extent<T>{start, bin, std::max<int64_t>(0, static_cast<int64_t>(samples))};
  }

  template <typename T>
  static Sample<T> SampleAt(T y, T x, int64_t height, int64_t width) {
    Sample<T> sample{};
    if (!(y >= -1 && y <= static_cast<T>(height) && x >= -1 && x <= static_cast<T>(width))) return sample;
    y = std::clamp(y, T(0), static_cast<T>(height - 1));
    x = std::clamp(x, T(0), static_cast<T>(width - 1));
    const auto top = static_cast<int64_t>(y), left = static_cast<int64_t>(x);
    const int64_t bottom = std::min(top + 1, height - 1), right = std::min(left + 1, width - 1);
    const T down = y - static_cast<T>(top), over = x - static_cast<T>(left);
    return {{top * width + left, top * width + right, bottom * width + left, bottom * width + right},
            {(1 - down) * (1 - over), (1 - down) * over, down * (1 - over), down * over}};
  }

  template <typename T>
  Status RunAs(KernelContext& ctx) const {
    const Tensor& x = ctx.Input(0);
    const DimsView rois_dims = ctx.Input(1).dims(), batch_dims = ctx.Input(2).dims();
    if (x.dims().size() != 4 || batch_dims.size() != 1 || !SameDims(rois_dims, Dims{batch_dims[0], 4})) {
      return InvalidArgument("inputs X", ShapeText(x.dims()), ", rois", ShapeText(rois_dims), ", batch_indices",
                             ShapeText(batch_dims), " seen, [n, c, h, w], [regions, 4], [regions] wanted");
    }
    const int64_t regions = batch_dims[0], channels = x.dims()[1];
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, Dims{regions, channels, height_, width_}));
    if (y->element_count() == 0) return Ok();
    if (x.dims()[2] == 0 || x.dims()[3] == 0) return InvalidArgument("input X: shape ", ShapeText(x.dims()), " seen: empty maps");
    BERTH_ASSIGN_OR_RETURN(const T* in, FloatsAs<T>(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const T* rois, FloatsAs<T>(ctx, ctx.Input(1)));
    BERTH_ASSIGN_OR_RETURN(FloatResult<T> result, FloatResult<T>::For(ctx, *y));
    const int64_t map = x.dims()[2] * x.dims()[3], area = height_ * width_;
    for (int64_t r = 0; r < regions; ++r) {
      const int64_t batch = ctx.Input(2).span<int64_t>()[static_cast<size_t>(r)];
      if (batch < 0 || batch >= x.dims()[0]) {
        return InvalidArgument("input batch_indices: ", batch, " seen, 0 to ", x.dims()[0] - 1, " wanted");
      }
      BERTH_ASSIGN_OR_RETURN(const auto across, ExtentOf(rois[r * 4], rois[r * 4 + 2], width_));
      BERTH_ASSIGN_OR_RETURN(const auto down, ExtentOf(rois[r * 4 + 1], rois[r * 4 + 3], height_));
      const T* image = in + batch * channels * map;
      T* out = result.data() + r * channels * area;
      ParallelFor(ctx.pool(), area, 8192 / (channels * (across.samples * down.samples + 1)) + 1,
                  [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                    for (std::ptrdiff_t bin = begin; bin < end; ++bin) {
                      Bin(image, x.dims(), down, across, bin / width_, bin % width_, out + bin);
                    }
                  });
    }
    result.Finish(ctx.pool());
    return Ok();
  }

  // Bin (row, column) of a region for all channels; `out` is that of the first.
  template <typename T>
  void Bin(const T* image, DimsView dims, const Extent<T>& down, const Extent<T>& across, int64_t row, int64_t column,
           T* out) const {
    const int64_t channels = dims[1], height = dims[2], width = dims[3], area = height_ * width_;
    for (int64_t c = 0; c < channels; ++c) out[c * area] = 0;
    const int64_t count = down.samples * across.samples;
    for (int64_t i = 0; i < count; ++i) {
      const auto place = [](const Extent<T>& extent, int64_t bin, int64_t k) {
        return extent.start + static_cast<T>(bin) * extent.bin +
               (static_cast<T>(k) + T(0.5)) * extent.bin / static_cast<T>(extent.samples);
      };
      const Sample<T> sample =
          SampleAt(place(down, row, i / across.samples), place(across, column, i % across.samples), height, width);
      for (int64_t c = 0; c < channels; ++c) {
        const T* map = image + c * height * width;
        T& to = out[c * area];
        T parts[4];
        for (size_t k = 0; k < 4; ++k) parts[k] = sample.part[k] * map[sample.at[k]];
        if (largest_) {
          const T best = std::max(std::max(parts[0], parts[1]), std::max(parts[2], parts[3]));
          to = i == 0 ? best : std::max(to, best);
        } else {
          to += parts[0] + parts[1] + parts[2] + parts[3];
        }
      }
    }
    for (int64_t c = 0; !largest_ && count > 0 && c < channels; ++c) out[c * area] /= static_cast<T>(count);
  }

  // Of a bin along one axis: more would be no region of any image.
  static constexpr int64_t kMostSamples = 1 << 14;

  int64_t height_ = 1, width_ = 1, sampling_ = 0;
  float scale_ = 1;
  bool largest_ = false, half_pixel_ = false;
  Status (RoiAlign::*run_)(KernelContext& ctx) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(roi_align,
    {"", "RoiAlign", 10, 15, {{{"T1", kFloats}}}, RoiAlign::Make<false>},
    {"", "RoiAlign", 16, kLatest, {{{"T1", kFloats}}}, RoiAlign::Make<true>})

}  // namespace berth
