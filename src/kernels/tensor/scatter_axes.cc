#include "kernels/tensor/scatter_axes.h"

#include "kernels/tensor/strided_copy.h"

namespace berth {

StatusOr<ScatterAxes> ScatterAxes::Of(DimsView data, DimsView indices, size_t axis) {
  bool fits = data.size() == indices.size() && !data.empty();
  for (size_t i = 0; fits && i < data.size(); ++i) fits = i == axis || indices[i] <= data[i];
  if (!fits) {
    return InvalidArgument("input \"indices\": shape ", ShapeText(indices), " seen, no axis but ", axis, " longer than in ",
                           ShapeText(data), " wanted");
  }
  const Dims from = StepsOf(data), to = StepsOf(indices);
  ScatterAxes axes;
  axes.axis_step = from[axis];
  for (size_t i = 0; i + 1 < data.size(); ++i) {
    axes.outer.push_back({indices[i], i == axis ? 0 : from[i], to[i]});
    axes.rows *= indices[i];
  }
  axes.row = indices.back();
  axes.row_step = axis + 1 == data.size() ? 0 : 1;
  return axes;
}

}  // namespace berth
