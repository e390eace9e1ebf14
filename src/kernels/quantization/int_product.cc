#include "kernels/quantization/int_product.h"

#include <algorithm>
#include <vector>

#include "kernels/math/broadcast.h"

namespace berth {
namespace {

int32_t ElementAt(const Tensor& tensor, size_t i) {
  return tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 ? tensor.span<uint8_t>()[i] : tensor.span<int8_t>()[i];
}

int32_t ZeroAt(const Tensor* zero, size_t line) {
  if (zero == nullptr) return 0;
  return ElementAt(*zero, zero->element_count() == 1 ? 0 : line);
}

}  // namespace

void IntProduct(const IntMatrices& x, int32_t* out) {
  std::vector<int32_t> b(x.k * x.n);
  for (size_t p = 0; p < x.k; ++p) {
    for (size_t j = 0; j < x.n; ++j) b[p * x.n + j] = ElementAt(*x.b, x.b_begin + p * x.n + j) - ZeroAt(x.b_zero, j);
  }
  std::fill_n(out, x.m * x.n, 0);
  for (size_t i = 0; i < x.m; ++i) {
    auto* line = reinterpret_cast<uint32_t*>(out + i * x.n);
    const int32_t zero = ZeroAt(x.a_zero, i);
    for (size_t p = 0; p < x.k; ++p) {
      const auto factor = static_cast<uint32_t>(ElementAt(*x.a, x.a_begin + i * x.k + p) - zero);
      for (size_t j = 0; j < x.n; ++j) line[j] += factor * static_cast<uint32_t>(b[p * x.n + j]);
    }
  }
}

StatusOr<ProductShape> ProductShape::Make(DimsView a, DimsView b) {
  if (a.empty() || b.empty()) return InvalidArgument("a scalar seen, at least a vector wanted");
  ProductShape shape;
  Dims left(a.begin(), a.end()), right(b.begin(), b.end());
  if (a.size() == 1) left.insert(left.begin(), 1);
  if (b.size() == 1) right.push_back(1);
  const int64_t k = left.back();
  if (k != right[right.size() - 2]) {
    return InvalidArgument("inputs A", ShapeText(a), " and B", ShapeText(b), " seen: inner dimensions ", k, " and ",
                           right[right.size() - 2], " differ");
  }
  shape.m = static_cast<size_t>(left[left.size() - 2]);
  shape.n = static_cast<size_t>(right.back());
  shape.k = static_cast<size_t>(k);
  shape.a_outer.assign(left.begin(), left.end() - 2);
  shape.b_outer.assign(right.begin(), right.end() - 2);
  BERTH_ASSIGN_OR_RETURN(shape.outer, BroadcastDims(shape.a_outer, shape.b_outer));
  shape.count = ElementCountOf(shape.outer);
  shape.dims = shape.outer;
  if (a.size() > 1) shape.dims.push_back(left[left.size() - 2]);
  if (b.size() > 1) shape.dims.push_back(right.back());
  return shape;
}

size_t ProductShape::MatrixOf(size_t i, DimsView own) const {
  size_t index = 0, step = 1;
  for (size_t axis = 0; axis < own.size(); ++axis) {
    const auto dim = static_cast<size_t>(outer[outer.size() - 1 - axis]), mine = static_cast<size_t>(own[own.size() - 1 - axis]);
    index += (mine == 1 ? 0 : i % dim) * step;
    i /= dim;
    step *= mine;
  }
  return index;
}

Status CheckLineParameter(const Tensor* parameter, size_t lines, const char* name) {
  if (parameter == nullptr || parameter->element_count() == 1 || parameter->element_count() == lines) return Ok();
  return InvalidArgument("input ", name, ": shape ", ShapeText(parameter->dims()), " seen, one number or ", lines, " wanted");
}

}  // namespace berth
