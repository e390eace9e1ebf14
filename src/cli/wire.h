// Walking through a protobuf message without knowing its classes: enough for the few fields that the tool shows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace berth::cli {

// One field of a message. `kind` is the wire type: 0 and 5 and 1 leave `value`, 2 leaves `bytes`.
struct WireField {
  uint32_t number = 0;
  uint32_t kind = 0;
  uint64_t value = 0;
  std::string_view bytes;
};

// What a damaged message throws.
struct WireError {};

// The fields of one message, one after the other. A message within is walked with a reader of its own over `bytes`.
class WireReader {
 public:
  explicit WireReader(std::string_view message) : rest_(message) {}
  // False at the end. Throws WireError.
  bool Next(WireField& field);

 private:
  std::string_view rest_;
};

// The numbers of a repeated field, packed or one by one: `size` 0 for varints, else 4 or 8 bytes each. Throws WireError.
void AppendNumbers(const WireField& field, size_t size, std::vector<uint64_t>& numbers);

void WriteVarint(std::string& out, uint64_t value);
void WriteNumber(std::string& out, uint32_t number, uint64_t value);
void WriteBytes(std::string& out, uint32_t number, std::string_view bytes);

}  // namespace berth::cli
