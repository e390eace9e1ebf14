// Numbers as text and back, as Cast converts them.
#pragma once

#include <string>
#include <string_view>

#include "base/status.h"
#include "values/element_type.h"

namespace berth {

// The fewest digits that give `value` back in its own type (`type`: a floating-point one, which holds it): "0.1", "100.0",
// "1e-05", "-inf", "nan". Plain from 1e-4 to below 1e16, else scientific.
std::string FloatText(double value, ElementType type);

// Plain and scientific numbers, inf and nan in any case; blanks around do not matter. ORT_INVALID_ARGUMENT for other texts.
StatusOr<double> FloatOfText(std::string_view text);

// Decimal integers; uint64 in its bits. A number with a fraction loses it. ORT_INVALID_ARGUMENT for other texts.
StatusOr<int64_t> IntegerOfText(std::string_view text, bool is_unsigned);

}  // namespace berth
