// What the decoders of this module make, and what they may ask of each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace berth::image {

using Bytes = std::span<const uint8_t>;

// Why there is no picture. Does not leave the module.
struct Damaged : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// RGB, rows from the top.
struct Pixels {
  uint32_t width = 0, height = 0;
  std::vector<uint8_t> rgb;

  // Room for a picture, once its size is known to be sane. Damaged: empty, or larger than 2^28 pixels.
  static Pixels Of(uint64_t width, uint64_t height);
  uint8_t* row(size_t y) { return rgb.data() + y * width * 3; }
};

// A format: whether the bytes start like it, and their decoder, which throws Damaged.
struct Format {
  bool (*starts)(Bytes bytes);
  Pixels (*decode)(Bytes bytes);
};

extern const Format kBmp, kJpeg, kJpeg2000, kPng, kPnm, kTiff, kWebp;

inline bool StartsWith(Bytes bytes, std::span<const uint8_t> magic) {
  if (bytes.size() < magic.size()) return false;
  for (size_t i = 0; i < magic.size(); ++i) {
    if (bytes[i] != magic[i]) return false;
  }
  return true;
}

}  // namespace berth::image
