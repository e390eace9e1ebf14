#include "values/shape.h"

#include "base/checked_math.h"

namespace berth {

StatusOr<size_t> ElementCount(DimsView dims) {
  // Overflow is looked for among the dims that are not zero, so that a zero cannot hide it.
  int64_t product = 1;
  bool empty = false;
  for (int64_t dim : dims) {
    if (dim < 0) return InvalidArgument("shape ", ShapeText(dims), ": dimension ", dim, " seen, at least 0 wanted");
    if (dim == 0) {
      empty = true;
      continue;
    }
    auto next = CheckedMul(product, dim);
    if (!next) return InvalidArgument("shape ", ShapeText(dims), ": more elements than memory can hold");
    product = *next;
  }
  return empty ? size_t{0} : static_cast<size_t>(product);
}

std::string ShapeText(DimsView dims) {
  std::string text = "[";
  for (size_t i = 0; i < dims.size(); ++i) {
    if (i > 0) text += ',';
    text += dims[i] == -1 ? std::string("?") : std::to_string(dims[i]);
  }
  return text + "]";
}

StatusOr<int64_t> NormalizeAxis(int64_t axis, size_t rank) {
  const auto limit = static_cast<int64_t>(rank);
  if (axis < -limit || axis >= limit) {
    return InvalidArgument("axis ", axis, " seen, ", -limit, " to ", limit - 1, " wanted for rank ", rank);
  }
  return axis < 0 ? axis + limit : axis;
}

}  // namespace berth
