#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "image/pixels.h"

namespace berth::image {
namespace {

enum Compression : uint32_t { kNone = 0, kRle8 = 1, kRle4 = 2, kFields = 3, kAlphaFields = 6 };

// Where one color is in a pixel of 16 or 32 bits.
struct Field {
  uint32_t mask = 0;
  uint8_t Of(uint32_t pixel) const {
    if (mask == 0) return 0;
    const uint64_t value = (pixel & mask) >> std::countr_zero(mask), most = mask >> std::countr_zero(mask);
    return static_cast<uint8_t>((value * 255 + most / 2) / most);
  }
};

// Windows and OS/2 bitmaps: 1 to 32 bits a pixel, palettes, bit fields, run lengths.
class Reader {
 public:
  explicit Reader(Bytes bytes) : bytes_(bytes) {}

  Pixels Read() {
    const uint32_t start = Number(10, 4), head = Number(14, 4);
    const bool is_old = head == 12;
    const int64_t width = is_old ? int64_t{Number(18, 2)} : static_cast<int32_t>(Number(18, 4));
    const int64_t height = is_old ? int64_t{Number(20, 2)} : static_cast<int32_t>(Number(22, 4));
    bits_ = Number(is_old ? 24 : 28, 2);
    const uint32_t compression = is_old ? kNone : Number(30, 4);
    if (width < 0) throw Damaged("BMP: width below 0");
    const bool is_rle = compression == kRle8 || compression == kRle4;
    const uint64_t rows = static_cast<uint64_t>(height < 0 ? -height : height);
    CheckKind(compression);
    if (!is_rle && rows > 0 && RowBytes(static_cast<uint64_t>(width)) > bytes_.size() / rows) throw Damaged("BMP: cut off");
    Pixels pixels = Pixels::Of(static_cast<uint64_t>(width), rows);
    if (bits_ <= 8) ReadPalette(14 + uint64_t{head}, is_old ? 3 : 4, is_old ? 0 : Number(46, 4));
    if (bits_ == 16 || bits_ == 32) ReadFields(compression);
    if (is_rle) ReadRuns(start, compression == kRle4, pixels);
    else ReadRows(start, pixels);
    if (height > 0) TurnOver(pixels);   // rows from the bottom
    return pixels;
  }

 private:
  uint32_t Number(uint64_t at, uint64_t count) const {
    if (at + count > bytes_.size()) throw Damaged("BMP: cut off");
    uint32_t value = 0;
    for (uint64_t i = 0; i < count; ++i) value |= uint32_t{bytes_[at + i]} << (8 * i);
    return value;
  }

  uint64_t RowBytes(uint64_t width) const { return (width * bits_ + 31) / 32 * 4; }

  void CheckKind(uint32_t compression) const {
    const bool is_packed = bits_ == 1 || bits_ == 4 || bits_ == 8;
    const bool is_direct = bits_ == 16 || bits_ == 24 || bits_ == 32;
    const bool fits = compression == kNone                                         ? is_packed || is_direct
                      : compression == kRle8                                       ? bits_ == 8
                      : compression == kRle4                                       ? bits_ == 4
                      : compression == kFields || compression == kAlphaFields      ? bits_ == 16 || bits_ == 32
                                                                                   : false;
    if (fits) return;
    throw Damaged("BMP: " + std::to_string(bits_) + " bits a pixel with compression " + std::to_string(compression));
  }

  void ReadPalette(uint64_t at, uint64_t entry, uint32_t used) {
    const uint32_t count = used == 0 || used > 1u << bits_ ? 1u << bits_ : used;
    for (uint32_t i = 0; i < count; ++i) {
      for (uint64_t c = 0; c < 3; ++c) palette_[i][c] = static_cast<uint8_t>(Number(at + entry * i + 2 - c, 1));
    }
  }

  void ReadFields(uint32_t compression) {
    if (compression == kNone) {
      const bool is_short = bits_ == 16;
      fields_ = {Field{is_short ? 0x7C00u : 0xFF0000u}, Field{is_short ? 0x3E0u : 0xFF00u}, Field{is_short ? 0x1Fu : 0xFFu}};
    } else {
      for (uint64_t c = 0; c < 3; ++c) fields_[c].mask = Number(54 + 4 * c, 4);
    }
  }

  void SetIndex(uint8_t* out, uint32_t index) const {
    for (size_t c = 0; c < 3; ++c) out[c] = palette_[index][c];
  }

  void ReadRows(uint64_t start, Pixels& pixels) const {
    const uint64_t row_bytes = RowBytes(pixels.width);
    for (uint64_t y = 0; y < pixels.height; ++y) {
      const uint64_t row = start + y * row_bytes;
      if (row + row_bytes > bytes_.size() + 3) throw Damaged("BMP: cut off");   // the last row may end without its filling
      uint8_t* out = pixels.row(y);
      for (uint64_t x = 0; x < pixels.width; ++x, out += 3) {
        if (bits_ <= 8) {
          const uint32_t byte = Number(row + x * bits_ / 8, 1), shift = static_cast<uint32_t>(8 - bits_ - x * bits_ % 8);
          SetIndex(out, (byte >> shift) & ((1u << bits_) - 1));
        } else if (bits_ == 24) {
          for (uint64_t c = 0; c < 3; ++c) out[c] = static_cast<uint8_t>(Number(row + 3 * x + 2 - c, 1));
        } else {
          const uint32_t pixel = Number(row + x * bits_ / 8, bits_ / 8);
          for (size_t c = 0; c < 3; ++c) out[c] = fields_[c].Of(pixel);
        }
      }
    }
  }

  // Pairs of a count and an index (with RLE4 two, in turn); after a zero: 0 ends the row, 1 the picture, 2 moves on, and a larger
  // number is a count of indices as they are. What no run covers has index 0.
  void ReadRuns(uint64_t at, bool is_rle4, Pixels& pixels) const {
    for (size_t i = 0; i < pixels.rgb.size() / 3; ++i) SetIndex(&pixels.rgb[3 * i], 0);
    uint64_t x = 0, y = 0;
    const auto put = [&](uint32_t index) {
      if (x < pixels.width && y < pixels.height) SetIndex(pixels.row(y) + 3 * x, index);
      ++x;
    };
    while (y < pixels.height) {
      const uint32_t count = Number(at, 1), value = Number(at + 1, 1);
      at += 2;
      if (count > 0) {
        for (uint32_t i = 0; i < count; ++i) put(!is_rle4 ? value : i % 2 == 0 ? value >> 4 : value & 15);
      } else if (value == 0) {
        x = 0;
        ++y;
      } else if (value == 1) {
        return;
      } else if (value == 2) {
        x += Number(at, 1);
        y += Number(at + 1, 1);
        at += 2;
      } else {
        for (uint32_t i = 0; i < value; ++i) {
          const uint32_t byte = Number(at + (is_rle4 ? i / 2 : i), 1);
          put(!is_rle4 ? byte : i % 2 == 0 ? byte >> 4 : byte & 15);
        }
        const uint64_t bytes = is_rle4 ? (value + 1) / 2 : value;
        at += bytes + bytes % 2;
      }
    }
  }

  static void TurnOver(Pixels& pixels) {
    for (size_t top = 0, bottom = pixels.height - 1; top < bottom; ++top, --bottom) {
      std::swap_ranges(pixels.row(top), pixels.row(top) + size_t{pixels.width} * 3, pixels.row(bottom));
    }
  }

  Bytes bytes_;
  uint32_t bits_ = 0;
  std::array<std::array<uint8_t, 3>, 256> palette_{};
  std::array<Field, 3> fields_;
};

}  // namespace

const Format kBmp{[](Bytes bytes) { return bytes.size() > 26 && bytes[0] == 'B' && bytes[1] == 'M'; },
                  [](Bytes bytes) { return Reader(bytes).Read(); }};

}  // namespace berth::image
