#include <cmath>
#include <complex>

#include "kernels/saturate.h"
#include "kernels/tensor/movable.h"
#include "kernels/tensor/resize_axes.h"
#include "kernels/tensor/resize_sums.h"

namespace berth {
namespace {

using Types =
    TypeList<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, bool,
             std::complex<float>, std::complex<double>>;

// How far an element counts, by its distance.
double WeightAt(double distance, ResizeMode mode, double a) {
  const double x = std::abs(distance);
  if (mode == ResizeMode::kLinear) return std::max(1 - x, 0.0);
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

template <typename M>
StatusOr<ResizeWeights<M>> MakeWeights(KernelContext& ctx, const ResizeOptions& options, const ResizeAxis& axis) {
  const double stretch = options.antialias ? std::min(axis.scale, 1.0) : 1.0;
  const double reach = (options.mode == ResizeMode::kLinear ? 1 : 2) / stretch;
  if (!(reach < 0x1p31)) return InvalidArgument("scales: ", axis.scale, " seen: too small to smooth");
  // As many to the left of a place, itself included, as to the right.
  const auto side = -static_cast<int64_t>(std::floor(-reach));
  const int64_t taps = 2 * side;
  const auto count = static_cast<size_t>(axis.out) * static_cast<size_t>(taps);
  using Place = typename ResizeWeights<M>::Place;
  if (axis.in > std::numeric_limits<Place>::max())
    return InvalidArgument("input \"X\": an axis of size ", axis.in, " seen: too long");
  BERTH_ASSIGN_OR_RETURN(void* places, ctx.Scratch((count + 1) * sizeof(Place)));
  BERTH_ASSIGN_OR_RETURN(void* weights, ctx.Scratch((count + 1) * sizeof(M)));
  BERTH_ASSIGN_OR_RETURN(void* sums, ctx.Scratch(static_cast<size_t>(taps) * sizeof(double)));
  BERTH_ASSIGN_OR_RETURN(void* flags, ctx.Scratch(static_cast<size_t>(axis.out)));
  auto* place = static_cast<Place*>(places);
  auto* weight = static_cast<M*>(weights);
  auto* wide = static_cast<double*>(sums);
  auto* outside = static_cast<bool*>(flags);
  bool any_outside = false;
  for (int64_t i = 0; i < axis.out; ++i) {
    const auto origin = ResizeOrigin<double>(options.coordinates, axis, static_cast<double>(i));
    outside[i] = ResizeExtrapolates(options.coordinates, axis, origin);
    any_outside |= outside[i];
    // A place far out, or none at all, weighs what the nearest edge does.
    const double far = static_cast<double>(taps),
                 within = origin >= -far ? std::min(origin, static_cast<double>(axis.in) + far) : -far;
    const auto first = static_cast<int64_t>(std::floor(within)) - side + 1;
    double sum = 0;
    for (int64_t k = 0; k < taps; ++k) {
      const int64_t at = first + k;
      const bool counts = !options.exclude_outside || (at >= 0 && at < axis.in);
      wide[k] = counts ? WeightAt((static_cast<double>(at) - within) * stretch, options.mode, options.cubic_a) : 0;
      sum += wide[k];
      place[k * axis.out + i] = static_cast<Place>(std::clamp<int64_t>(at, 0, axis.in - 1));
    }
    const double scale = (options.exclude_outside || options.antialias) && sum != 0 ? 1 / sum : 1;
    for (int64_t k = 0; k < taps; ++k) weight[k * axis.out + i] = static_cast<M>(wide[k] * scale);
  }
  return ResizeWeights<M>{taps, axis.out, place, weight, any_outside ? outside : nullptr};
}

// in: [outer, axis.in, inner]; out: [outer, axis.out, inner].
template <typename M>
void ResizeAxisOf(ThreadPool* pool, const ResizeWeights<M>& weights, const ResizeAxis& axis, M extrapolated, const M* in, M* out,
                  int64_t outer, int64_t inner) {
  const std::ptrdiff_t grain = GrainFor(static_cast<size_t>(inner * weights.taps) * sizeof(M));
  if (inner == 1) {
    ParallelFor(pool, outer, grain / std::max<int64_t>(axis.out, 1) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t o = begin; o < end; ++o) {
        M* row = out + o * axis.out;
        ResizeLine(weights, in + o * axis.in, row);
        for (int64_t i = 0; weights.outside != nullptr && i < axis.out; ++i) {
          if (weights.outside[i]) row[i] = extrapolated;
        }
      }
    });
    return;
  }
  ParallelFor(pool, outer * axis.out, grain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (std::ptrdiff_t row = begin; row < end; ++row) {
      const int64_t o = row / axis.out, i = row % axis.out;
      if (weights.outside != nullptr && weights.outside[i]) {
        std::fill_n(out + row * inner, inner, extrapolated);
      } else {
        ResizeRow(weights, i, in + o * axis.in * inner, out + row * inner, inner);
      }
    }
  });
}

// The axes that change, one pass each, those that shrink most first.
absl::InlinedVector<size_t, 6> PassOrder(const ResizeOptions& options, std::span<const ResizeAxis> axes) {
  absl::InlinedVector<size_t, 6> order;
  for (size_t i = 0; i < axes.size(); ++i) {
    if (!axes[i].Stays(options.coordinates)) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return static_cast<double>(axes[a].out) * static_cast<double>(axes[b].in) <
           static_cast<double>(axes[b].out) * static_cast<double>(axes[a].in);
  });
  return order;
}

// Converts over the pool; From and To may be one type.
template <typename From, typename To>
void Convert(ThreadPool* pool, const From* from, To* to, size_t count) {
  ParallelFor(pool, static_cast<std::ptrdiff_t>(count), GrainFor(sizeof(To)), [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (std::ptrdiff_t i = begin; i < end; ++i) {
      if constexpr (std::is_floating_point_v<To>) to[i] = static_cast<To>(static_cast<MathType<From>>(from[i]));
      else to[i] = SaturateTo<To>(static_cast<double>(from[i]));
    }
  });
}

// All passes. `in` has the elements of the input; the last pass writes to `out`.
template <typename M>
Status RunPasses(KernelContext& ctx, const ResizeOptions& options, std::span<const ResizeAxis> axes, const M* in, M* out) {
  const auto order = PassOrder(options, axes);
  Dims dims;
  for (const ResizeAxis& axis : axes) dims.push_back(axis.in);
  for (size_t pass = 0; pass < order.size(); ++pass) {
    const size_t at = order[pass];
    const ResizeAxis& axis = axes[at];
    const auto outer = static_cast<int64_t>(ElementCountOf(DimsView(dims).first(at)));
    const auto inner = static_cast<int64_t>(ElementCountOf(DimsView(dims).subspan(at + 1)));
    dims[at] = axis.out;
    M* to = out;
    if (pass + 1 < order.size()) {
      BERTH_ASSIGN_OR_RETURN(const size_t count, ElementCount(dims));
      const auto bytes = StorageBytes(ElementTypeOf<M>(), count);
      if (!bytes) return InvalidArgument("shape ", ShapeText(dims), " between two axes: too large");
      BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(*bytes));
      to = static_cast<M*>(scratch);
    }
    BERTH_ASSIGN_OR_RETURN(const ResizeWeights<M> weights, MakeWeights<M>(ctx, options, axis));
    ResizeAxisOf(ctx.pool(), weights, axis, static_cast<M>(options.extrapolation_value), in, to, outer, inner);
    in = to;
  }
  return Ok();
}

template <typename T>
Status Typed(KernelContext& ctx, const Tensor& x, const ResizeOptions& options, std::span<const ResizeAxis> axes, Tensor& y) {
  using M = SumType<T>;
  const T* in = x.span<T>().data();
  T* out = y.mutable_span<T>().data();
  if constexpr (std::is_same_v<T, M>) {
    return RunPasses<M>(ctx, options, axes, in, out);
  } else {
    BERTH_ASSIGN_OR_RETURN(void* wide_in, ctx.Scratch(x.element_count() * sizeof(M)));
    BERTH_ASSIGN_OR_RETURN(void* wide_out, ctx.Scratch(y.element_count() * sizeof(M)));
    Convert(ctx.pool(), in, static_cast<M*>(wide_in), x.element_count());
    BERTH_RETURN_IF_ERROR(RunPasses<M>(ctx, options, axes, static_cast<const M*>(wide_in), static_cast<M*>(wide_out)));
    Convert(ctx.pool(), static_cast<const M*>(wide_out), out, y.element_count());
    return Ok();
  }
}

// Real and imaginary parts one after the other: the sums are linear. What stands for places outside is real.
template <typename F>
Status OfComplex(KernelContext& ctx, const Tensor& x, const ResizeOptions& options, std::span<const ResizeAxis> axes, Tensor& y) {
  BERTH_ASSIGN_OR_RETURN(void* part_in, ctx.Scratch(x.element_count() * sizeof(F)));
  BERTH_ASSIGN_OR_RETURN(void* part_out, ctx.Scratch(y.element_count() * sizeof(F)));
  auto* in = static_cast<F*>(part_in);
  auto* out = static_cast<F*>(part_out);
  ResizeOptions part_options = options;
  for (const size_t part : {0, 1}) {
    const auto* from = static_cast<const F*>(x.data()) + part;   // the two parts of a number are neighbours
    auto* to = static_cast<F*>(y.mutable_data()) + part;
    for (size_t i = 0; i < x.element_count(); ++i) in[i] = from[2 * i];
    BERTH_RETURN_IF_ERROR(RunPasses<F>(ctx, part_options, axes, in, out));
    for (size_t i = 0; i < y.element_count(); ++i) to[2 * i] = out[i];
    part_options.extrapolation_value = 0;
  }
  return Ok();
}

}  // namespace

TypeSet ResizeWeightedTypes() { return Types::kSet; }

Status ResizeByWeights(KernelContext& ctx, const Tensor& x, const ResizeOptions& options, std::span<const ResizeAxis> axes) {
  Dims dims;
  for (const ResizeAxis& axis : axes) dims.push_back(axis.out);
  BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
  if (y->element_count() == 0) return Ok();
  return SelectByType<Types>(x.type(), []<typename T>() {
    if constexpr (std::is_same_v<T, std::complex<float>>) return &OfComplex<float>;
    else if constexpr (std::is_same_v<T, std::complex<double>>) return &OfComplex<double>;
    else return &Typed<T>;
  })(ctx, x, options, axes, *y);
}

}  // namespace berth
