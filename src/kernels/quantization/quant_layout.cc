#include "kernels/quantization/quant_layout.h"

namespace berth {

StatusOr<QuantLayout> QuantLayout::Make(DimsView x, DimsView scale, int64_t axis, int64_t block) {
  QuantLayout layout;
  if (block == 0 && ElementCountOf(scale) == 1 && scale.size() <= 1) return layout;
  BERTH_ASSIGN_OR_RETURN(const int64_t normal, NormalizeAxis(axis, x.size()));
  const auto at = static_cast<size_t>(normal);
  layout.dims_ = static_cast<size_t>(x[at]);
  layout.inner_ = ElementCountOf(x.subspan(at + 1));
  if (block == 0) {
    if (scale.size() == 1 && scale[0] == x[at]) return layout;
    return InvalidArgument("input scale: shape ", ShapeText(scale), " seen, one number or [", x[at], "] wanted for axis ",
                           axis, " of ", ShapeText(x));
  }
  Dims wanted(x.begin(), x.end());
  if (block > 0) wanted[at] = x[at] / block + (x[at] % block != 0);
  if (block < 0 || !SameDims(scale, wanted)) {
    return InvalidArgument("input scale: shape ", ShapeText(scale), " seen, ", ShapeText(wanted), " wanted for blocks of ",
                           block);
  }
  layout.block_ = static_cast<size_t>(block);
  return layout;
}

Status QuantLayout::CheckZeroPoint(DimsView scale, DimsView zero_point) {
  if (SameDims(scale, zero_point) || (ElementCountOf(scale) == 1 && ElementCountOf(zero_point) == 1)) return Ok();
  return InvalidArgument("input zero_point: shape ", ShapeText(zero_point), " seen, that of scale ", ShapeText(scale), " wanted");
}

}  // namespace berth
