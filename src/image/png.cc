#include <png.h>

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <vector>

#include "image/pixels.h"

namespace berth::image {
namespace {

struct Source {
  const uint8_t* at;
  size_t left;
};

void Read(png_structp png, png_bytep to, size_t count) {
  auto* source = static_cast<Source*>(png_get_io_ptr(png));
  if (count > source->left) png_error(png, "cut off");
  std::memcpy(to, source->at, count);
  source->at += count;
  source->left -= count;
}

// The text that libpng leaves a function with.
struct Reason {
  char text[128] = "";
};

void Leave(png_structp png, png_const_charp text) {
  std::snprintf(static_cast<Reason*>(png_get_error_ptr(png))->text, sizeof(Reason), "PNG: %s", text);
  png_longjmp(png, 1);
}

void Ignore(png_structp, png_const_charp) {}

// What one decoding holds. libpng leaves its functions by longjmp: nothing between setjmp and there may need a destructor, so
// the steps below hold plain data only and everything that does is here, outside of them.
struct Session {
  Reason reason;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reason, &Leave, &Ignore);
  png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
  ~Session() { png_destroy_read_struct(&png, &info, nullptr); }
};

// 8-bit RGB whatever the file has: transparency is dropped, 16 bits lose the lower ones.
bool ReadHead(png_structp png, png_infop info, Source* source) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_set_read_fn(png, source, &Read);
  png_set_user_limits(png, 1 << 28, 1 << 28);
  png_read_info(png, info);
  const png_byte color = png_get_color_type(png, info);
  png_set_strip_16(png);
  if (color == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (png_get_bit_depth(png, info) < 8) png_set_expand_gray_1_2_4_to_8(png);
  if (color == PNG_COLOR_TYPE_GRAY || color == PNG_COLOR_TYPE_GRAY_ALPHA) png_set_gray_to_rgb(png);
  if (color & PNG_COLOR_MASK_ALPHA) png_set_strip_alpha(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  return true;
}

bool ReadRows(png_structp png, png_bytepp rows) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_read_image(png, rows);
  return true;
}

Pixels DecodePng(Bytes bytes) {
  Session session;
  if (session.info == nullptr) throw std::bad_alloc();
  Source source{bytes.data(), bytes.size()};
  if (!ReadHead(session.png, session.info, &source)) throw Damaged(session.reason.text);
  Pixels pixels = Pixels::Of(png_get_image_width(session.png, session.info), png_get_image_height(session.png, session.info));
  if (png_get_rowbytes(session.png, session.info) != size_t{pixels.width} * 3) throw Damaged("PNG: unknown kind of pixels");
  std::vector<png_bytep> rows(pixels.height);
  for (size_t y = 0; y < rows.size(); ++y) rows[y] = pixels.row(y);
  if (!ReadRows(session.png, rows.data())) throw Damaged(session.reason.text);
  return pixels;
}

}  // namespace

const Format kPng{[](Bytes bytes) { return bytes.size() > 8 && png_sig_cmp(bytes.data(), 0, 8) == 0; }, &DecodePng};

}  // namespace berth::image
