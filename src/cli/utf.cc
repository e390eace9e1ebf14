#include "cli/utf.h"

#include <algorithm>

namespace berth::cli {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool IsCodePoint(char32_t code) { return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF); }

}  // namespace

std::string ToUtf8(std::u32string_view codes) {
  std::string text;
  for (char32_t code : codes) {
    if (!IsCodePoint(code)) code = kReplacement;
    if (code < 0x80) {
      text += static_cast<char>(code);
      continue;
    }
    const int rest = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    text += static_cast<char>((0xFF00 >> (rest + 1)) | (code >> (6 * rest)));
    for (int i = rest - 1; i >= 0; --i) text += static_cast<char>(0x80 | ((code >> (6 * i)) & 0x3F));
  }
  return text;
}

std::u32string ToUtf32(std::string_view text) {
  constexpr char32_t kLeast[] = {0, 0x80, 0x800, 0x10000};   // shorter forms are not allowed
  std::u32string codes;
  for (size_t i = 0; i < text.size();) {
    const unsigned char lead = static_cast<unsigned char>(text[i++]);
    const size_t rest = lead < 0x80                   ? 0
                        : lead >= 0xC2 && lead < 0xE0 ? 1
                        : (lead & 0xF0) == 0xE0       ? 2
                        : (lead & 0xF8) == 0xF0       ? 3
                                                      : 9;
    char32_t code = rest == 0 ? lead : lead & (0x3F >> std::min<size_t>(rest, 3));
    size_t k = 0;
    for (; rest != 9 && k < rest && i + k < text.size() && (text[i + k] & 0xC0) == 0x80; ++k) {
      code = (code << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    }
    const bool whole = k == rest && IsCodePoint(code) && code >= kLeast[rest];
    codes += whole ? code : kReplacement;
    if (whole) i += rest;
  }
  return codes;
}

std::string Printable(std::string_view text) {
  std::u32string codes = ToUtf32(text);
  for (char32_t& code : codes) {
    if (code < 0x20 || (code >= 0x7F && code < 0xA0)) code = kReplacement;
  }
  return ToUtf8(codes);
}

}  // namespace berth::cli
