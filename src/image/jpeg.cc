#include <turbojpeg.h>

#include <array>
#include <climits>
#include <memory>
#include <string>

#include "image/pixels.h"

namespace berth::image {
namespace {

// Inks to light; Adobe's files, the only ones there are, hold them inverted.
void FromCmyk(const LazyBytes& cmyk, Pixels& pixels) {
  for (size_t i = 0; i < cmyk.size() / 4; ++i) {
    for (size_t c = 0; c < 3; ++c) pixels.rgb[3 * i + c] = static_cast<uint8_t>((cmyk[4 * i + c] * cmyk[4 * i + 3] + 127) / 255);
  }
}

Pixels DecodeJpeg(Bytes bytes) {
  const std::unique_ptr<void, int (*)(void*)> handle(tjInitDecompress(), &tjDestroy);
  if (handle == nullptr) throw std::bad_alloc();
  const auto fail = [&] { throw Damaged(std::string("JPEG: ") + tjGetErrorStr2(handle.get())); };
  if (bytes.size() > ULONG_MAX) throw Damaged("JPEG: too many bytes");
  const auto size = static_cast<unsigned long>(bytes.size());
  int width = 0, height = 0, subsampling = 0, colors = 0;
  if (tjDecompressHeader3(handle.get(), bytes.data(), size, &width, &height, &subsampling, &colors) != 0) fail();
  Pixels pixels = Pixels::Of(static_cast<uint64_t>(width), static_cast<uint64_t>(height));
  const bool is_cmyk = colors == TJCS_CMYK || colors == TJCS_YCCK;
  LazyBytes cmyk(is_cmyk ? pixels.rgb.size() / 3 * 4 : 0);
  const int status = tjDecompress2(handle.get(), bytes.data(), size, is_cmyk ? cmyk.data() : pixels.rgb.data(), width, 0, height,
                                   is_cmyk ? TJPF_CMYK : TJPF_RGB, TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS);
  // Of what is only odd, a missing end alone means that pixels are missing.
  const bool is_odd = status != 0 && tjGetErrorCode(handle.get()) == TJERR_WARNING;
  const std::string text = status != 0 ? tjGetErrorStr2(handle.get()) : "";
  if (status != 0 && (!is_odd || text.find("remature end") != std::string::npos)) fail();
  if (is_cmyk) FromCmyk(cmyk, pixels);
  return pixels;
}

}  // namespace

const Format kJpeg{[](Bytes bytes) { return StartsWith(bytes, std::array<uint8_t, 3>{0xFF, 0xD8, 0xFF}); }, &DecodeJpeg};

}  // namespace berth::image
