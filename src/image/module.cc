#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include "base/image_module.h"
#include "image/pixels.h"

namespace berth::image {

Pixels Pixels::Of(uint64_t width, uint64_t height) {
  constexpr uint64_t kMostPixels = uint64_t{1} << 28;
  if (width == 0 || height == 0 || width > kMostPixels || height > kMostPixels / width) {
    throw Damaged("size " + std::to_string(width) + " x " + std::to_string(height) + ": at most 2^28 pixels wanted, and some");
  }
  return {static_cast<uint32_t>(width), static_cast<uint32_t>(height), LazyBytes(width * height * 3)};
}

namespace {

Pixels Decode(Bytes bytes) {
  for (const Format* format : {&kPng, &kJpeg, &kTiff, &kWebp, &kJpeg2000, &kBmp, &kPnm}) {
    if (format->starts(bytes)) return format->decode(bytes);
  }
  throw Damaged("no format that is known");
}

// ITU-R 601 luma in 16-bit fixed point, rounded.
uint8_t Luma(const uint8_t* rgb) {
  return static_cast<uint8_t>((rgb[0] * 19595u + rgb[1] * 38470u + rgb[2] * 7471u + 0x8000u) >> 16);
}

void Arrange(const Pixels& from, BerthPixelFormat format, uint8_t* to) {
  const uint8_t* rgb = from.rgb.data();
  for (size_t i = 0; i < from.rgb.size() / 3; ++i, rgb += 3) {
    if (format == kBerthGrayscale) {
      to[i] = Luma(rgb);
    } else {
      const bool swap = format == kBerthBgr;
      to[3 * i] = rgb[swap ? 2 : 0];
      to[3 * i + 1] = rgb[1];
      to[3 * i + 2] = rgb[swap ? 0 : 2];
    }
  }
}

}  // namespace
}  // namespace berth::image

extern "C" __attribute__((visibility("default"))) int BerthDecodePictureV1(const uint8_t* bytes, size_t size,
                                                                           BerthPixelFormat format, BerthPicture* out) {
  *out = {};
  try {
    const berth::image::Pixels pixels = berth::image::Decode({bytes, size});
    out->pixels = static_cast<uint8_t*>(std::malloc(format == kBerthGrayscale ? pixels.rgb.size() / 3 : pixels.rgb.size()));
    if (out->pixels == nullptr) throw std::bad_alloc();
    out->release = [](uint8_t* made) { std::free(made); };
    out->width = pixels.width;
    out->height = pixels.height;
    berth::image::Arrange(pixels, format, out->pixels);
    return 0;
  } catch (const std::exception& e) {
    std::snprintf(out->reason, sizeof(out->reason), "%s", e.what());
    return 1;
  }
}
