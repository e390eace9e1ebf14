// Maps as operators see them.
#pragma once

#include "kernels/kernel.h"

namespace berth {

// The parts of a map: lists of one length, sorted by key.
struct MapParts {
  const Tensor* keys = nullptr;
  const Tensor* values = nullptr;
};

// Input i, which has to be a map.
inline StatusOr<MapParts> MapInput(const KernelContext& ctx, size_t i) {
  const OrtValue* value = ctx.InputValue(i);
  if (value == nullptr || value->kind != ONNX_TYPE_MAP) return InvalidArgument("input ", i, ": no map seen, one wanted");
  return MapParts{&value->items[0]->tensor, &value->items[1]->tensor};
}

}  // namespace berth
