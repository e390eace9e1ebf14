#include "kernels/flag.h"
#include "kernels/kernel.h"
#include "kernels/nn/pool.h"

namespace berth {
namespace {

using Types = TypeList<float, double, Float16, BFloat16, int8_t, uint8_t>;

// The largest element of each window. ONNX MaxPool-1, -8, -10, -11, -12, -22.
// x: [n, c, spatial...]; y: [n, c, out...]; indices: of the same shape, int64: the element's place in x as if it were flat,
// row-major, or column-major within a map when storage_order is 1. Padding never wins, NaN always does.
class MaxPool final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<MaxPool>();
    BERTH_ASSIGN_OR_RETURN(kernel->window_, Window::FromAttributes(info, true));
    BERTH_ASSIGN_OR_RETURN(kernel->column_major_, FlagAttribute(info, "storage_order"));
    kernel->pool_ = SelectByType<Types>(info.input_type(0), []<typename T>() { return &Pool<T>; });
    kernel->pool_with_places_ = SelectByType<Types>(info.input_type(0), []<typename T>() { return &PoolWithPlaces<T>; });
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(PlacedWindow placed, window_.Place(x.dims(), {}));
    const Dims dims = placed.OutputDims(x.dims()[0], x.dims()[1]);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    if (!ctx.WantsOutput(1)) {
      if (y->element_count() > 0) pool_(x, PoolWindow(placed, false), *y, ctx.pool());
      return Ok();
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * indices, ctx.Output(1, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, dims));
    if (y->element_count() > 0) pool_with_places_(x, placed, column_major_, *y, *indices, ctx.pool());
    return Ok();
  }

 private:
  template <typename T>
  static void Pool(const Tensor& x, const PoolWindow& window, Tensor& y, ThreadPool* pool) {
    PoolMaps(x.span<T>().data(), x.dims()[0] * x.dims()[1], window, MaxReduction<MathType<T>>(), y.mutable_span<T>().data(),
             pool);
  }

  template <typename T>
  static void PoolWithPlaces(const Tensor& x, const PlacedWindow& window, bool column_major, Tensor& y, Tensor& indices,
                             ThreadPool* pool) {
    const int64_t in_size = window.in_size(), out_size = window.out_size();
    T* out = y.mutable_span<T>().data();
    int64_t* places = indices.mutable_span<int64_t>().data();
    ParallelFor(pool, x.dims()[0] * x.dims()[1], 16384 / (out_size * window.kernel_size()) + 1,
                [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  for (int64_t i = begin * out_size; i < end * out_size; ++i) {
                    const int64_t map = i / out_size, at = i % out_size, line = at / window.out[2];
                    const Spatial position{line / window.out[1], line % window.out[1], at % window.out[2]};
                    Spatial place{};
                    out[i] = Largest(x.span<T>().data() + map * in_size, window, position, place);
                    places[i] = map * in_size + PlaceOf(place, window, column_major);
                  }
                });
  }

  // The first of the largest elements of a window, and where it is.
  template <typename T>
  static T Largest(const T* in, const PlacedWindow& window, const Spatial& position, Spatial& place) {
    using Math = MathType<T>;
    const InsideTaps depth(window, 0, position[0]), height(window, 1, position[1]), width(window, 2, position[2]);
    Math best = MaxReduction<Math>().Start();
    bool found = false;
    for (int64_t i = depth.begin; i < depth.end; ++i) {
      const int64_t z = depth.start + i * window.dilation[0];
      for (int64_t j = height.begin; j < height.end; ++j) {
        const int64_t y = height.start + j * window.dilation[1];
        for (int64_t k = width.begin; k < width.end; ++k) {
          const int64_t x = width.start + k * window.dilation[2];
          const auto value = static_cast<Math>(in[(z * window.in[1] + y) * window.in[2] + x]);
          if (found && !(value > best) && !(value != value && best == best)) continue;
          best = value;
          place = {z, y, x};
          found = true;
        }
      }
    }
    return T(best);
  }

  static int64_t PlaceOf(const Spatial& at, const PlacedWindow& window, bool column_major) {
    if (!column_major) return (at[0] * window.in[1] + at[1]) * window.in[2] + at[2];
    // Column-major over the axes that the tensor has.
    int64_t place = 0, step = 1;
    for (size_t axis = kSpatial - window.rank; axis < kSpatial; ++axis) {
      place += at[axis] * step;
      step *= window.in[axis];
    }
    return place;
  }

  Window window_;
  bool column_major_ = false;
  void (*pool_)(const Tensor& x, const PoolWindow& window, Tensor& y, ThreadPool* pool) = nullptr;
  void (*pool_with_places_)(const Tensor& x, const PlacedWindow& window, bool column_major, Tensor& y, Tensor& indices,
                            ThreadPool* pool) = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(max_pool,
    {"", "MaxPool", 1, kLatest, {{{"T", Types::kSet}}}, MaxPool::Make})

}  // namespace berth
