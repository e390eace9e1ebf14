#include "kernels/math/broadcast.h"

#include <algorithm>

namespace berth {
namespace {

// Dimension `axis` of `dims` as seen from a shape of `rank`: 1 for the axes that it lacks.
int64_t DimAt(DimsView dims, size_t rank, size_t axis) {
  const size_t missing = rank - dims.size();
  return axis < missing ? 1 : dims[axis - missing];
}

}  // namespace

StatusOr<Dims> BroadcastDims(DimsView a, DimsView b) {
  const size_t rank = std::max(a.size(), b.size());
  Dims out(rank);
  for (size_t i = 0; i < rank; ++i) {
    const int64_t x = DimAt(a, rank, i), y = DimAt(b, rank, i);
    if (x != y && x != 1 && y != 1) {
      return InvalidArgument("shapes ", ShapeText(a), " and ", ShapeText(b), " seen: they do not broadcast at axis ", i);
    }
    out[i] = x == 1 ? y : x;
  }
  return out;
}

BroadcastPlan::BroadcastPlan(DimsView a, DimsView b, DimsView out) {
  const size_t rank = out.size();
  struct Axis {
    int64_t size;
    bool a_stays, b_stays;
  };
  // Neighbouring axes that behave alike are one axis; axes of size 1 vanish.
  absl::InlinedVector<Axis, 6> axes;
  for (size_t i = 0; i < rank; ++i) {
    if (out[i] == 0) empty_ = true;
    if (out[i] == 1) continue;
    const Axis axis{out[i], DimAt(a, rank, i) == 1, DimAt(b, rank, i) == 1};
    if (!axes.empty() && axes.back().a_stays == axis.a_stays && axes.back().b_stays == axis.b_stays) {
      axes.back().size *= axis.size;
    } else {
      axes.push_back(axis);
    }
  }
  if (axes.empty()) return;
  run_ = static_cast<size_t>(axes.back().size);
  a_stays_ = axes.back().a_stays;
  b_stays_ = axes.back().b_stays;
  size_t a_size = a_stays_ ? 1 : run_, b_size = b_stays_ ? 1 : run_;
  outer_.resize(axes.size() - 1);
  a_step_.resize(axes.size() - 1);
  b_step_.resize(axes.size() - 1);
  for (size_t i = axes.size() - 1; i-- > 0;) {
    outer_[i] = axes[i].size;
    a_step_[i] = axes[i].a_stays ? 0 : a_size;
    b_step_[i] = axes[i].b_stays ? 0 : b_size;
    if (!axes[i].a_stays) a_size *= static_cast<size_t>(axes[i].size);
    if (!axes[i].b_stays) b_size *= static_cast<size_t>(axes[i].size);
  }
}

}  // namespace berth
