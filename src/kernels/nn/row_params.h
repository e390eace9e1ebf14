// Scale and bias of normalizations over the last axes.
#pragma once

#include "kernels/math/broadcast.h"
#include "kernels/nn/as_floats.h"

namespace berth {

// Element i of row r is data[r * step + i].
template <typename T>
struct RowParams {
  const T* data = nullptr;
  int64_t step = 0;
};

// `param`, which broadcasts to `x`, for the rows of x that axes from `axis` on make up. Error: it does not broadcast.
template <typename T>
StatusOr<RowParams<T>> RowParamsOf(KernelContext& ctx, const char* name, const Tensor& param, DimsView x, size_t axis) {
  const DimsView row = x.subspan(axis);
  DimsView dims = param.dims();
  while (!dims.empty() && dims.size() > row.size() && dims.front() == 1) dims = dims.subspan(1);
  BERTH_ASSIGN_OR_RETURN(const T* data, FloatsAs<T>(ctx, param));
  if (SameDims(dims, row)) return RowParams<T>{data, 0};
  auto both = BroadcastDims(dims, x);
  if (!both.ok() || !SameDims(*both, x)) {
    return InvalidArgument("input ", name, ": shape ", ShapeText(param.dims()), " seen: it does not broadcast to ", ShapeText(x));
  }
  BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(ElementCountOf(x) * sizeof(T)));
  T* spread = static_cast<T*>(scratch);
  const BroadcastPlan plan({dims}, x);
  plan.ForRange(0, plan.count(), [&](size_t out, const BroadcastPlan::Offsets& offsets, size_t count) {
    for (size_t i = 0; i < count; ++i) spread[out + i] = data[offsets[0] + (plan.stays(0) ? 0 : i)];
  });
  return RowParams<T>{spread, static_cast<int64_t>(ElementCountOf(row))};
}

}  // namespace berth
