#include <cmath>

#include "kernels/saturate.h"
#include "kernels/tensor/movable.h"
#include "kernels/tensor/resize_axes.h"

namespace berth {
namespace {

constexpr int64_t kOutside = -1;

int64_t NearestTo(float origin, const ResizeAxis& axis, ResizeNearest how) {
  float place = 0;
  switch (how) {
    case ResizeNearest::kRoundPreferFloor: place = std::ceil(origin - 0.5f); break;
    case ResizeNearest::kRoundPreferCeil: place = std::floor(origin + 0.5f); break;
    case ResizeNearest::kFloor: place = std::floor(origin); break;
    case ResizeNearest::kCeil: place = std::ceil(origin); break;
    case ResizeNearest::kFloorUpCeilDown: place = axis.scale < 1 ? std::ceil(origin) : std::floor(origin); break;
  }
  const auto last = static_cast<float>(axis.in - 1);
  if (!(place > 0)) return 0;
  return place >= last ? axis.in - 1 : static_cast<int64_t>(place);
}

// One axis, or several neighbours that stay as they are.
struct Mapped {
  int64_t size;            // in the output
  const int64_t* offset;   // of each of its places in the input, in elements; kOutside: extrapolated. Null: it stays
};

// The loops of a resize: rows of the outer axes, and in a row `columns` places of `run` neighbouring elements.
struct NearestPlan {
  absl::InlinedVector<Mapped, 6> outer;
  Mapped columns{1, nullptr};
  size_t run = 1;
  int64_t rows = 1;
  int64_t repeats = 0;   // the columns are those of the input, each so many times; 0: they are not
};

StatusOr<const int64_t*> MakeOffsets(KernelContext& ctx, const ResizeOptions& options, const ResizeAxis& axis, int64_t step) {
  BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(static_cast<size_t>(axis.out) * sizeof(int64_t)));
  auto* offsets = static_cast<int64_t*>(scratch);
  const bool stays = axis.Stays(options.coordinates);
  for (int64_t i = 0; i < axis.out; ++i) {
    const auto origin = ResizeOrigin<float>(options.coordinates, axis, static_cast<float>(i));
    const bool outside = !stays && ResizeExtrapolates(options.coordinates, axis, origin);
    offsets[i] = outside ? kOutside : (stays ? i : NearestTo(origin, axis, options.nearest)) * step;
  }
  return offsets;
}

// How often each of `in` neighbouring places comes in turn; 0 if that is not all.
int64_t RepeatsOf(const Mapped& columns, int64_t in) {
  if (columns.size % in != 0) return 0;
  const int64_t repeats = columns.size / in;
  for (int64_t i = 0; i < columns.size; ++i) {
    if (columns.offset[i] != i / repeats) return 0;
  }
  return repeats;
}

StatusOr<NearestPlan> MakePlan(KernelContext& ctx, const ResizeOptions& options, std::span<const ResizeAxis> axes) {
  // Neighbours that stay are one axis.
  ResizeAxes merged;
  for (const ResizeAxis& axis : axes) {
    if (!merged.empty() && axis.Stays(options.coordinates) && merged.back().Stays(options.coordinates)) {
      merged.back().in *= axis.in;
      merged.back().out *= axis.out;
    } else {
      merged.push_back(axis);
    }
  }
  NearestPlan plan;
  int64_t step = 1;
  if (!merged.empty() && merged.back().Stays(options.coordinates)) {
    plan.run = static_cast<size_t>(merged.back().in);
    step = merged.back().in;
    merged.pop_back();
  }
  plan.outer.resize(merged.size());
  for (size_t i = merged.size(); i-- > 0;) {
    BERTH_ASSIGN_OR_RETURN(const int64_t* offsets, MakeOffsets(ctx, options, merged[i], step));
    plan.outer[i] = {merged[i].out, offsets};
    step *= merged[i].in;
  }
  plan.columns = plan.outer.back();
  plan.outer.pop_back();
  for (const Mapped& axis : plan.outer) plan.rows *= axis.size;
  plan.repeats = plan.run == 1 ? RepeatsOf(plan.columns, merged.back().in) : 0;
  return plan;
}

// Where row `row` starts in the input, or kOutside.
int64_t RowOffset(const NearestPlan& plan, int64_t row) {
  int64_t offset = 0;
  for (size_t i = plan.outer.size(); i-- > 0;) {
    const Mapped& axis = plan.outer[i];
    const int64_t part = axis.offset[row % axis.size];
    if (part == kOutside) return kOutside;
    offset += part;
    row /= axis.size;
  }
  return offset;
}

template <typename U>
void CopyRow(const NearestPlan& plan, const U* in, U* out, const U& outside) {
  if (plan.repeats == 2) {
    for (int64_t i = 0; i < plan.columns.size / 2; ++i, out += 2) out[0] = out[1] = in[i];
    return;
  }
  if (plan.repeats > 2) {
    for (int64_t i = 0; i < plan.columns.size / plan.repeats; ++i, out += plan.repeats) std::fill_n(out, plan.repeats, in[i]);
    return;
  }
  for (int64_t c = 0; c < plan.columns.size; ++c, out += plan.run) {
    const int64_t offset = plan.columns.offset[c];
    if (offset == kOutside) {
      std::fill_n(out, plan.run, outside);
    } else if (plan.run == 1) {
      *out = in[offset];
    } else {
      std::copy_n(in + offset, plan.run, out);
    }
  }
}

template <typename U>
void CopyRows(const NearestPlan& plan, const U* in, U* out, const U& outside, int64_t begin, int64_t end) {
  const auto row_size = static_cast<size_t>(plan.columns.size) * plan.run;
  int64_t before = kOutside;
  for (int64_t row = begin; row < end; ++row) {
    U* to = out + static_cast<size_t>(row) * row_size;
    const int64_t from = RowOffset(plan, row);
    if (from == kOutside) {
      std::fill_n(to, row_size, outside);
    } else if (from == before) {
      std::copy_n(to - row_size, row_size, to);   // rows repeat when an outer axis grows
    } else {
      CopyRow(plan, in + from, to, outside);
    }
    before = from;
  }
}

// The extrapolation value as an element of `type`.
Bytes16 OutsideValue(ElementType type, float value) {
  Bytes16 bytes{};
  const auto put = SelectByType<NumberTypes>(type, []<typename T>() {
    return +[](Bytes16& to, float number) {
      const T result = SaturateTo<T>(number);
      std::memcpy(&to, &result, sizeof(T));
    };
  });
  if (put != nullptr) put(bytes, value);
  return bytes;
}

}  // namespace

Status ResizeByNearest(KernelContext& ctx, const Tensor& x, const ResizeOptions& options, std::span<const ResizeAxis> axes) {
  Dims dims;
  for (const ResizeAxis& axis : axes) dims.push_back(axis.out);
  BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
  BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
  if (out.count() == 0) return Ok();
  BERTH_ASSIGN_OR_RETURN(const NearestPlan plan, MakePlan(ctx, options, axes));
  const Bytes16 value = OutsideValue(x.type(), options.extrapolation_value);
  const size_t row_bytes = static_cast<size_t>(plan.columns.size) * plan.run * UnitBytes(out.unit());
  ParallelFor(ctx.pool(), plan.rows, GrainFor(row_bytes), [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    VisitUnit(out.unit(), [&]<typename U>() {
      U outside{};
      if constexpr (!std::is_same_v<U, std::string>) std::memcpy(&outside, &value, sizeof(U));
      CopyRows(plan, in.as<U>(), out.as<U>(), outside, begin, end);
    });
  });
  out.Finish();
  return Ok();
}

}  // namespace berth
