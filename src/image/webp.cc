#include <webp/decode.h>

#include <cstring>

#include "image/pixels.h"

namespace berth::image {
namespace {

Pixels DecodeWebp(Bytes bytes) {
  int width = 0, height = 0;
  if (WebPGetInfo(bytes.data(), bytes.size(), &width, &height) == 0) throw Damaged("WebP: damaged head");
  Pixels pixels = Pixels::Of(static_cast<uint64_t>(width), static_cast<uint64_t>(height));
  if (WebPDecodeRGBInto(bytes.data(), bytes.size(), pixels.rgb.data(), pixels.rgb.size(), width * 3) == nullptr) {
    throw Damaged("WebP: damaged, cut off, or an animation");
  }
  return pixels;
}

bool IsWebp(Bytes bytes) {
  return bytes.size() > 12 && std::memcmp(bytes.data(), "RIFF", 4) == 0 && std::memcmp(bytes.data() + 8, "WEBP", 4) == 0;
}

}  // namespace

const Format kWebp{&IsWebp, &DecodeWebp};

}  // namespace berth::image
