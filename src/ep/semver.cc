#include "ep/semver.h"

#include <algorithm>

namespace berth {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWordChar(char c) { return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; }

bool AllDigits(std::string_view text) { return std::all_of(text.begin(), text.end(), IsDigit); }

bool IsNumber(std::string_view text) {
  return !text.empty() && AllDigits(text) && (text.size() == 1 || text[0] != '0');
}

bool IsPreReleaseWord(std::string_view text) {
  return !text.empty() && (AllDigits(text) ? IsNumber(text) : std::all_of(text.begin(), text.end(), IsWordChar));
}

bool IsBuildWord(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), IsWordChar); }

// Whether every part between dots passes; `parts` counts them.
bool EachPart(std::string_view text, bool (*passes)(std::string_view), int* parts) {
  for (*parts = 1;; ++*parts) {
    const size_t dot = text.find('.');
    if (!passes(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

bool IsSemVer(std::string_view text) {
  int parts = 0;
  if (const size_t plus = text.find('+'); plus != std::string_view::npos) {
    if (!EachPart(text.substr(plus + 1), IsBuildWord, &parts)) return false;
    text = text.substr(0, plus);
  }
  if (const size_t dash = text.find('-'); dash != std::string_view::npos) {
    if (!EachPart(text.substr(dash + 1), IsPreReleaseWord, &parts)) return false;
    text = text.substr(0, dash);
  }
  return EachPart(text, IsNumber, &parts) && parts == 3;
}

}  // namespace berth
