#include "kernels/tensor/strided_copy.h"

#include "kernels/tensor/transpose_tiles.h"

namespace berth {
namespace {

// How the two innermost loops go.
enum class Inner {
  kRuns,    // columns are neighbours on both sides
  kFill,    // columns repeat one element
  kTiles,   // columns are neighbours in the output, rows in the input
  kLines,   // anything else
};

// A copy taken apart: the loops outside, and the two innermost ones.
struct Plan {
  StridedAxes outer;
  StridedAxis rows{1, 0, 0}, columns{1, 1, 1};
  Inner inner = Inner::kRuns;
  int64_t outer_count = 1;
};

// Runs shorter than that many elements are copied one by one.
constexpr int64_t kShortRun = 16;
// Rows that are worth their own piece of work, in whole bands of TransposeTiles.
constexpr int64_t kBand = 64;

Plan MakePlan(std::span<const StridedAxis> axes) {
  Plan plan;
  StridedAxes& merged = plan.outer;
  for (const StridedAxis& axis : axes) {
    if (axis.size == 1) continue;
    if (!merged.empty() && merged.back().from == axis.from * axis.size && merged.back().to == axis.to * axis.size) {
      merged.back() = {merged.back().size * axis.size, axis.from, axis.to};
    } else {
      merged.push_back(axis);
    }
  }
  if (merged.empty()) return plan;
  plan.columns = merged.back();
  merged.pop_back();
  size_t rows = merged.size();   // which axis; as many as there are: none
  if (!merged.empty()) rows = merged.size() - 1;
  if (plan.columns.to == 1 && plan.columns.from == 1) {
    plan.inner = plan.columns.size < kShortRun ? Inner::kLines : Inner::kRuns;
  } else if (plan.columns.to == 1 && plan.columns.from == 0) {
    plan.inner = Inner::kFill;
  } else {
    plan.inner = Inner::kLines;
    for (size_t i = 0; i < merged.size() && plan.columns.to == 1; ++i) {
      if (merged[i].from != 1) continue;
      plan.inner = Inner::kTiles;
      rows = i;
    }
  }
  if (rows < merged.size()) {
    plan.rows = merged[rows];
    merged.erase(merged.begin() + static_cast<std::ptrdiff_t>(rows));
  }
  for (const StridedAxis& axis : merged) plan.outer_count *= axis.size;
  return plan;
}

template <typename U>
void CopyTiles(const U* from, U* to, const StridedAxis& rows, const StridedAxis& columns) {
  if constexpr (std::is_integral_v<U>) {
    TransposeTiles(from, columns.from, to, rows.to, rows.size, columns.size);
  } else {
    for (int64_t r = 0; r < rows.size; ++r) {
      for (int64_t c = 0; c < columns.size; ++c) to[r * rows.to + c] = from[r + c * columns.from];
    }
  }
}

template <typename U>
void CopyInner(Inner inner, const U* from, U* to, const StridedAxis& rows, const StridedAxis& columns) {
  if (inner == Inner::kTiles) return CopyTiles(from, to, rows, columns);
  for (int64_t r = 0; r < rows.size; ++r, from += rows.from, to += rows.to) {
    if (inner == Inner::kRuns) {
      std::copy_n(from, columns.size, to);
    } else if (inner == Inner::kFill) {
      std::fill_n(to, columns.size, *from);
    } else {
      for (int64_t c = 0; c < columns.size; ++c) to[c * columns.to] = from[c * columns.from];
    }
  }
}

template <typename U>
void Copy(ThreadPool* pool, const Plan& plan, const U* from, U* to) {
  const std::ptrdiff_t per_element = GrainFor(sizeof(U));
  if (plan.outer_count == 1 && plan.rows.size == 1) {
    ParallelFor(pool, plan.columns.size, per_element, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      const StridedAxis part{end - begin, plan.columns.from, plan.columns.to};
      CopyInner(plan.inner, from + begin * part.from, to + begin * part.to, plan.rows, part);
    });
    return;
  }
  // One piece of work is a band of rows at one outer index.
  const int64_t band = std::min(plan.rows.size, (per_element / plan.columns.size + kBand) / kBand * kBand);
  const int64_t bands = (plan.rows.size + band - 1) / band;
  ParallelFor(pool, plan.outer_count * bands, per_element / (band * plan.columns.size) + 1,
              [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                // Bands inside of an outer index: whole indices are the usual piece.
                Walk(plan.outer, begin / bands, (end + bands - 1) / bands,
                     [&, outer = begin / bands](int64_t a, int64_t b) mutable {
                       const int64_t first = std::max<int64_t>(begin - outer * bands, 0) * band;
                       const int64_t last = std::min(std::min<int64_t>(end - outer * bands, bands) * band, plan.rows.size);
                       const StridedAxis part{last - first, plan.rows.from, plan.rows.to};
                       CopyInner(plan.inner, from + a + first * part.from, to + b + first * part.to, part, plan.columns);
                       ++outer;
                     });
              });
}

}  // namespace

void CopyStrided(ThreadPool* pool, std::span<const StridedAxis> axes, Unit unit, const void* from, void* to) {
  for (const StridedAxis& axis : axes) {
    if (axis.size == 0) return;
  }
  const Plan plan = MakePlan(axes);
  VisitUnit(unit, [&]<typename U>() { Copy(pool, plan, static_cast<const U*>(from), static_cast<U*>(to)); });
}

Dims StepsOf(DimsView dims) {
  Dims steps(dims.size());
  int64_t step = 1;
  for (size_t i = dims.size(); i-- > 0;) {
    steps[i] = step;
    step *= dims[i];
  }
  return steps;
}

Status CopyFromStrided(KernelContext& ctx, const Tensor& x, DimsView dims, DimsView from, int64_t start) {
  BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
  BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
  if (out.count() == 0) return Ok();   // and `start` may be out of the input
  const Dims to = StepsOf(dims);
  StridedAxes axes;
  for (size_t i = 0; i < dims.size(); ++i) axes.push_back({dims[i], from[i], to[i]});
  CopyStrided(ctx.pool(), axes, out.unit(), in.at(static_cast<size_t>(start)), out.at(0));
  out.Finish();
  return Ok();
}

Status CopyPermuted(KernelContext& ctx, const Tensor& x, DimsView view, DimsView perm, DimsView dims) {
  BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
  BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
  const Dims from = StepsOf(view);
  StridedAxes axes(perm.size());
  int64_t step = 1;
  for (size_t i = perm.size(); i-- > 0;) {
    const auto axis = static_cast<size_t>(perm[i]);
    axes[i] = {view[axis], from[axis], step};
    step *= view[axis];
  }
  CopyStrided(ctx.pool(), axes, out.unit(), in.at(0), out.at(0));
  out.Finish();
  return Ok();
}

}  // namespace berth
