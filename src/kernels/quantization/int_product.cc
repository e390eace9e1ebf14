#include "kernels/quantization/int_product.h"

#include <algorithm>
#include <vector>

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
  const auto [m, n, k] = x.size;
  std::vector<int32_t> b(k * n);
  for (size_t p = 0; p < k; ++p) {
    for (size_t j = 0; j < n; ++j) b[p * n + j] = ElementAt(*x.b, x.b_begin + p * n + j) - ZeroAt(x.b_zero, j);
  }
  std::fill_n(out, m * n, 0);
  for (size_t i = 0; i < m; ++i) {
    auto* line = reinterpret_cast<uint32_t*>(out + i * n);
    const int32_t zero = ZeroAt(x.a_zero, i);
    for (size_t p = 0; p < k; ++p) {
      const auto factor = static_cast<uint32_t>(ElementAt(*x.a, x.a_begin + i * k + p) - zero);
      for (size_t j = 0; j < n; ++j) line[j] += factor * static_cast<uint32_t>(b[p * n + j]);
    }
  }
}

Status CheckLineParameter(const Tensor* parameter, size_t lines, const char* name) {
  if (parameter == nullptr || parameter->element_count() == 1 || parameter->element_count() == lines) return Ok();
  return InvalidArgument("input ", name, ": shape ", ShapeText(parameter->dims()), " seen, one number or ", lines, " wanted");
}

}  // namespace berth
