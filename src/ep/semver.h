// Semantic versions, as the versions of EPs must be.
#pragma once

#include <string_view>

namespace berth {

// Whether `text` is a version by SemVer 2.0: `major.minor.patch[-pre][+build]`, numbers without leading zeros.
bool IsSemVer(std::string_view text);

}  // namespace berth
