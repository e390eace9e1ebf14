#include "kernels/tensor/concat_along.h"

#include "base/checked_math.h"
#include "kernels/tensor/strided_copy.h"

namespace berth {
namespace {

// Adds one more part to the shape of the output; `more` is the part's own, `dims[axis]` the length so far.
Status AddPart(DimsView more, size_t i, size_t axis, bool new_axis, Dims& dims) {
  bool fits = more.size() + (new_axis ? 1 : 0) == dims.size();
  for (size_t k = 0; k < dims.size() && fits; ++k) fits = k == axis || more[new_axis && k > axis ? k - 1 : k] == dims[k];
  const auto sum = fits ? CheckedAdd(dims[axis], new_axis ? 1 : more[axis]) : std::nullopt;
  if (!sum) {
    return InvalidArgument("tensor ", i, ": shape ", ShapeText(more), " seen, that of the first one wanted",
                           new_axis ? "" : absl::StrCat(" but for axis ", axis), "; so far ", ShapeText(dims));
  }
  dims[axis] = *sum;
  return Ok();
}

}  // namespace

Status ConcatAlong(KernelContext& ctx, std::span<const Tensor* const> parts, int64_t axis, bool new_axis) {
  Dims dims(parts[0]->dims().begin(), parts[0]->dims().end());
  BERTH_ASSIGN_OR_RETURN(const int64_t normal, NormalizeAxis(axis, dims.size() + (new_axis ? 1 : 0)));
  const auto at = static_cast<size_t>(normal);
  if (new_axis) dims.insert(dims.begin() + normal, 0);
  dims[at] = 0;
  for (size_t i = 0; i < parts.size(); ++i) BERTH_RETURN_IF_ERROR(AddPart(parts[i]->dims(), i, at, new_axis, dims));
  BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
  const auto outer = static_cast<int64_t>(ElementCountOf(DimsView(dims).first(at)));
  const auto inner = static_cast<int64_t>(ElementCountOf(DimsView(dims).subspan(at + 1)));
  const ElementType type = ctx.MadeOutput(0)->tensor.type();
  size_t offset = 0;
  for (const Tensor* part : parts) {
    if (part->type() != type) {
      return InvalidArgument("tensor of type ", ElementTypeName(part->type()), " seen, ", ElementTypeName(type), " wanted");
    }
    const int64_t run = (new_axis ? 1 : part->dims()[at]) * inner;
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, *part));
    const StridedAxis axes[] = {{outer, run, dims[at] * inner}, {run, 1, 1}};
    CopyStrided(ctx.pool(), axes, out.unit(), in.at(0), out.at(offset));
    offset += static_cast<size_t>(run);
  }
  out.Finish();
  return Ok();
}

}  // namespace berth
