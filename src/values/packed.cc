#include "values/packed.h"

namespace berth {
namespace {

unsigned BitsOf(ElementType type) { return FindElementType(type)->bits; }

}  // namespace

bool IsPacked(ElementType type) {
  const ElementTypeRow* row = FindElementType(type);
  return row != nullptr && row->bits > 0 && row->bits < 8;
}

void UnpackElements(ElementType type, const void* packed, size_t begin, size_t count, uint8_t* out) {
  const unsigned bits = BitsOf(type), per_byte = 8 / bits, mask = (1u << bits) - 1;
  const bool extends = type == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4 || type == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT2;
  const unsigned sign = extends ? 1u << (bits - 1) : 0;
  const auto* bytes = static_cast<const uint8_t*>(packed);
  for (size_t i = 0; i < count; ++i) {
    const unsigned code = (bytes[(begin + i) / per_byte] >> ((begin + i) % per_byte * bits)) & mask;
    out[i] = static_cast<uint8_t>((code ^ sign) - sign);
  }
}

void UnpackElements(const Tensor& tensor, uint8_t* out) {
  UnpackElements(tensor.type(), tensor.data(), 0, tensor.element_count(), out);
}

void PackElements(const uint8_t* in, ElementType type, size_t begin, size_t count, void* packed) {
  const unsigned bits = BitsOf(type), per_byte = 8 / bits, mask = (1u << bits) - 1;
  auto* bytes = static_cast<uint8_t*>(packed) + begin / per_byte;
  for (size_t at = 0; at < count; at += per_byte) {
    unsigned byte = 0;
    for (size_t i = at; i < count && i < at + per_byte; ++i) byte |= (in[i] & mask) << ((i - at) * bits);
    bytes[at / per_byte] = static_cast<uint8_t>(byte);
  }
}

void PackElements(const uint8_t* in, Tensor& tensor) {
  PackElements(in, tensor.type(), 0, tensor.element_count(), tensor.mutable_data());
}

}  // namespace berth
