// Attributes that say yes or no.
#pragma once

#include "kernels/info.h"

namespace berth {

// An attribute that is 0 or 1; ORT_INVALID_GRAPH for any other number.
inline StatusOr<bool> FlagAttribute(const KernelInfo& info, std::string_view name) {
  BERTH_ASSIGN_OR_RETURN(const int64_t value, info.Int(name, 0));
  if (value == 0 || value == 1) return value == 1;
  return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"", name, "\": ", value, " seen, 0 or 1 wanted");
}

}  // namespace berth
