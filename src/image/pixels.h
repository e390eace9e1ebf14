// What the decoders of this module make, and what they may ask of each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>

namespace berth::image {

using Bytes = std::span<const uint8_t>;

// Why there is no picture. Does not leave the module.
struct Damaged : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Zeros that take memory only where they are written: a file may promise a large picture and hold nothing.
class LazyBytes {
 public:
  explicit LazyBytes(size_t size) : data_(static_cast<uint8_t*>(std::calloc(size, 1)), &std::free), size_(size) {
    if (data_ == nullptr && size > 0) throw std::bad_alloc();
  }
  uint8_t* data() { return data_.get(); }
  const uint8_t* data() const { return data_.get(); }
  size_t size() const { return size_; }
  uint8_t& operator[](size_t i) { return data_.get()[i]; }
  uint8_t operator[](size_t i) const { return data_.get()[i]; }

 private:
  std::unique_ptr<uint8_t, void (*)(void*)> data_;
  size_t size_;
};

// RGB, rows from the top.
struct Pixels {
  uint32_t width, height;
  LazyBytes rgb;

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
