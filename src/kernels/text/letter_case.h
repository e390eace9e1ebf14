// Upper and lower case of UTF-8 text.
#pragma once

#include <string>
#include <string_view>

#include "base/status.h"

namespace berth {

enum class LetterCase { kAsIs, kLower, kUpper };

// `text` with every character replaced by its one-character mapping of Unicode, which is the same in every locale. Error
// ORT_INVALID_ARGUMENT: no UTF-8.
StatusOr<std::string> WithCase(std::string_view text, LetterCase to);

}  // namespace berth
