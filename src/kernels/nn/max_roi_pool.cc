#include <cmath>

#include "kernels/kernel.h"
#include "kernels/nn/as_floats.h"

namespace berth {
namespace {

// The largest element in every bin of every region. ONNX MaxRoiPool-1, -22.
// x: [n, c, h, w]; rois: [regions, 5] as batch, x1, y1, x2, y2; y: [regions, c, pooled_shape...]. Regions are rounded to whole
// elements, both ends counting; an empty bin gives 0. The small floats are computed in float.
class MaxRoiPool final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<MaxRoiPool>();
    BERTH_ASSIGN_OR_RETURN(kernel->shape_, info.Ints("pooled_shape"));
    BERTH_ASSIGN_OR_RETURN(kernel->scale_, info.Float("spatial_scale", 1.0f));
    if (kernel->shape_.size() != 2 || kernel->shape_[0] < 1 || kernel->shape_[1] < 1) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"pooled_shape\": ", ShapeText(kernel->shape_),
                   " seen, two numbers above 0 wanted");
    }
    const bool wide = info.input_type(0) == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
    kernel->run_ = wide ? &MaxRoiPool::RunAs<double> : &MaxRoiPool::RunAs<float>;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override { return (this->*run_)(ctx); }

 private:
  // Elements [first, first + size) of one axis.
  struct Extent {
    int64_t first, size;
    // Bin i of n, within an axis of `limit` elements.
    std::pair<int64_t, int64_t> Bin(int64_t i, int64_t n, int64_t limit) const {
      const int64_t begin = first + i * size / n, end = first + ((i + 1) * size + n - 1) / n;
      return {std::clamp<int64_t>(begin, 0, limit), std::clamp<int64_t>(end, 0, limit)};
    }
  };

  template <typename T>
  StatusOr<Extent> ExtentOf(T from, T to, int64_t bins) const {
    const T first = std::round(from * static_cast<T>(scale_)), last = std::round(to * static_cast<T>(scale_));
    constexpr T kFar = T(1 << 24);
    if (!(first > -kFar && first < kFar && last > -kFar && last < kFar) || bins > (1 << 24)) {
      return InvalidArgument("input rois: a region from ", from, " to ", to, " seen: too far out, or not a number");
    }
    return Extent{static_cast<int64_t>(first), std::max<int64_t>(static_cast<int64_t>(last - first) + 1, 1)};
  }

  template <typename T>
  Status RunAs(KernelContext& ctx) const {
    const DimsView x = ctx.Input(0).dims(), rois_dims = ctx.Input(1).dims();
    if (x.size() != 4 || rois_dims.size() != 2 || rois_dims[1] != 5) {
      return InvalidArgument("inputs X", ShapeText(x), " and rois", ShapeText(rois_dims),
                             " seen, [n, c, h, w] and [regions, 5] wanted");
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, Dims{rois_dims[0], x[1], shape_[0], shape_[1]}));
    BERTH_ASSIGN_OR_RETURN(const T* in, FloatsAs<T>(ctx, ctx.Input(0)));
    BERTH_ASSIGN_OR_RETURN(const T* rois, FloatsAs<T>(ctx, ctx.Input(1)));
    BERTH_ASSIGN_OR_RETURN(FloatResult<T> result, FloatResult<T>::For(ctx, *y));
    const int64_t map = x[2] * x[3], area = shape_[0] * shape_[1];
    for (int64_t r = 0; r < rois_dims[0]; ++r) {
      const T* roi = rois + r * 5;
      if (!(roi[0] >= 0 && roi[0] < static_cast<T>(x[0]))) {
        return InvalidArgument("input rois: batch ", roi[0], " seen, 0 to ", x[0] - 1, " wanted");
      }
      BERTH_ASSIGN_OR_RETURN(const Extent across, ExtentOf(roi[1], roi[3], shape_[1]));
      BERTH_ASSIGN_OR_RETURN(const Extent down, ExtentOf(roi[2], roi[4], shape_[0]));
      const T* image = in + static_cast<int64_t>(roi[0]) * x[1] * map;
      ParallelFor(ctx.pool(), x[1], 8192 / (area + 1) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (std::ptrdiff_t c = begin; c < end; ++c) {
          Region(image + c * map, x[2], x[3], down, across, result.data() + (r * x[1] + c) * area);
        }
      });
    }
    result.Finish(ctx.pool());
    return Ok();
  }

  template <typename T>
  void Region(const T* map, int64_t height, int64_t width, const Extent& down, const Extent& across, T* out) const {
    for (int64_t i = 0; i < shape_[0]; ++i) {
      const auto [top, bottom] = down.Bin(i, shape_[0], height);
      for (int64_t j = 0; j < shape_[1]; ++j) {
        const auto [left, right] = across.Bin(j, shape_[1], width);
        const bool empty = bottom <= top || right <= left;
        T largest = empty ? T(0) : map[top * width + left];
        for (int64_t h = top; h < bottom; ++h) {
          for (int64_t w = left; w < right; ++w) largest = std::max(largest, map[h * width + w]);
        }
        out[i * shape_[1] + j] = largest;
      }
    }
  }

  std::vector<int64_t> shape_;
  float scale_ = 1;
  Status (MaxRoiPool::*run_)(KernelContext& ctx) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(max_roi_pool,
    {"", "MaxRoiPool", 1, kLatest, {{{"T", kFloats}}}, MaxRoiPool::Make})

}  // namespace berth
