#include "kernels/ints.h"
#include "kernels/saturate.h"

namespace berth {
namespace {

// Where each pixel of an image of that size, its sides from -1 to 1, lies after the affine map theta [n, d, d + 1], d being 2 or
// 3: grid [n, (depth,) height, width, d], x first. ONNX AffineGrid-20.
class AffineGrid final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<AffineGrid>();
    BERTH_ASSIGN_OR_RETURN(const int64_t align_corners, info.Int("align_corners", 0));
    kernel->align_corners_ = align_corners != 0;
    kernel->run_ = SelectByType<FloatTypes>(info.input_type(0), []<typename T>() { return &AffineGrid::Typed<T>; });
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& theta = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(const Dims size, ReadInts(ctx.Input(1), "size"));
    if (size.size() != 4 && size.size() != 5) {
      return InvalidArgument("input \"size\": ", size.size(), " numbers seen, [n, c, h, w] or [n, c, d, h, w] wanted");
    }
    const auto axes = static_cast<int64_t>(size.size()) - 2;
    if (!SameDims(theta.dims(), Dims{size[0], axes, axes + 1})) {
      return InvalidArgument("input \"theta\": shape ", ShapeText(theta.dims()), " seen, [", size[0], ",", axes, ",", axes + 1,
                             "] wanted");
    }
    Dims dims{size[0]};
    for (int64_t i = 0; i < axes; ++i) dims.push_back(size[static_cast<size_t>(i) + 2]);
    dims.push_back(axes);
    BERTH_ASSIGN_OR_RETURN(Tensor * grid, ctx.Output(0, dims));
    if (grid->element_count() > 0) (this->*run_)(ctx.pool(), theta, DimsView(size).subspan(2), *grid);
    return Ok();
  }

 private:
  // The middle of pixel i of `size`.
  double Place(int64_t i, int64_t size) const {
    if (!align_corners_) return static_cast<double>(2 * i + 1) / static_cast<double>(size) - 1;
    return size == 1 ? 0 : static_cast<double>(2 * i) / static_cast<double>(size - 1) - 1;
  }

  template <typename T>
  void Typed(ThreadPool* pool, const Tensor& theta, DimsView size, Tensor& grid) const {
    using M = SumType<T>;
    const int64_t axes = static_cast<int64_t>(size.size()), width = size.back(), height = size[size.size() - 2];
    const int64_t depth = axes == 3 ? size[0] : 1;
    const T* maps = theta.span<T>().data();
    T* out = grid.mutable_span<T>().data();
    ParallelFor(pool, grid.dims()[0] * depth * height, 4096 / (width * axes) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t row = begin; row < end; ++row) {
        const T* map = maps + row / height / depth * axes * (axes + 1);
        M at[4] = {0, static_cast<M>(Place(row % height, height)), 1, 1};
        if (axes == 3) at[2] = static_cast<M>(Place(row / height % depth, depth));
        T* to = out + row * width * axes;
        for (int64_t x = 0; x < width; ++x) {
          at[0] = static_cast<M>(Place(x, width));
          for (int64_t i = 0; i < axes; ++i) {
            M sum = 0;
            for (int64_t k = 0; k <= axes; ++k) sum += static_cast<M>(map[i * (axes + 1) + k]) * at[k];
            *to++ = T(sum);
          }
        }
      }
    });
  }

  bool align_corners_ = false;
  void (AffineGrid::*run_)(ThreadPool* pool, const Tensor& theta, DimsView size, Tensor& grid) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(affine_grid,
    {"", "AffineGrid", 20, kLatest, {{{"T1", FloatTypes::kSet}}}, AffineGrid::Make})

}  // namespace berth
