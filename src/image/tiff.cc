#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "image/pixels.h"

namespace berth::image {
namespace {

// The file as libtiff reads it.
struct Source {
  Bytes bytes;
  uint64_t at = 0;

  static tmsize_t Read(thandle_t handle, void* to, tmsize_t count) {
    auto* source = static_cast<Source*>(handle);
    if (count < 0 || source->at >= source->bytes.size()) return 0;
    const auto read = std::min(static_cast<size_t>(count), source->bytes.size() - static_cast<size_t>(source->at));
    std::memcpy(to, source->bytes.data() + source->at, read);
    source->at += read;
    return static_cast<tmsize_t>(read);
  }
  static tmsize_t Write(thandle_t, void*, tmsize_t) { return -1; }
  static toff_t Seek(thandle_t handle, toff_t to, int whence) {
    auto* source = static_cast<Source*>(handle);
    source->at = to + (whence == SEEK_CUR ? source->at : whence == SEEK_END ? source->bytes.size() : 0);
    return source->at;
  }
  static int Close(thandle_t) { return 0; }
  static toff_t Size(thandle_t handle) { return static_cast<Source*>(handle)->bytes.size(); }
};

int Silent(TIFF*, void*, const char*, const char*, va_list) { return 1; }

// The first picture of the file. libtiff brings all kinds to 8-bit RGBA, the lowest byte first.
Pixels DecodeTiff(Bytes bytes) {
  const std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(), &TIFFOpenOptionsFree);
  if (options == nullptr) throw std::bad_alloc();
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), tmsize_t{1} << 30);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), &Silent, nullptr);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), &Silent, nullptr);
  Source source{bytes};
  const std::unique_ptr<TIFF, void (*)(TIFF*)> tiff(
      TIFFClientOpenExt("TIFF", "rm", &source, &Source::Read, &Source::Write, &Source::Seek, &Source::Close, &Source::Size,
                        nullptr, nullptr, options.get()),
      &TIFFClose);
  if (tiff == nullptr) throw Damaged("TIFF: damaged head");
  uint32_t width = 0, height = 0;
  TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height);
  Pixels pixels = Pixels::Of(width, height);
  LazyBytes memory(size_t{width} * height * sizeof(uint32_t));
  auto* raster = reinterpret_cast<uint32_t*>(memory.data());
  if (TIFFReadRGBAImageOriented(tiff.get(), width, height, raster, ORIENTATION_TOPLEFT, 1) == 0) {
    throw Damaged("TIFF: damaged, cut off, or of a kind that is not known");
  }
  for (size_t i = 0; i < pixels.rgb.size() / 3; ++i) {
    pixels.rgb[3 * i] = static_cast<uint8_t>(TIFFGetR(raster[i]));
    pixels.rgb[3 * i + 1] = static_cast<uint8_t>(TIFFGetG(raster[i]));
    pixels.rgb[3 * i + 2] = static_cast<uint8_t>(TIFFGetB(raster[i]));
  }
  return pixels;
}

bool IsTiff(Bytes bytes) {
  return bytes.size() > 8 && (std::memcmp(bytes.data(), "II*\0", 4) == 0 || std::memcmp(bytes.data(), "MM\0*", 4) == 0 ||
                              std::memcmp(bytes.data(), "II+\0", 4) == 0 || std::memcmp(bytes.data(), "MM\0+", 4) == 0);
}

}  // namespace

const Format kTiff{&IsTiff, &DecodeTiff};

}  // namespace berth::image
