// UTF-8 and UTF-32, for NumPy's text arrays. What is no valid UTF-8 or no code point becomes U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace berth::cli {

std::string ToUtf8(std::u32string_view codes);
std::u32string ToUtf32(std::string_view text);

// Without control characters and broken UTF-8: fit for a terminal.
std::string Printable(std::string_view text);

}  // namespace berth::cli
