#include "kernels/nn/conv_checks.h"

namespace berth {

StatusOr<int64_t> ReadGroup(const KernelInfo& info) {
  BERTH_ASSIGN_OR_RETURN(int64_t group, info.Int("group", 1));
  if (group < 1) return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"group\": ", group, " seen, at least 1 wanted");
  return group;
}

Status CheckConvInputs(const Tensor& x, const Tensor& w, const Tensor* bias, int64_t group) {
  const bool ranks = x.dims().size() >= 3 && w.dims().size() == x.dims().size();
  const bool divides = ranks && x.dims()[1] % group == 0 && w.dims()[0] % group == 0;
  if (!divides || x.dims()[1] / group != w.dims()[1]) {
    return InvalidArgument("inputs X", ShapeText(x.dims()), " and W", ShapeText(w.dims()), " with group ", group,
                           " seen: channels do not agree");
  }
  if (bias != nullptr && (bias->dims().size() != 1 || bias->dims()[0] != w.dims()[0])) {
    return InvalidArgument("input B: shape ", ShapeText(bias->dims()), " seen, [", w.dims()[0], "] wanted");
  }
  return Ok();
}

StatusOr<PlacedWindow> PlaceConv(const Window& window, const Tensor& x, const Tensor& w) {
  BERTH_ASSIGN_OR_RETURN(PlacedWindow placed, window.Place(x.dims(), w.dims().subspan(2)));
  for (size_t axis = 0; axis < placed.rank; ++axis) {
    if (placed.kernel[kSpatial - placed.rank + axis] != w.dims()[2 + axis]) {
      return InvalidArgument("input W: shape ", ShapeText(w.dims()), " seen, attribute kernel_shape says otherwise");
    }
  }
  return placed;
}

}  // namespace berth
