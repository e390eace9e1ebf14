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

BroadcastPlan::BroadcastPlan(std::initializer_list<DimsView> inputs, DimsView out) : count_(ElementCountOf(out)) {
  const size_t rank = out.size();
  struct Axis {
    int64_t size;
    std::array<bool, kMaxInputs> stays;
  };
  // Neighbouring axes that behave alike are one axis; axes of size 1 vanish.
  absl::InlinedVector<Axis, 6> axes;
  for (size_t i = 0; i < rank && count_ > 0; ++i) {
    if (out[i] == 1) continue;
    Axis axis{out[i], {}};
    size_t input = 0;
    for (DimsView dims : inputs) axis.stays[input++] = DimAt(dims, rank, i) == 1;
    if (!axes.empty() && axes.back().stays == axis.stays) {
      axes.back().size *= axis.size;
    } else {
      axes.push_back(axis);
    }
  }
  if (axes.empty()) return;
  run_ = static_cast<size_t>(axes.back().size);
  stays_ = axes.back().stays;
  outer_.resize(axes.size() - 1);
  steps_.resize(axes.size() - 1);
  for (size_t input = 0; input < inputs.size(); ++input) {
    size_t size = stays_[input] ? 1 : run_;
    for (size_t i = axes.size() - 1; i-- > 0;) {
      outer_[i] = axes[i].size;
      steps_[i][input] = axes[i].stays[input] ? 0 : size;
      if (!axes[i].stays[input]) size *= static_cast<size_t>(axes[i].size);
    }
  }
}

StatusOr<OldBroadcast> OldBroadcast::Of(const KernelInfo& info, int until) {
  OldBroadcast old;
  old.applies_ = info.node().since_version <= until;
  if (!old.applies_) return old;
  BERTH_ASSIGN_OR_RETURN(int64_t broadcasts, info.Int("broadcast", 0));
  old.broadcasts_ = broadcasts != 0;
  if (info.HasAttribute("axis")) {
    BERTH_ASSIGN_OR_RETURN(old.axis_, info.Int("axis"));
  }
  return old;
}

StatusOr<Dims> OldBroadcast::DimsOfB(DimsView a, DimsView b) const {
  Dims dims(b.begin(), b.end());
  if (!applies_ || SameDims(a, b)) return dims;
  if (!broadcasts_) {
    return InvalidArgument("input B: shape ", ShapeText(b), " seen, ", ShapeText(a), " wanted, as attribute \"broadcast\" is 0");
  }
  if (ElementCountOf(b) == 1 && b.size() <= a.size()) return Dims(a.size(), 1);
  const int64_t spare = static_cast<int64_t>(a.size()) - static_cast<int64_t>(b.size());
  int64_t axis = axis_.value_or(spare);
  if (axis < 0) axis += static_cast<int64_t>(a.size());
  const auto fits = [](int64_t of_b, int64_t of_a) { return of_b == of_a || of_b == 1; };
  if (axis < 0 || axis > spare || !std::equal(b.begin(), b.end(), a.begin() + axis, fits)) {
    return InvalidArgument("input B: shape ", ShapeText(b), " seen: not that of axes of A", ShapeText(a), " from ", axis, " on");
  }
  dims.resize(static_cast<size_t>(static_cast<int64_t>(a.size()) - axis), 1);
  return dims;
}

}  // namespace berth
