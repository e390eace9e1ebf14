#include "cli/wire.h"

namespace berth::cli {

namespace {

uint64_t Varint(std::string_view& rest) {
  uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (rest.empty()) throw WireError();
    const uint8_t byte = static_cast<uint8_t>(rest[0]);
    rest.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw WireError();
}

uint64_t Fixed(std::string_view& rest, size_t size) {
  if (rest.size() < size) throw WireError();
  uint64_t value = 0;
  for (size_t i = size; i-- > 0;) value = value << 8 | static_cast<uint8_t>(rest[i]);
  rest.remove_prefix(size);
  return value;
}

}  // namespace

bool WireReader::Next(WireField& field) {
  if (rest_.empty()) return false;
  const uint64_t key = Varint(rest_);
  if (key >> 32 != 0 || key < 8) throw WireError();
  field = {static_cast<uint32_t>(key >> 3), static_cast<uint32_t>(key & 7), 0, {}};
  switch (field.kind) {
    case 0: field.value = Varint(rest_); return true;
    case 1: field.value = Fixed(rest_, 8); return true;
    case 5: field.value = Fixed(rest_, 4); return true;
    case 2: {
      const uint64_t size = Varint(rest_);
      if (size > rest_.size()) throw WireError();
      field.bytes = rest_.substr(0, size);
      rest_.remove_prefix(size);
      return true;
    }
    default: throw WireError();   // groups: no message of ONNX has any
  }
}

void AppendNumbers(const WireField& field, size_t size, std::vector<uint64_t>& numbers) {
  if (field.kind != 2) {
    numbers.push_back(field.value);
    return;
  }
  std::string_view rest = field.bytes;
  while (!rest.empty()) numbers.push_back(size == 0 ? Varint(rest) : Fixed(rest, size));
}

void WriteVarint(std::string& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void WriteNumber(std::string& out, uint32_t number, uint64_t value) {
  WriteVarint(out, number << 3);
  WriteVarint(out, value);
}

void WriteBytes(std::string& out, uint32_t number, std::string_view bytes) {
  WriteVarint(out, number << 3 | 2);
  WriteVarint(out, bytes.size());
  out += bytes;
}

}  // namespace berth::cli
