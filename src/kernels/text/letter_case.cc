#include "kernels/text/letter_case.h"

#include <utf8proc.h>

namespace berth {
namespace {

// utf8proc makes a capital of the sharp s, which Unicode's own mapping of one character to one leaves as it is.
constexpr utf8proc_int32_t kSharpS = 0xDF;

utf8proc_int32_t Mapped(utf8proc_int32_t point, LetterCase to) {
  if (to == LetterCase::kLower) return utf8proc_tolower(point);
  return point == kSharpS ? point : utf8proc_toupper(point);
}

}  // namespace

StatusOr<std::string> WithCase(std::string_view text, LetterCase to) {
  if (to == LetterCase::kAsIs) return std::string(text);
  std::string changed;
  changed.reserve(text.size());
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (size_t at = 0; at < text.size();) {
    utf8proc_int32_t point = -1;
    const utf8proc_ssize_t read = utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &point);
    if (read <= 0) return InvalidArgument("text: byte ", at, " of ", text.size(), " begins no character of UTF-8");
    utf8proc_uint8_t encoded[4];
    const auto written = utf8proc_encode_char(Mapped(point, to), encoded);
    changed.append(reinterpret_cast<const char*>(encoded), static_cast<size_t>(written));
    at += static_cast<size_t>(read);
  }
  return changed;
}

}  // namespace berth
