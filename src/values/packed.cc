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
  const unsigned bits = BitsOf(type), mask = (1u << bits) - 1;
  const bool extends = type == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4 || type == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT2;
  const unsigned sign = extends ? 1u << (bits - 1) : 0;
  const auto* bytes = static_cast<const uint8_t*>(packed);
  for (size_t i = 0; i < count; ++i) {
    const size_t first = begin + i, byte = first / 8 * bits + first % 8 * bits / 8, shift = first % 8 * bits % 8;
    unsigned code = bytes[byte] >> shift;
    if (shift + bits > 8) code |= static_cast<unsigned>(bytes[byte + 1]) << (8 - shift);
    out[i] = static_cast<uint8_t>(((code & mask) ^ sign) - sign);
  }
}

void UnpackElements(const Tensor& tensor, uint8_t* out) {
  UnpackElements(tensor.type(), tensor.data(), 0, tensor.element_count(), out);
}

void PackElements(const uint8_t* in, ElementType type, size_t begin, size_t count, void* packed) {
  const unsigned bits = BitsOf(type), mask = (1u << bits) - 1;
  auto* bytes = static_cast<uint8_t*>(packed) + begin / 8 * bits + begin % 8 * bits / 8;
  unsigned held = 0, filled = 0;   // bits that make no byte yet
  for (size_t i = 0; i < count; ++i) {
    held |= (in[i] & mask) << filled;
    filled += bits;
    if (filled < 8) continue;
    *bytes++ = static_cast<uint8_t>(held);
    held >>= 8;
    filled -= 8;
  }
  if (filled > 0) *bytes = static_cast<uint8_t>(held);
}

void PackElements(const uint8_t* in, Tensor& tensor) {
  PackElements(in, tensor.type(), 0, tensor.element_count(), tensor.mutable_data());
}

}  // namespace berth
