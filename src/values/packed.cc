#include "values/packed.h"

namespace berth {
namespace {

unsigned BitsOf(ElementType type) { return FindElementType(type)->bits; }

}  // namespace

bool IsPacked(ElementType type) {
  const ElementTypeRow* row = FindElementType(type);
  return row != nullptr && row->bits > 0 && row->bits < 8;
}

void UnpackElements(const Tensor& tensor, uint8_t* out) {
  const unsigned bits = BitsOf(tensor.type()), per_byte = 8 / bits, mask = (1u << bits) - 1;
  const bool extends = tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4 || tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT2;
  const unsigned sign = extends ? 1u << (bits - 1) : 0;
  const auto* packed = static_cast<const uint8_t*>(tensor.data());
  for (size_t i = 0, n = tensor.element_count(); i < n; ++i) {
    const unsigned code = (packed[i / per_byte] >> (i % per_byte * bits)) & mask;
    out[i] = static_cast<uint8_t>((code ^ sign) - sign);
  }
}

void PackElements(const uint8_t* in, Tensor& tensor) {
  const unsigned bits = BitsOf(tensor.type()), per_byte = 8 / bits, mask = (1u << bits) - 1;
  auto* packed = static_cast<uint8_t*>(tensor.mutable_data());
  for (size_t begin = 0, n = tensor.element_count(); begin < n; begin += per_byte) {
    unsigned byte = 0;
    for (size_t i = begin; i < n && i < begin + per_byte; ++i) byte |= (in[i] & mask) << ((i - begin) * bits);
    packed[begin / per_byte] = static_cast<uint8_t>(byte);
  }
}

}  // namespace berth
