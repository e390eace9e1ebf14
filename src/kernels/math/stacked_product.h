// The shapes of MatMul and its like: products of the last two axes, the axes before them broadcast.
#pragma once

#include "kernels/math/broadcast.h"
#include "kernels/math/matrix_product.h"

namespace berth {

struct StackedProduct {
  ProductSize size;
  Dims left_outer, right_outer, outer;   // the axes around the matrices: of a, of b, of y
  Dims dims;                             // of y

  // A vector on the left is a row, on the right a column, and its axis vanishes from y. ORT_INVALID_ARGUMENT: a scalar, inner
  // dimensions that differ, axes that do not broadcast.
  static StatusOr<StackedProduct> Make(DimsView a, DimsView b);

  // Calls body(y, a, b) for every matrix of y in order, with the numbers of the matrices that it is the product of.
  template <typename Body>
  void ForEachMatrix(Body&& body) const {
    const BroadcastPlan plan({left_outer, right_outer}, outer);
    plan.ForRange(0, plan.count(), [&](size_t at, const BroadcastPlan::Offsets& from, size_t count) {
      for (size_t i = 0; i < count; ++i) body(at + i, from[0] + (plan.stays(0) ? 0 : i), from[1] + (plan.stays(1) ? 0 : i));
    });
  }
};

}  // namespace berth
