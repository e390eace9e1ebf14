#include "kernels/tensor/grid_taps.h"

#include "kernels/saturate.h"
#include "kernels/tensor/movable.h"

namespace berth {
namespace {

using GridTypes = TypeList<float, double, Float16, BFloat16>;
using WeightedTypes = TypeList<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t,
                               uint64_t, bool, std::complex<float>, std::complex<double>>;

// What sums of T are computed in, and their weights.
template <typename T>
struct SumOf {
  using type = SumType<T>;
  using weight = type;
};
template <typename Part>
struct SumOf<std::complex<Part>> {
  using type = std::complex<Part>;
  using weight = Part;
};

// The sum over the taps of axis `axis` and those behind it.
template <typename T, typename M = typename SumOf<T>::type>
M SumTaps(const GridPoint& point, size_t axis, size_t rank, const T* at) {
  const GridTaps& taps = point.axes[axis];
  M sum = 0;
  for (int i = 0; i < taps.count; ++i) {
    if (taps.offset[i] == GridTaps::kOutside) continue;
    const T* from = at + taps.offset[i];
    const M value = axis + 1 == rank ? static_cast<M>(static_cast<MathType<T>>(*from)) : SumTaps<T>(point, axis + 1, rank, from);
    sum += static_cast<typename SumOf<T>::weight>(taps.weight[i]) * value;
  }
  return sum;
}

// How many points are placed before their values are taken, channel by channel.
constexpr int64_t kPoints = 64;

template <typename U>
void Nearest(const GridPoint* points, int64_t count, size_t rank, const void* x, size_t from, void* y, size_t to) {
  for (int64_t p = 0; p < count; ++p) {
    int64_t offset = 0;
    bool outside = false;
    for (size_t axis = 0; axis < rank; ++axis) {
      const int64_t part = points[p].axes[axis].offset[0];
      outside |= part == GridTaps::kOutside;
      offset += part;
    }
    static_cast<U*>(y)[to + static_cast<size_t>(p)] =
        outside ? U() : static_cast<const U*>(x)[from + static_cast<size_t>(offset)];
  }
}

template <typename T>
void Weighted(const GridPoint* points, int64_t count, size_t rank, const void* x, size_t from, void* y, size_t to) {
  for (int64_t p = 0; p < count; ++p) {
    const auto sum = SumTaps<T>(points[p], 0, rank, static_cast<const T*>(x) + from);
    T& out = static_cast<T*>(y)[to + static_cast<size_t>(p)];
    if constexpr (std::is_same_v<T, std::remove_const_t<decltype(sum)>>) out = sum;
    else out = SaturateTo<T>(static_cast<double>(sum));
  }
}

// X [n, c, axes...] at the places that grid [n, places..., number of axes] names: [n, c, places...]. A place is a point in the
// image, whose sides are -1 and 1, with the innermost axis first. ONNX GridSample-16 (two axes), -20, -22 and later.
class GridSample final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<GridSample>();
    BERTH_ASSIGN_OR_RETURN(kernel->options_, GridOptions::Read(info));
    kernel->place_ = SelectByType<GridTypes>(info.input_type(1), []<typename G>() { return &PlaceGridPoint<G>; });
    const ElementType type = info.input_type(0);
    if (kernel->options_.mode == ResizeMode::kNearest) {
      kernel->sample_ = VisitUnit(UnitOf(type), []<typename U>() -> Sample { return &Nearest<U>; });
    } else {
      kernel->sample_ = SelectByType<WeightedTypes>(type, []<typename T>() -> Sample { return &Weighted<T>; });
    }
    if (kernel->sample_ == nullptr) {
      return Error(ORT_NOT_IMPLEMENTED, "no CPU kernel for weighted sums of ", ElementTypeName(type));
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& grid = ctx.Input(1);
    const size_t rank = x.dims().size() < 3 ? 0 : x.dims().size() - 2;
    if (rank == 0 || rank > kGridAxes) {
      return InvalidArgument("input \"X\": shape ", ShapeText(x.dims()), " seen, [n, c, axes...] with 1 to ", kGridAxes,
                             " axes wanted");
    }
    if (grid.dims().size() != rank + 2 || grid.dims()[0] != x.dims()[0] || grid.dims().back() != static_cast<int64_t>(rank)) {
      return InvalidArgument("input \"grid\": shape ", ShapeText(grid.dims()), " seen, [", x.dims()[0], ", ", rank,
                             " axes, ", rank, "] wanted for X of ", ShapeText(x.dims()));
    }
    Dims dims{x.dims()[0], x.dims()[1]};
    dims.insert(dims.end(), grid.dims().begin() + 1, grid.dims().end() - 1);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    if (y->element_count() == 0) return Ok();
    const DimsView image = x.dims().subspan(2);
    const auto image_size = static_cast<int64_t>(ElementCountOf(image)), channels = dims[1];
    if (image_size == 0) return InvalidArgument("input \"X\": shape ", ShapeText(x.dims()), " seen, elements wanted");
    const auto points = static_cast<int64_t>(ElementCountOf(DimsView(dims).subspan(2)));
    const int64_t batches = (points + kPoints - 1) / kPoints;
    ParallelFor(ctx.pool(), dims[0] * batches, 1 + 64 / channels, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      GridPoint placed[kPoints];
      for (std::ptrdiff_t i = begin; i < end; ++i) {
        const int64_t n = i / batches, first = i % batches * kPoints, count = std::min(kPoints, points - first);
        for (int64_t p = 0; p < count; ++p) {
          place_(options_, image, grid.data(), static_cast<size_t>((n * points + first + p) * static_cast<int64_t>(rank)),
                 placed[p]);
        }
        for (int64_t c = 0; c < channels; ++c) {
          const int64_t plane = n * channels + c;
          sample_(placed, count, rank, x.data(), static_cast<size_t>(plane * image_size), y->mutable_data(),
                  static_cast<size_t>(plane * points + first));
        }
      }
    });
    return Ok();
  }

 private:
  using Sample = void (*)(const GridPoint* points, int64_t count, size_t rank, const void* x, size_t from, void* y, size_t to);

  GridOptions options_;
  PlaceGrid place_ = nullptr;
  Sample sample_ = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(grid_sample,
    {"", "GridSample", 16, kLatest, {{{"T2", GridTypes::kSet}}}, GridSample::Make})

}  // namespace berth
