#include "kernels/ints.h"

#include <algorithm>

namespace berth {

StatusOr<Dims> ReadInts(const Tensor& tensor, std::string_view name) {
  if (tensor.dims().size() > 1) {
    return InvalidArgument("input \"", name, "\": shape ", ShapeText(tensor.dims()), " seen, a list wanted");
  }
  if (tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64) {
    const auto values = tensor.span<int64_t>();
    return Dims(values.begin(), values.end());
  }
  if (tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32) {
    const auto values = tensor.span<int32_t>();
    return Dims(values.begin(), values.end());
  }
  return InvalidArgument("input \"", name, "\": ", ElementTypeName(tensor.type()), " seen, int32 or int64 wanted");
}

StatusOr<Dims> ReadIntsOr(const KernelContext& ctx, size_t i, std::string_view name, DimsView fallback) {
  const Tensor* tensor = ctx.OptionalInput(i);
  if (tensor == nullptr) return Dims(fallback.begin(), fallback.end());
  return ReadInts(*tensor, name);
}

StatusOr<int64_t> ReadInt(const Tensor& tensor, std::string_view name) {
  BERTH_ASSIGN_OR_RETURN(const Dims values, ReadInts(tensor, name));
  if (values.size() != 1) return InvalidArgument("input \"", name, "\": ", values.size(), " elements seen, 1 wanted");
  return values[0];
}

StatusOr<Dims> IntsAttribute(const KernelInfo& info, std::string_view name) {
  BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> values, info.Ints(name));
  Dims dims;
  for (int64_t value : values) dims.push_back(value);
  return dims;
}

StatusOr<Dims> NormalizeAxes(DimsView axes, size_t rank) {
  Dims normal;
  for (int64_t axis : axes) {
    BERTH_ASSIGN_OR_RETURN(axis, NormalizeAxis(axis, rank));
    if (std::find(normal.begin(), normal.end(), axis) != normal.end()) return InvalidArgument("axis ", axis, ": seen twice");
    normal.push_back(axis);
  }
  return normal;
}

}  // namespace berth
