#include "kernels/tensor/indices.h"

#include <algorithm>

#include "kernels/tensor/strided_copy.h"

namespace berth {
namespace {

Status OutOfBounds(std::string_view name, int64_t index, size_t place, int64_t size, size_t axis) {
  return InvalidArgument("input \"", name, "\": ", index, " seen at element ", place, ", ", -size, " to ", size - 1,
                         " wanted for axis ", axis, " of size ", size);
}

template <typename I>
StatusOr<std::span<const int64_t>> Read(KernelContext& ctx, std::span<const I> given, int64_t size, size_t axis,
                                        std::string_view name) {
  if constexpr (std::is_same_v<I, int64_t>) {
    // The usual case, all of them counted from the front already, is found in one quick pass.
    bool other = false;
    for (int64_t i : given) other |= static_cast<uint64_t>(i) >= static_cast<uint64_t>(size);
    if (!other) return given;
  }
  if (given.empty()) return std::span<const int64_t>();
  const auto [low, high] = std::minmax_element(given.begin(), given.end());
  if (*low < -size || *high >= size) {
    const auto bad = *low < -size ? low : high;
    return OutOfBounds(name, *bad, static_cast<size_t>(bad - given.begin()), size, axis);
  }
  BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(given.size() * sizeof(int64_t)));
  const std::span<int64_t> indices(static_cast<int64_t*>(scratch), given.size());
  std::transform(given.begin(), given.end(), indices.begin(), [size](I i) { return i < 0 ? i + size : i; });
  return std::span<const int64_t>(indices);
}

}  // namespace

StatusOr<std::span<const int64_t>> ReadIndices(KernelContext& ctx, const Tensor& tensor, int64_t size, size_t axis,
                                               std::string_view name) {
  if (tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32) return Read(ctx, tensor.span<int32_t>(), size, axis, name);
  return Read(ctx, tensor.span<int64_t>(), size, axis, name);
}

StatusOr<std::span<const int64_t>> SliceOffsets(KernelContext& ctx, const Tensor& indices, DimsView dims, size_t batch_axes) {
  const DimsView shape = indices.dims();
  if (shape.empty() || shape.back() < 0 || static_cast<size_t>(shape.back()) + batch_axes > dims.size() ||
      batch_axes >= shape.size() || !SameDims(shape.first(batch_axes), dims.first(batch_axes))) {
    return InvalidArgument("input \"indices\": shape ", ShapeText(shape), " seen, tuples of at most ", dims.size() - batch_axes,
                           " places for data of shape ", ShapeText(dims), " wanted",
                           batch_axes > 0 ? " and as many batches" : "");
  }
  const auto places = static_cast<size_t>(shape.back());
  const size_t tuples = ElementCountOf(shape.first(shape.size() - 1)), batches = ElementCountOf(dims.first(batch_axes));
  const Dims steps = StepsOf(dims);
  const size_t batch_step = ElementCountOf(dims.subspan(batch_axes));
  BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch((tuples + 1) * sizeof(int64_t)));
  const std::span<int64_t> offsets(static_cast<int64_t*>(scratch), tuples);
  const int64_t* tuple = indices.span<int64_t>().data();
  for (size_t t = 0; t < tuples; ++t, tuple += places) {
    auto offset = static_cast<int64_t>(t / (tuples / batches) * batch_step);
    for (size_t i = 0; i < places; ++i) {
      const int64_t size = dims[batch_axes + i];
      if (tuple[i] < -size || tuple[i] >= size) return OutOfBounds("indices", tuple[i], t * places + i, size, batch_axes + i);
      offset += (tuple[i] < 0 ? tuple[i] + size : tuple[i]) * steps[batch_axes + i];
    }
    offsets[t] = offset;
  }
  return std::span<const int64_t>(offsets);
}

}  // namespace berth
