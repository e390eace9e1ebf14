// What libberth_image.so exports: the one function by which ImageDecoder reads pictures. The libraries of picture formats are
// linked into that module alone; the library proper opens it when a session first asks for it.
//
//   threads  any
//   owns     the caller frees the pixels with `release`
#pragma once

#include <stddef.h>
#include <stdint.h>

extern "C" {

enum BerthPixelFormat { kBerthRgb, kBerthBgr, kBerthGrayscale };

struct BerthPicture {
  uint32_t height, width;
  uint8_t* pixels;               // rows from the top, without gaps; 3 bytes a pixel, or 1 for grayscale
  void (*release)(uint8_t* pixels);
  char reason[256];              // why there is none
};

// 0 and a picture, or another number and the reason: no format that is known, damaged, or larger than 2^28 pixels.
typedef int (*BerthDecodePicture)(const uint8_t* bytes, size_t size, BerthPixelFormat format, BerthPicture* out);
#define BERTH_DECODE_PICTURE "BerthDecodePictureV1"

}  // extern "C"
