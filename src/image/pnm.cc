#include <algorithm>
#include <cctype>
#include <string>

#include "image/pixels.h"

namespace berth::image {
namespace {

// The portable formats: P1 to P3 as text, P4 to P6 as bytes; one bit, gray and color.
class Reader {
 public:
  explicit Reader(Bytes bytes) : bytes_(bytes), kind_(bytes[1] - '0') {}

  Pixels Read() {
    const uint64_t width = Number(), height = Number();
    most_ = kind_ == 1 || kind_ == 4 ? 1 : Number();
    if (most_ == 0 || most_ > 65535) throw Damaged("PNM: greatest value " + std::to_string(most_) + ": 1 to 65535 wanted");
    if (kind_ > 3) ++at_;   // one space before the bytes
    if (height > 0 && width > bytes_.size() * 8 / height) throw Damaged("PNM: cut off");
    Pixels pixels = Pixels::Of(width, height);
    for (uint32_t y = 0; y < pixels.height; ++y) Row(pixels.row(y), pixels.width);
    return pixels;
  }

 private:
  void Row(uint8_t* out, uint32_t width) {
    const bool is_color = kind_ % 3 == 0;
    for (uint32_t x = 0; x < width; ++x, out += 3) {
      out[0] = Sample(x);
      for (size_t c = 1; c < 3; ++c) out[c] = is_color ? Sample(x) : out[0];
    }
  }

  uint8_t Sample(uint32_t x) {
    switch (kind_) {
      case 1: return Bit() ? 0 : 255;
      case 4: {   // a row starts with a new byte; 1 is black
        const uint8_t byte = x % 8 == 0 ? byte_ = Byte() : byte_;
        return (byte >> (7 - x % 8)) & 1 ? 0 : 255;
      }
      case 2:
      case 3: return Scaled(Number());
      default: {
        const uint64_t high = most_ > 255 ? Byte() * uint64_t{256} : 0;
        return Scaled(high + Byte());
      }
    }
  }

  uint8_t Scaled(uint64_t value) const {
    if (value > most_) throw Damaged("PNM: value " + std::to_string(value) + " of at most " + std::to_string(most_));
    return static_cast<uint8_t>((value * 255 + most_ / 2) / most_);
  }

  uint8_t Byte() {
    if (at_ >= bytes_.size()) throw Damaged("PNM: cut off");
    return bytes_[at_++];
  }

  void SkipSpace() {
    while (at_ < bytes_.size() && (std::isspace(bytes_[at_]) || bytes_[at_] == '#')) {
      if (bytes_[at_] == '#') at_ = static_cast<size_t>(std::find(bytes_.begin() + at_, bytes_.end(), '\n') - bytes_.begin());
      else ++at_;
    }
  }

  // Bits of text need no space between them.
  bool Bit() {
    SkipSpace();
    const uint8_t digit = Byte();
    if (digit != '0' && digit != '1') throw Damaged("PNM: a bit wanted");
    return digit == '1';
  }

  uint64_t Number() {
    SkipSpace();
    uint64_t value = 0;
    const size_t start = at_;
    for (; at_ < bytes_.size() && std::isdigit(bytes_[at_]) && value < uint64_t{1} << 32; ++at_) {
      value = value * 10 + (bytes_[at_] - '0');
    }
    if (at_ == start) throw Damaged("PNM: a number wanted");
    return value;
  }

  Bytes bytes_;
  int kind_;
  size_t at_ = 2;
  uint64_t most_ = 1;
  uint8_t byte_ = 0;
};

bool IsPnm(Bytes bytes) {
  return bytes.size() > 3 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' && (std::isspace(bytes[2]) || bytes[2] == '#');
}

}  // namespace

const Format kPnm{&IsPnm, [](Bytes bytes) { return Reader(bytes).Read(); }};

}  // namespace berth::image
