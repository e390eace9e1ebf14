#include <webp/decode.h>
#include <webp/demux.h>

#include <cstring>
#include <memory>

#include "image/pixels.h"

namespace berth::image {
namespace {

// The first frame of an animation; transparency is dropped.
Pixels DecodeFrame(Bytes bytes) {
  WebPAnimDecoderOptions options;
  if (WebPAnimDecoderOptionsInit(&options) == 0) throw Damaged("WebP: another version of the library");
  const WebPData data{bytes.data(), bytes.size()};
  const std::unique_ptr<WebPAnimDecoder, void (*)(WebPAnimDecoder*)> decoder(WebPAnimDecoderNew(&data, &options),
                                                                             &WebPAnimDecoderDelete);
  WebPAnimInfo info;
  if (decoder == nullptr || WebPAnimDecoderGetInfo(decoder.get(), &info) == 0) throw Damaged("WebP: damaged animation");
  Pixels pixels = Pixels::Of(info.canvas_width, info.canvas_height);
  uint8_t* rgba = nullptr;   // the decoder's own
  int time = 0;
  if (WebPAnimDecoderGetNext(decoder.get(), &rgba, &time) == 0) throw Damaged("WebP: damaged or cut off");
  for (size_t i = 0; i < pixels.rgb.size(); ++i) pixels.rgb[i] = rgba[i / 3 * 4 + i % 3];
  return pixels;
}

Pixels DecodeWebp(Bytes bytes) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK) throw Damaged("WebP: damaged head");
  Pixels pixels = Pixels::Of(static_cast<uint64_t>(features.width), static_cast<uint64_t>(features.height));
  if (features.has_animation != 0) return DecodeFrame(bytes);
  if (WebPDecodeRGBInto(bytes.data(), bytes.size(), pixels.rgb.data(), pixels.rgb.size(), features.width * 3) == nullptr) {
    throw Damaged("WebP: damaged or cut off");
  }
  return pixels;
}

bool IsWebp(Bytes bytes) {
  return bytes.size() > 12 && std::memcmp(bytes.data(), "RIFF", 4) == 0 && std::memcmp(bytes.data() + 8, "WEBP", 4) == 0;
}

}  // namespace

const Format kWebp{&IsWebp, &DecodeWebp};

}  // namespace berth::image
