#include "kernels/reduction/reduce_plan.h"

#include <algorithm>

#include "kernels/ints.h"

namespace berth {

ReducePlan::ReducePlan(DimsView dims, DimsView axes) {
  struct Merged {
    size_t dim, step;
    bool folds;
  };
  std::vector<Merged> merged;   // innermost first
  size_t step = 1;
  for (size_t axis = dims.size(); axis-- > 0;) {
    const auto dim = static_cast<size_t>(dims[axis]);
    const bool folds = std::find(axes.begin(), axes.end(), static_cast<int64_t>(axis)) != axes.end();
    (folds ? folded_ : outputs_) *= dim;
    if (!merged.empty() && merged.back().folds == folds) {
      merged.back().dim *= dim;
    } else {
      merged.push_back({dim, step, folds});
    }
    step *= dim;
  }
  bool first_fold = true;
  runs_ = {0};
  for (size_t i = 0; i < merged.size(); ++i) {
    const auto& [dim, stride, folds] = merged[i];
    if (!folds) {
      if (i == 0) {
        inner_ = dim;
      } else {
        kept_.insert(kept_.begin(), {dim, stride});
      }
    } else if (first_fold) {
      first_fold = false;
      run_length_ = dim;
      run_step_ = stride;
    } else {
      std::vector<size_t> more;
      more.reserve(runs_.size() * dim);
      for (size_t d = 0; d < dim; ++d) {
        for (size_t run : runs_) more.push_back(d * stride + run);
      }
      runs_ = std::move(more);
    }
  }
}

size_t ReducePlan::Start(size_t line) const {
  size_t offset = 0;
  for (size_t axis = kept_.size(); axis-- > 0; line /= kept_[axis].dim) offset += line % kept_[axis].dim * kept_[axis].step;
  return offset;
}

StatusOr<ReduceAxes> ReduceAxes::Make(const KernelInfo& info) {
  ReduceAxes axes;
  BERTH_ASSIGN_OR_RETURN(axes.axes_, IntsAttribute(info, "axes"));
  BERTH_ASSIGN_OR_RETURN(int64_t noop, info.Int("noop_with_empty_axes", 0));
  BERTH_ASSIGN_OR_RETURN(int64_t keeps, info.Int("keepdims", 1));
  axes.noop_ = noop != 0;
  axes.keeps_ = keeps != 0;
  return axes;
}

StatusOr<Dims> ReduceAxes::Resolve(const KernelContext& ctx, size_t rank) const {
  BERTH_ASSIGN_OR_RETURN(Dims axes, ReadIntsOr(ctx, 1, "axes", axes_));
  if (axes.empty() && !noop_) {
    for (size_t axis = 0; axis < rank; ++axis) axes.push_back(static_cast<int64_t>(axis));
    return axes;
  }
  return NormalizeAxes(axes, rank);
}

Dims ReduceAxes::OutputDims(DimsView dims, DimsView axes) const {
  Dims out;
  for (size_t axis = 0; axis < dims.size(); ++axis) {
    const bool folds = std::find(axes.begin(), axes.end(), static_cast<int64_t>(axis)) != axes.end();
    if (!folds) out.push_back(dims[axis]);
    if (folds && keeps_) out.push_back(1);
  }
  return out;
}

}  // namespace berth
