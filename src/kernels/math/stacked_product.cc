#include "kernels/math/stacked_product.h"

namespace berth {

StatusOr<StackedProduct> StackedProduct::Make(DimsView a, DimsView b) {
  if (a.empty() || b.empty()) return InvalidArgument("a scalar seen, at least a vector wanted");
  const bool row = a.size() == 1, column = b.size() == 1;
  Dims left(a.begin(), a.end()), right(b.begin(), b.end());
  if (row) left.insert(left.begin(), 1);
  if (column) right.push_back(1);
  const int64_t m = left[left.size() - 2], k = left.back(), n = right.back();
  if (k != right[right.size() - 2]) {
    return InvalidArgument("inputs A", ShapeText(a), " and B", ShapeText(b), " seen: inner dimensions ", k, " and ",
                           right[right.size() - 2], " differ");
  }
  StackedProduct product;
  product.size = {static_cast<size_t>(m), static_cast<size_t>(n), static_cast<size_t>(k)};
  product.left_outer.assign(left.begin(), left.end() - 2);
  product.right_outer.assign(right.begin(), right.end() - 2);
  BERTH_ASSIGN_OR_RETURN(product.outer, BroadcastDims(product.left_outer, product.right_outer));
  product.dims = product.outer;
  if (!row) product.dims.push_back(m);
  if (!column) product.dims.push_back(n);
  return product;
}

}  // namespace berth
