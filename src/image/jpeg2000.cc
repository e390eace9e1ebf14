#include <openjpeg.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "image/pixels.h"

namespace berth::image {
namespace {

constexpr std::array<uint8_t, 4> kCodestream{0xFF, 0x4F, 0xFF, 0x51};
constexpr std::array<uint8_t, 12> kBoxes{0, 0, 0, 12, 'j', 'P', ' ', ' ', 0x0D, 0x0A, 0x87, 0x0A};

struct Source {
  Bytes bytes;
  size_t at = 0;

  static OPJ_SIZE_T Read(void* to, OPJ_SIZE_T count, void* data) {
    auto* source = static_cast<Source*>(data);
    if (source->at >= source->bytes.size()) return static_cast<OPJ_SIZE_T>(-1);
    const size_t read = std::min<size_t>(count, source->bytes.size() - source->at);
    std::memcpy(to, source->bytes.data() + source->at, read);
    source->at += read;
    return read;
  }
  static OPJ_OFF_T Skip(OPJ_OFF_T count, void* data) {
    auto* source = static_cast<Source*>(data);
    const size_t left = source->bytes.size() - source->at;
    if (count < 0 || left == 0) return -1;
    const size_t skipped = std::min(left, static_cast<size_t>(count));
    source->at += skipped;
    return static_cast<OPJ_OFF_T>(skipped);
  }
  static OPJ_BOOL Seek(OPJ_OFF_T to, void* data) {
    auto* source = static_cast<Source*>(data);
    if (to < 0 || static_cast<size_t>(to) > source->bytes.size()) return OPJ_FALSE;
    source->at = static_cast<size_t>(to);
    return OPJ_TRUE;
  }
};

using Stream = std::unique_ptr<opj_stream_t, void (*)(opj_stream_t*)>;
using Codec = std::unique_ptr<opj_codec_t, void (*)(opj_codec_t*)>;
using Image = std::unique_ptr<opj_image_t, void (*)(opj_image_t*)>;

Stream OpenStream(Source& source) {
  Stream stream(opj_stream_default_create(OPJ_TRUE), &opj_stream_destroy);
  if (stream == nullptr) throw std::bad_alloc();
  opj_stream_set_user_data(stream.get(), &source, nullptr);
  opj_stream_set_user_data_length(stream.get(), source.bytes.size());
  opj_stream_set_read_function(stream.get(), &Source::Read);
  opj_stream_set_skip_function(stream.get(), &Source::Skip);
  opj_stream_set_seek_function(stream.get(), &Source::Seek);
  return stream;
}

// A sample of component `c` at (x, y) of the picture, as 8 bits; a component may be coarser than the picture.
uint8_t Sample(const opj_image_t& image, size_t c, uint32_t x, uint32_t y) {
  const opj_image_comp_t& component = image.comps[c];
  const uint32_t column = std::min(x / component.dx, component.w - 1), row = std::min(y / component.dy, component.h - 1);
  int64_t value = component.data[size_t{row} * component.w + column];
  if (component.sgnd) value += int64_t{1} << (component.prec - 1);
  const int64_t most = (int64_t{1} << component.prec) - 1;
  value = std::clamp<int64_t>(value, 0, most);
  return static_cast<uint8_t>(component.prec > 8 ? value >> (component.prec - 8) : (value * 255 + most / 2) / most);
}

void ToRgb(uint8_t* ycc) {
  const double y = ycc[0], cb = ycc[1] - 128.0, cr = ycc[2] - 128.0;
  const auto byte = [](double v) { return static_cast<uint8_t>(std::clamp(v + 0.5, 0.0, 255.0)); };
  ycc[0] = byte(y + 1.402 * cr);
  ycc[1] = byte(y - 0.344136 * cb - 0.714136 * cr);
  ycc[2] = byte(y + 1.772 * cb);
}

Pixels Arranged(const opj_image_t& image) {
  Pixels pixels = Pixels::Of(image.x1 - image.x0, image.y1 - image.y0);
  const size_t colors = image.numcomps >= 3 ? 3 : 1;
  for (size_t c = 0; c < colors; ++c) {
    const opj_image_comp_t& part = image.comps[c];
    if (part.data == nullptr || part.w == 0 || part.h == 0 || part.dx == 0 || part.dy == 0 || part.prec == 0 || part.prec > 31) {
      throw Damaged("JPEG 2000: a component without samples");
    }
  }
  for (uint32_t y = 0; y < pixels.height; ++y) {
    uint8_t* out = pixels.row(y);
    for (uint32_t x = 0; x < pixels.width; ++x, out += 3) {
      for (size_t c = 0; c < 3; ++c) out[c] = Sample(image, std::min(c, colors - 1), x, y);
      if (colors == 3 && image.color_space == OPJ_CLRSPC_SYCC) ToRgb(out);
    }
  }
  return pixels;
}

Pixels DecodeJpeg2000(Bytes bytes) {
  Source source{bytes};
  const Stream stream = OpenStream(source);
  const Codec codec(opj_create_decompress(StartsWith(bytes, kCodestream) ? OPJ_CODEC_J2K : OPJ_CODEC_JP2), &opj_destroy_codec);
  if (codec == nullptr) throw std::bad_alloc();
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  opj_image_t* head = nullptr;
  if (!opj_setup_decoder(codec.get(), &parameters) || !opj_read_header(stream.get(), codec.get(), &head)) {
    if (head != nullptr) opj_image_destroy(head);
    throw Damaged("JPEG 2000: damaged head");
  }
  const Image image(head, &opj_image_destroy);
  // The size before anything is decoded; the decoder itself takes memory for it.
  if (image->x1 <= image->x0 || image->y1 <= image->y0 || image->numcomps == 0) throw Damaged("JPEG 2000: empty");
  if (uint64_t{image->x1 - image->x0} * (image->y1 - image->y0) * image->numcomps > uint64_t{1} << 30) {
    throw Damaged("JPEG 2000: more than 2^30 samples");
  }
  if (!opj_decode(codec.get(), stream.get(), image.get()) || !opj_end_decompress(codec.get(), stream.get())) {
    throw Damaged("JPEG 2000: damaged or cut off");
  }
  return Arranged(*image);
}

}  // namespace

const Format kJpeg2000{[](Bytes bytes) { return StartsWith(bytes, kCodestream) || StartsWith(bytes, kBoxes); }, &DecodeJpeg2000};

}  // namespace berth::image
